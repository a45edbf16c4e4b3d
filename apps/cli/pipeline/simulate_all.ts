import type { Dataset } from "@snnkit/datasets";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import type { Criterion, Network, Precision, Readout, Simulator, StopRule } from "@snnkit/sim";
import {
  createRateSimulator,
  createSimulatorPool,
  portOfWebWorker,
  type RateEngine,
  type RateSimulatorOptions,
  simulateInOrder,
  type SimulatorPool,
  type WorkerPort,
} from "@snnkit/sim-rate";
import { sizeOf } from "@snnkit/tensor";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";

/** By what runs to the last step tell how sure they were. */
export const CRITERION: Criterion = "margin";

/** How the spiking network is run. */
export interface SimulationSettings {
  /** How the class is read. */
  readonly readout: Readout;
  /** How often the clock of a read-out ticks; as the read-out likes unless given. */
  readonly outputRate?: number | undefined;
  /** When samples may end early; never unless given. */
  readonly stop?: StopRule;
  /** Which simulator. */
  readonly engine: RateEngine;
  /** Number format of potentials; float32 unless given. */
  readonly precision?: Precision;
  /** Steps of every sample. */
  readonly timesteps: number;
  /** Seed of everything random. */
  readonly seed: number;
  /**
   * Number of the data's first sample in its file, 0 unless given: what is random of a sample depends
   * on its number there, whatever part of the file is run.
   */
  readonly offset?: number;
  /** The first sample to simulate; those before it are known already. */
  readonly start: number;
  /** A simulator for that sample, where one was made already; it is used up. */
  readonly first?: Simulator;
  /** Of so many first samples the spikes of every neuron are kept. */
  readonly detailed: number;
  /** How many samples are simulated side by side. */
  readonly threads: number;
  /** Work that would be done sooner than this by one thread, in seconds, gets no others. */
  readonly patience?: number;
}

/** Who is told what happens. */
export interface SimulationListener {
  /** Called once before the first sample, with the populations that spike. */
  readonly begin: (layers: readonly LayerInfo[]) => void;
  /** Called for each sample, in the samples' order. */
  readonly record: (record: SampleRecord, index: number) => void;
}

/** What a simulation was. */
export interface Simulated {
  /** Which engine ran. */
  readonly engine: string;
  /** The populations that spike. */
  readonly layers: readonly LayerInfo[];
  /** How many samples were simulated now. */
  readonly count: number;
  /** Wall time of the simulation alone, in seconds. */
  readonly seconds: number;
}

/** Taken before ONNX Runtime starts, which puts the worker of Node in its place. */
const { Worker: WebWorker } = globalThis;

/** Threads take some 0.1 seconds to start: the rest of the work must be worth several of that. */
const PATIENCE = 1;

/** Seconds of work after which its speed is known: somewhat too low, as the first sample is the slowest. */
const TRIAL = 0.03;

/**
 * Simulates samples and tells of each. The first ones are simulated in this thread; where much is
 * left, workers are started meanwhile and take over. The numbers do not depend on that.
 *
 * @throws {Interrupted} After the record at which the user stopped it.
 */
