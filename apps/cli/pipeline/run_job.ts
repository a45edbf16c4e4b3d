import { type AnnGraph, countMacs, type Finding, type RateGraph } from "@snnkit/ir";
import { type RunMetrics, type RunSummary, summarise } from "@snnkit/metrics";
import { createRunMetrics } from "@snnkit/metrics";
import type { LayerInfo, Recording, SampleRecord } from "@snnkit/recording";
import { compileNetwork } from "@snnkit/sim";
import type { Interrupt } from "../io/interrupt.ts";
import { Interrupted } from "../user_error.ts";
import { classesOf } from "./check_fit.ts";
import { convertModel } from "./convert_model.ts";
import { decideAll } from "./decide.ts";
import type { Job } from "./job.ts";
import { readResumeFile, removeResumeFile, type RunIdentity, writeResumeFile } from "./resume_file.ts";
import { simulateAll } from "./simulate_all.ts";

/** Of so many first samples the report compares every neuron's rate with its activation. */
const DETAILED = 16;

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
  /** The populations that spike. */
  readonly layers: readonly LayerInfo[];
  /** Records of the first samples with the spikes of every neuron, for the report. */
  readonly detailed: readonly SampleRecord[];
  /** The trained network's classes, `[samples]`; −1 where there is none. */
  readonly annDecisions: Int32Array;
  /** The spiking network's classes after the last step, `[samples]`. */
  readonly snnDecisions: Int32Array;
}

/** Runs a job: converts where needed, runs the trained and the spiking network, measures both. */
export async function runJob(job: Job, loadSeconds: number, interrupt: Interrupt): Promise<RunResult> {
  const findings: Finding[] = [];
  const clock = createClock();
  const { graph, ann, original } = await spikingNetworkOf(job, interrupt, findings);
  const convertSeconds = clock();

  const annDecisions = original
    ? await decideAll(original, job.data, { ...job, signal: interrupt.signal })
    : new Int32Array(job.data.count).fill(-1);
  const annSeconds = clock();

  const network = compileNetwork(graph);
  const records: SampleRecord[] = [];
  const identity = identityOf(job, graph);
  const detailed = job.out === undefined ? 0 : Math.min(DETAILED, job.data.count);
  if (job.resume && job.out !== undefined) {
    records.push(...(await readResumeFile(job.out, identity)).samples);
  }
  const snnDecisions = new Int32Array(job.data.count);
  let meter: ReturnType<typeof createRunMetrics> | undefined;
  const measure = (record: SampleRecord, index: number): void => {
    snnDecisions[index] = record.decisions[record.steps - 1];
    meter?.add(record, job.labels[index], annDecisions[index]);
  };
  const recordingOf = (layers: readonly LayerInfo[]): Recording => ({
    timesteps: job.timesteps,
    layers,
    samples: records,
  });
  const known = records.length;
  const begin = (layers: readonly LayerInfo[]): void => {
    meter = createRunMetrics({ timesteps: job.timesteps, layers, classes: classesOf(graph) });
    records.forEach(measure);
  };
  let layers: readonly LayerInfo[] = [];
  let simulated;
  try {
    simulated = await simulateAll(network, job.data, { ...job, detailed }, known, interrupt, {
      begin: (found) => {
        layers = found;
        begin(found);
      },
      record: (record, index) => {
        // An interrupted run can only go on where there is a folder for what it recorded.
        if (job.out !== undefined) records.push(record);
        measure(record, index);
      },
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (job.out === undefined) throw new Interrupted("Interrupted; nothing was written");
    await writeResumeFile(job.out, identity, recordingOf(layers));
    throw new Interrupted(
      `Interrupted after ${records.length} of ${job.data.count} samples; ` +
        "give the same command with --resume to go on",
    );
  }
  if (job.out !== undefined) await removeResumeFile(job.out);

  const metrics = meter!.result();
  const summary = summarise({
    settings: {
      model: job.model.name,
      recipe: job.model.kind === "rate" ? job.model.provenance.recipe ?? "unknown" : job.recipe,
      code: "rate",
      engine: simulated.engine,
      precision: "f32",
      threads: 1,
      seed: job.seed,
    },
    metrics,
    annMacs: original ? countMacs(original).total : 0,
    seconds: { load: loadSeconds, convert: convertSeconds, ann: annSeconds, simulate: simulated.seconds },
    findings,
  });
  const imagesPerSecond = (job.data.count - known) / Math.max(simulated.seconds, 1e-9);
  return {
    summary: { ...summary, imagesPerSecond },
    metrics,
    graph,
    ann,
    layers,
    detailed: records.slice(0, detailed),
    annDecisions,
    snnDecisions,
  };
}

/** The spiking network of a job, the trained one cleaned up, and the trained one as it came. */
async function spikingNetworkOf(
  job: Job,
  interrupt: Interrupt,
  findings: Finding[],
): Promise<{ graph: RateGraph; ann: AnnGraph | undefined; original: AnnGraph | undefined }> {
  const { model, calibration } = job;
  if (model.kind === "rate") {
    if (model.ann === undefined) {
      findings.push({
        code: "ann-missing",
        message: `"${model.name}" holds no trained network, so its accuracy is reported as 0`,
      });
    }
    return { graph: model.graph, ann: model.ann, original: model.ann };
  }
  const converted = await convertModel(model.graph, calibration!, {
    recipe: job.recipe,
    options: job.recipeOptions,
    threads: job.threads,
    signal: interrupt.signal,
  });
  findings.push(...model.findings, ...converted.findings);
  return { graph: converted.graph, ann: converted.prepared, original: model.graph };
}

/** What must not change between an interrupted run and the one that goes on. */
function identityOf(job: Job, graph: RateGraph): RunIdentity {
  return {
    model: job.model.name,
    nodes: graph.nodes.length,
    data: job.dataWord,
    samples: job.data.count,
    calibration: job.calibrationWord ?? "",
    calibrationSamples: job.calibration?.count ?? 0,
    recipe: job.recipe,
    options: JSON.stringify(job.recipeOptions),
    timesteps: job.timesteps,
    readout: job.readout,
    seed: job.seed,
  };
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
