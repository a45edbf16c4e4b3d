import type { RunSummary } from "@snnkit/metrics";
import type { LayerCost } from "@snnkit/report/terminal-profile";
import { compileNetwork } from "@snnkit/sim";
import { createEventSimulator, type PopulationProfile, possibleEngine } from "@snnkit/sim-rate";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";
import { UserError } from "../user_error.ts";
import { type Explanation, withExplanation } from "./explain_run.ts";
import type { Job } from "./job.ts";
import type { RunResult } from "./run_job.ts";
import { simulatorOptions } from "./simulate_all.ts";

/** What a layer cost, as means of a sample. */
export interface LayerProfile extends LayerCost {
  /** What it is. */
  readonly kind: PopulationProfile["kind"];
  /** Synaptic operations of the synapses that end in it. */
  readonly synapticOps: number;
}

/** Where the time of a simulation goes, as means of a sample, in one thread. */
export interface RunProfile {
  /** How many samples were timed. */
  readonly samples: number;
  /** Time of a sample. */
  readonly seconds: number;
  /** Time that went into no layer: the sample's values, the read-out. */
  readonly otherSeconds: number;
  /** In the order in which they are simulated. */
  readonly layers: readonly LayerProfile[];
}

/** What a run is asked for besides. */
export interface RunExtras {
  /** Where its errors come from. */
  readonly explanation?: Explanation | undefined;
  /** Where its time goes. */
  readonly profile?: RunProfile | undefined;
}

/** Samples and seconds after which enough is known. */
const MOST_SAMPLES = 16;
const MOST_SECONDS = 5;

/** The object that `--json` prints and `run.json` holds. */
export function runDocument(summary: RunSummary, { explanation, profile }: RunExtras): object {
  return { ...withExplanation(summary, explanation), ...profile && { profile } };
}

/** The job with the engine that has kernels to be timed; fails where another was asked for. */
export function profilable(job: Job): Job {
  const { engine } = job;
  if (engine === "auto" || engine === "event") {
    const [obstacle] = possibleEngine("event").findings;
    if (obstacle === undefined) return { ...job, engine: "event" };
    throw new UserError(
      `Cannot profile "${job.model.name}" as the event engine, which can tell its layers apart, must ` +
        `run: ${obstacle.message}`,
      "leave --profile out",
    );
  }
  throw new UserError(
    `Cannot profile the engine "${engine}" as only the event engine can tell its layers apart`,
    "leave --engine out",
  );
}

/**
 * Simulates the first samples of a run once more, in this thread, with a clock for every layer.
 *
 * @throws {Interrupted} Where the user stopped it.
 */
export async function profileRun(
  job: Job,
  { graph }: RunResult,
  interrupt: Interrupt,
): Promise<RunProfile> {
  const { data, offset } = job;
  const count = Math.min(MOST_SAMPLES, data.count);
  const clock = { now: () => performance.now() };
  const { engine: _, ...options } = simulatorOptions({ ...job, engine: "event" });
  const simulator = await createEventSimulator(compileNetwork(graph), {
    ...options,
    profile: clock,
  });
  const progress = createProgress("profiling", count);
  const end = clock.now() + 1000 * MOST_SECONDS;
  try {
    for (let i = 0; i < count && (i === 0 || clock.now() < end); i++) {
      await interrupt.checkpoint();
      simulator.simulate(data.sampleAt(i), offset + i);
      progress.update(i + 1);
    }
    const { samples, time, populations } = simulator.profile()!;
    const inLayers = populations.reduce((sum, population) => sum + population.time, 0);
    const perSample = 1 / (1000 * samples);
    return {
      samples,
      seconds: time * perSample,
      otherSeconds: (time - inLayers) * perSample,
      layers: populations.map((population) => layerOf(population, samples, time)),
    };
  } finally {
    progress.finish();
    simulator.dispose();
  }
}

function layerOf(population: PopulationProfile, samples: number, total: number): LayerProfile {
  const { id, kind, kernels, time, spikes, synapticOps } = population;
  return {
    name: id,
    kind,
    kernels,
    seconds: time / (1000 * samples),
    share: time / Math.max(total, 1e-9),
    spikes: spikes / samples,
    synapticOps: synapticOps / samples,
    opsPerSecond: time > 0 ? 1000 * synapticOps / time : 0,
  };
}
