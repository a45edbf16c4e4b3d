import { type AnnGraph, countMacs, type RateGraph } from "@snnkit/ir";
import {
  type AnytimePoint,
  createAnytimeMeter,
  createRunMetrics,
  type LayerCorrelation,
  type RunMetrics,
  type RunSummary,
  summarise,
} from "@snnkit/metrics";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { compileNetwork, formatStopRule } from "@snnkit/sim";
import type { Interrupt } from "../io/interrupt.ts";
import { returnMemory } from "../io/spare_memory.ts";
import { onInput } from "../user_error.ts";
import { classesOf } from "./check_fit.ts";
import { correlate } from "./correlate.ts";
import { decideAll } from "./decide.ts";
import type { Job } from "./job.ts";
import { type Converter, networksOf } from "./networks_of.ts";
import { isDense, openEngine } from "./open_engine.ts";
import { pickEngine } from "./pick_engine.ts";
import { recipeOf } from "./recipe_of.ts";
import { fixedFindings } from "./fixed_findings.ts";
import { stopFindings } from "./reading.ts";
import { readResumeFile } from "./resume_file.ts";
import { resumedEngine, runIdentity } from "./run_identity.ts";
import { CRITERION } from "./simulate_all.ts";
import { simulateResumably } from "./simulate_resumably.ts";

/** Of so many first samples the report compares every neuron's rate with its activation. */
const DETAILED = 16;

/** The margins that a run to the last step tries as stop rules. */
const MARGINS = [
  ...[0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65],
  ...[0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999],
];

/** What a run found. */
export interface RunResult {
  /** The numbers, as `--json` prints them. */
  readonly summary: RunSummary;
  /** The measurements behind them. */
  readonly metrics: RunMetrics;
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network, cleaned up; absent for a file that holds none. */
  readonly ann: AnnGraph | undefined;
  /** Converts the trained network again; absent for a file that is converted already. */
  readonly convert?: Converter;
  /** The populations that spike. */
  readonly layers: readonly LayerInfo[];
  /** Rates against activations of the first samples, for the report. */
  readonly correlations: readonly LayerCorrelation[];
  /** The trained network's classes, `[samples]`; −1 where there is none. */
  readonly annDecisions: Int32Array;
  /** The spiking network's classes after the last step, `[samples]`. */
  readonly snnDecisions: Int32Array;
}

/** Runs a job: converts where needed, runs the trained and the spiking network, measures both. */
export async function runJob(
  job: Job,
  loadSeconds: number,
  interrupt: Interrupt,
): Promise<RunResult> {
  const { model, data, labels, timesteps, seed, threads, out, readout, stop } = job;
  const known = job.resume && out !== undefined ? readResumeFile(out, runIdentity(job)) : undefined;
  const clock = createClock();
  const networks = await networksOf(job, interrupt.signal);
  const { graph, original, prepared, options, findings, convert } = networks;
  const network = onInput(model.name, () => compileNetwork(graph));
  const convertSeconds = clock();

  const detailed = out === undefined ? 0 : Math.min(DETAILED, data.count);
  const start = known?.count ?? 0;
  const engine = resumedEngine(job.engine, known?.identity);
  const opened = await openEngine(network, { ...job, engine }, start, detailed);
  const openSeconds = clock();

  const annDecisions = original
    ? await decideAll(original, data, job, interrupt)
    : new Int32Array(data.count).fill(-1);
  // Threads are about to take as much again.
  returnMemory();
  const annSeconds = clock();

  const snnDecisions = new Int32Array(data.count);
  const firstRecords: SampleRecord[] = [];
  let meter: ReturnType<typeof createRunMetrics> | undefined;
  const anytime = createAnytimeMeter({ criterion: CRITERION, thresholds: MARGINS });
  const { first, findings: pickFindings } = engine === "auto" && !isDense(opened)
    ? await pickEngine(network, data, { ...job, start, detailed }, opened, interrupt)
    : { first: opened, findings: [] };
  const pickSeconds = clock();
  const simulated = await simulateResumably(network, job, known, { first, detailed }, interrupt, {
    begin: (layers) => {
      meter = createRunMetrics({ timesteps, layers, classes: classesOf(graph) });
    },
    record: (record, index) => {
      snnDecisions[index] = record.decisions[record.steps - 1];
      if (index < detailed) firstRecords.push(record);
      meter?.add(record, labels[index], annDecisions[index]);
      if (stop.kind === "none") anytime.add(record, labels[index]);
    },
  });
  if (meter === undefined) throw new Error("Unreachable: the simulation has begun");
  const simulateSeconds = openSeconds + pickSeconds + simulated.seconds;

  const metrics = meter.result();
  const summary = summarise({
    settings: {
      model: model.name,
      ...recipeOf(job, options),
      code: "rate",
      engine: simulated.engine,
      precision: job.precision,
      threads: isDense(first) ? first.threads : threads,
      seed,
      readout,
      stop: formatStopRule(stop),
    },
    metrics,
    ...stop.kind === "none" && {
      anytime: { criterion: CRITERION, points: anytime.result().map(withoutAccuracy) },
    },
    annMacs: original ? countMacs(original).total : 0,
    seconds: {
      load: loadSeconds,
      convert: convertSeconds,
      ann: annSeconds,
      simulate: simulateSeconds,
    },
    findings: [
      ...job.findings,
      ...findings,
      ...first.findings ?? [],
      ...pickFindings,
      ...stopFindings(stop, metrics.meanTimesteps, timesteps),
      ...job.precision === "i16" ? fixedFindings(network, timesteps) : [],
    ],
  });
  return {
    summary: { ...summary, imagesPerSecond: simulated.count / Math.max(simulateSeconds, 1e-9) },
    metrics,
    graph,
    ann: prepared,
    ...convert && { convert },
    layers: simulated.layers,
    correlations: await correlate({
      graph,
      ann: prepared,
      layers: simulated.layers,
      detailed: firstRecords,
      data,
    }),
    annDecisions,
    snnDecisions,
  };
}

/** As a summary holds it: what follows from other numbers is left out. */
function withoutAccuracy({ accuracy: _, ...point }: AnytimePoint): Omit<AnytimePoint, "accuracy"> {
  return point;
}

/** Seconds since the last call. */
function createClock(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds;
  };
}
