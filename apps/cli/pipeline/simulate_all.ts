import type { Dataset } from "@snnkit/datasets";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import type { Network, Readout, Simulator } from "@snnkit/sim";
import { createRateSimulator, type RateEngine } from "@snnkit/sim-rate";
import { sizeOf } from "@snnkit/tensor";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";

/** How the spiking network is run. */
export interface SimulationSettings {
  /** Which simulator. */
  readonly engine: RateEngine;
  /** Steps of every sample. */
  readonly timesteps: number;
  /** How the class is read. */
  readonly readout: Readout;
  /** Seed of everything random. */
  readonly seed: number;
  /** The first sample to simulate; those before it are known already. */
  readonly start: number;
  /** Of so many first samples the spikes of every neuron are kept. */
  readonly detailed: number;
}

/** Who is told what happens. */
export interface SimulationListener {
  /** Called once before the first sample, with the populations that spike. */
  readonly begin: (layers: readonly LayerInfo[]) => void;
  /** Called after each sample, in the samples' order. */
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

/**
 * Simulates samples one after the other and tells of each.
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
  const { engine, timesteps, readout, seed, start, detailed } = settings;
  const open = async (counts: boolean): Promise<Simulator> =>
    await createRateSimulator(network, { engine, timesteps, readout, counts, seed });
  let simulator = await open(start < detailed);
  const { engine: name, layers } = simulator;
  listener.begin(layers);
  const progress = createProgress("spiking net", data.count);
  const began = performance.now();
  try {
    const sample = new Float32Array(sizeOf(data.shape));
    for (let i = start; i < data.count; i++) {
      await interrupt.checkpoint();
      if (i === detailed && i > start) {
        simulator.dispose();
        simulator = await open(false);
      }
      listener.record(simulator.simulate(data.sampleAt(i, sample), i), i);
      progress.update(i + 1);
    }
  } finally {
    progress.finish();
    simulator.dispose();
  }
  const seconds = (performance.now() - began) / 1000;
  return { engine: name, layers, count: data.count - start, seconds };
}
