import { batchAt } from "@snnkit/datasets";
import { type AnnGraph, countMacs, type Finding, type TtfsGraph } from "@snnkit/ir";
import { createTtfsMetrics, summarise, type TtfsMetrics, type TtfsSummary } from "@snnkit/metrics";
import type { SpikeTimes } from "@snnkit/report";
import { createAnnRunner, type Runner } from "@snnkit/runtime";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";
import { classesOf } from "../pipeline/check_fit.ts";
import { decideAll } from "../pipeline/decide.ts";
import { recipeOf } from "../pipeline/recipe_of.ts";
import { depthOf } from "./depth_of.ts";
import { createSpikeTimeTally } from "./spike_times.ts";
import type { TtfsJob } from "./ttfs_job.ts";
import { saturatingLayers, ttfsNetworksOf } from "./ttfs_networks.ts";
import { SLICES, type TtfsRunner, ttfsRunnerOf } from "./ttfs_runner.ts";

/** Of so many first samples spike times are drawn. */
const DRAWN = 16;

/** What a run of first spikes found. */
export interface TtfsResult {
  /** The numbers, as `--json` prints them. */
  readonly summary: TtfsSummary;
  /** The measurements behind them. */
  readonly metrics: TtfsMetrics;
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** The trained network, cleaned up; absent for a file that holds none. */
  readonly prepared: AnnGraph | undefined;
  /** When neurons spiked, of the first samples; absent for neurons without windows. */
  readonly spikeTimes: SpikeTimes | undefined;
  /** The trained network's classes, `[samples]`; −1 where there is none. */
  readonly annDecisions: Int32Array;
  /** The spiking network's classes, `[samples]`. */
  readonly snnDecisions: Int32Array;
}

/** Runs a job of first spikes: converts where needed, runs both networks, measures both. */
export async function runTtfs(
  job: TtfsJob,
  loadSeconds: number,
  interrupt: Interrupt,
): Promise<TtfsResult> {
  const { data, batch } = job;
  const began = performance.now();
  const { graph, original, prepared, findings } = await ttfsNetworksOf(job, interrupt.signal);
  const convertSeconds = (performance.now() - began) / 1000;
  const annBegan = performance.now();
  const annDecisions = original
    ? await decideAll(original, data, { batch }, interrupt)
    : new Int32Array(data.count).fill(-1);
  const annSeconds = (performance.now() - annBegan) / 1000;

  await using runner = await ttfsRunnerOf(graph, job);
  const windows = depthOf(graph);
  const steps = job.ticks?.steps ?? SLICES;
  const byLayer = new Map(runner.timed?.layers.map(({ id, window }) => [id, window]));
  const meter = createTtfsMetrics({
    layers: runner.layers,
    saturating: saturatingLayers(byLayer, prepared),
    classes: classesOf(graph),
    windows,
    steps,
    last: runner.timed?.arrival ?? { start: 0, end: 1 },
  });
  const simulated = await simulate(job, runner, prepared, { annDecisions, meter }, interrupt);
  const metrics = meter.result();
  const base = summarise({
    settings: {
      model: job.model.name,
      ...recipeOf(job),
      code: "ttfs",
      engine: runner.engine,
      precision: runner.precision,
      threads: 1,
      seed: job.seed,
      readout: "membrane",
      stop: "none",
    },
    metrics: metrics.run,
    annMacs: original ? countMacs(original).total : 0,
    seconds: {
      load: loadSeconds,
      convert: convertSeconds,
      ann: annSeconds,
      simulate: simulated.seconds,
    },
    findings: [...job.findings, ...findings, ...clippedFindings(metrics), ...simulated.findings],
  });
  const { jitter, missing } = job.disturbance;
  const summary: TtfsSummary = {
    ...base,
    ttfs: {
      windows,
      duration: runner.timed?.arrival.end ?? 0,
      ...job.ticks && { ticks: job.ticks.steps },
      ...(jitter > 0 || missing > 0) && { disturbance: { jitter, missing } },
      layers: metrics.layers.map((layer) => {
        const window = byLayer.get(layer.name);
        return { ...layer, ...window && { window: [window.start, window.end] as const } };
      }),
      inside: metrics.inside,
      outside: metrics.outside,
      ...metrics.decisions && { decisions: metrics.decisions },
    },
  };
  const { spikeTimes, snnDecisions } = simulated;
  return { summary, metrics, graph, prepared, spikeTimes, annDecisions, snnDecisions };
}

/** What is filled while samples run. */
interface Tallies {
  readonly annDecisions: Int32Array;
  readonly meter: ReturnType<typeof createTtfsMetrics>;
}

async function simulate(
  job: TtfsJob,
  runner: TtfsRunner,
  prepared: AnnGraph | undefined,
  { annDecisions, meter }: Tallies,
  interrupt: Interrupt,
): Promise<
  Pick<TtfsResult, "spikeTimes" | "snnDecisions"> & {
    readonly seconds: number;
    readonly findings: readonly Finding[];
  }
> {
  const { data, labels, batch } = job;
  const ann = prepared && await createAnnRunner(prepared, { batch });
  const tally = runner.timed && createSpikeTimeTally(runner.timed);
  const snnDecisions = new Int32Array(data.count);
  const progress = createProgress("first spikes", data.count);
  let [seconds, thresholdOps] = [0, 0];
  // Long samples give way to Ctrl-C one by one; the dense engine wants them together.
  const step = runner.engine === "dense" ? batch : 1;
  try {
    for (let start = 0; start < data.count; start += step) {
      await interrupt.checkpoint();
      const count = Math.min(step, data.count - start);
      const scores = ann && await logitsOf(ann, batchAt(data, start, count), count);
      const ran = await runner.run(start, count);
      seconds += ran.seconds;
      ran.records.forEach((record, i) => {
        const index = start + i;
        meter.add(record, labels[index], annDecisions[index], scores?.[i]);
        snnDecisions[index] = record.scores.indexOf(Math.max(...record.scores));
        if (index < DRAWN) tally?.add(record);
        if ("thresholdOps" in record) thresholdOps += Number(record.thresholdOps);
      });
      progress.update(start + count);
    }
  } finally {
    progress.finish();
    await ann?.dispose();
  }
  const findings = thresholdOps === 0 ? [] : [{
    code: "threshold-operations",
    message: `Driven inputs change thresholds ${Math.round(thresholdOps / data.count)} times a ` +
      `sample, which the operations of spikes do not count`,
  }];
  return { spikeTimes: tally?.result(), snnDecisions, seconds, findings };
}

async function logitsOf(
  ann: Runner,
  samples: Float32Array,
  count: number,
): Promise<readonly Float32Array[]> {
  const { data } = await ann.run(samples);
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => data.slice(i * size, (i + 1) * size));
}

/** Activations that were beyond their windows, in one finding; none where there were none. */
function clippedFindings({ layers, outside, run: { samples } }: TtfsMetrics): Finding[] {
  if (outside.samples === 0) return [];
  const worst = layers.reduce((a, b) => b.clippedSamples > a.clippedSamples ? b : a);
  return [{
    code: "windows-left",
    node: worst.name,
    message:
      `Of ${samples} samples ${outside.samples} have activations beyond their window, which ` +
      `are cut off, most often in "${worst.name}": a larger --margin holds more of them`,
  }];
}
