import type { Network, Simulator } from "@snnkit/sim";
import { createDenseSimulator, type DenseSimulator } from "@snnkit/sim-rate/dense";
import { onInputAsync } from "../user_error.ts";
import { availableMemory, checkMemory } from "./check_memory.ts";
import { singleEngine } from "./engines.ts";
import type { Job } from "./job.ts";
import { denseRuntime } from "./native_runtime.ts";
import { openSimulator, type SimulationSettings, simulatorOptions } from "./simulate_all.ts";

/** An engine made ready: of single samples, or of batches. */
export type OpenedEngine = Simulator | DenseSimulator;

/** How the spiking network is run by the dense engine. */
export interface DenseSettings extends Omit<SimulationSettings, "engine" | "first" | "patience"> {
  /** How many samples a batch has; as many as suit the network unless given. */
  readonly denseBatch?: number | undefined;
}

/** Whether an engine is the dense one. */
export function isDense(opened: OpenedEngine): opened is DenseSimulator {
  return "simulateBatch" in opened;
}

/**
 * The engine that a job begins with, for the sample of that number: what is too large for memory is
 * refused before anything runs.
 */
export async function openEngine(
  network: Network,
  job: Job,
  start: number,
  detailed: number,
): Promise<OpenedEngine> {
  const { name } = job.model;
  const available = availableMemory();
  const threads = Math.min(job.threads, Math.max(1, job.data.count - start));
  return await onInputAsync(name, async () => {
    if (job.engine === "dense") {
      const dense = await openDense(network, { ...job, start, detailed }, start < detailed);
      checkMemory({ name, bytes: dense.memoryBytes, threads: 1, available });
      return dense;
    }
    const settings = { ...job, engine: singleEngine(job.engine), detailed };
    const first = await openSimulator(network, settings, start);
    checkMemory({ name, bytes: first.memoryBytes, threads, available });
    return first;
  });
}

/**
 * The dense engine as the settings want it.
 *
 * @param counts Whether the spikes of every neuron are kept.
 */
export async function openDense(
  network: Network,
  settings: DenseSettings,
  counts: boolean,
): Promise<DenseSimulator> {
  const { denseBatch: batch, threads } = settings;
  const { engine: _, ...options } = simulatorOptions({ ...settings, engine: "event" });
  return await createDenseSimulator(network, {
    ...options,
    counts,
    session: await denseRuntime(threads),
    ...batch !== undefined && { batch },
  });
}