export async function simulateAll(
  network: Network,
  data: Dataset,
  settings: SimulationSettings,
  interrupt: Interrupt,
  listener: SimulationListener,
): Promise<Simulated> {
  const { start, threads, patience = PATIENCE } = settings;
  const progress = createProgress("spiking net", data.count);
  const began = performance.now();
  let told = start;
  const seconds = (): number => (performance.now() - began) / 1000;
  const tell = (record: SampleRecord): void => {
    listener.record(record, told++);
    progress.update(told);
  };
  /** Whether what is left is worth starting threads. */
  const isLong = (): boolean => {
    const [spent, done] = [seconds(), told - start];
    if (threads === 1 || spent < Math.min(TRIAL, patience)) return false;
    return spent * (data.count - told) / Math.max(1, done) >= patience;
  };
  let opening: Promise<SimulatorPool> | undefined;
  let isOpen = false;
  /** Whether workers are there, or failed to be; starts them where they are worth it. */
  const areThreadsReady = async (): Promise<boolean> => {
    if (!opening && isLong()) {
      opening = openPool(network, settings, data.count - told);
      const done = (): void => void (isOpen = true);
      opening.then(done, done);
    }
    // They must not wait until this thread looks at its events for another reason.
    if (opening) await new Promise((resolve) => setImmediate(resolve));
    // Without patience nothing is simulated here meanwhile.
    return isOpen || (opening !== undefined && patience === 0);
  };
  try {
    const first = settings.first ?? await openSimulator(network, settings, start);
    listener.begin(first.layers);
    const until = areThreadsReady;
    await simulateHere(first, network, data, settings, interrupt, { tell, until });
    if (opening && told < data.count) {
      const rest = { ...settings, start: told };
      await simulateInThreads(await opening, data, rest, interrupt, tell);
    }
    const { engine, layers } = first;
    return { engine, layers, count: data.count - start, seconds: seconds() };
  } finally {
    opening?.then((pool) => pool.dispose(), () => {});
    progress.finish();
  }
}

/** Threads for so many samples. */
async function openPool(
  network: Network,
  settings: SimulationSettings,
  samples: number,
): Promise<SimulatorPool> {
  return await createSimulatorPool(network, {
    ...simulatorOptions(settings),
    threads: Math.min(settings.threads, samples),
    openWorker,
  });
}

/** A simulator for the sample of that number and those that follow. */
export async function openSimulator(
  network: Network,
  settings: Omit<SimulationSettings, "start" | "first">,
  index: number,
): Promise<Simulator> {
  return await createRateSimulator(network, {
    ...simulatorOptions(settings),
    counts: index < settings.detailed,
  });
}

/** What of the settings concerns a simulator. */
export function simulatorOptions(
  { engine, precision = "f32", timesteps, readout, outputRate, stop = { kind: "none" }, seed }:
    Pick<
      SimulationSettings,
      "engine" | "precision" | "timesteps" | "readout" | "outputRate" | "stop" | "seed"
    >,
): RateSimulatorOptions {
  return {
    engine,
    precision,
    timesteps,
    readout,
    ...outputRate !== undefined && { outputRate },
    stop,
    // One run to the end tells what every stop rule would have done.
    ...stop.kind === "none" && { confidence: CRITERION },
    seed,
  };
}

/** One sample after the other, in this thread. */
async function simulateHere(
  first: Simulator,
  network: Network,
  data: Dataset,
  settings: SimulationSettings,
  interrupt: Interrupt,
  listener: {
    readonly tell: (record: SampleRecord) => void;
    readonly until: () => Promise<boolean>;
  },
): Promise<void> {
  const { start, detailed, offset = 0 } = settings;
  const sample = new Float32Array(sizeOf(data.shape));
  let simulator = first;
  try {
    for (let i = start; i < data.count && !(await listener.until()); i++) {
      await interrupt.checkpoint();
      if (i === detailed && i > start) {
        simulator.dispose();
        simulator = await openSimulator(network, settings, i);
      }
      listener.tell(simulator.simulate(data.sampleAt(i, sample), offset + i));
    }
  } finally {
    simulator.dispose();
  }
}

/** Samples side by side, in threads of their own. */
async function simulateInThreads(
  pool: SimulatorPool,
  data: Dataset,
  settings: SimulationSettings,
  { signal }: Interrupt,
  tell: (record: SampleRecord) => void,
): Promise<void> {
  const { start, detailed, offset = 0 } = settings;
  signal.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop);
  // It is awaited only where there is something to wait for.
  stopped.catch(() => {});
  try {
    const records = simulateInOrder(pool, {
      from: offset + start,
      to: offset + data.count,
      sampleAt: (index) => data.sampleAt(index - offset),
      counts: (index) => index - offset < detailed,
    });
    for (;;) {
      const { done, value } = await Promise.race([records.next(), stopped]);
      if (done) return;
      tell(value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function openWorker(): WorkerPort {
  const url = import.meta.resolve("@snnkit/sim-rate/worker");
  return portOfWebWorker(new WebWorker(url, { type: "module" }));
}
