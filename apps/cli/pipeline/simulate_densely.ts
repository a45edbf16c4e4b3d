import type { Dataset } from "@snnkit/datasets";
import type { Network } from "@snnkit/sim";
import type { DenseSample, DenseSimulator } from "@snnkit/sim-rate/dense";
import type { Interrupt } from "../io/interrupt.ts";
import { createProgress } from "../io/progress.ts";
import { type DenseSettings, openDense } from "./open_engine.ts";
import type { Simulated, SimulationListener } from "./simulate_all.ts";

/**
 * Simulates samples with the dense engine, a batch at a time, and tells of each, in their order.
 *
 * @param first The engine for the first sample; it is used up.
 * @throws {Interrupted} Where the user stopped it; nothing of the batch under way is told.
 */
export async function simulateDensely(
  network: Network,
  data: Dataset,
  settings: DenseSettings & { readonly first: DenseSimulator },
  interrupt: Interrupt,
  listener: SimulationListener,
): Promise<Simulated> {
  const { start, detailed, timesteps, first, offset = 0 } = settings;
  const { layers, engine } = first;
  const progress = createProgress("spiking net", data.count);
  const began = performance.now();
  let [told, simulator] = [start, first];
  try {
    listener.begin(layers);
    while (told < data.count) {
      await interrupt.checkpoint();
      if (told === detailed && told > start) {
        await simulator.dispose();
        simulator = await openDense(network, settings, false);
      }
      const end = told < detailed ? detailed : data.count;
      const samples = samplesFrom(data, told, Math.min(told + simulator.batch, end), offset);
      const records = await simulator.simulateBatch(samples, async (steps) => {
        progress.update(told + Math.floor(samples.length * steps / timesteps));
        await interrupt.checkpoint();
      });
      for (const record of records) listener.record(record, told++);
    }
    const seconds = (performance.now() - began) / 1000;
    return { engine, layers, count: data.count - start, seconds };
  } finally {
    progress.finish();
    await simulator.dispose();
  }
}

/** Samples `from … to − 1`, each with values of its own. */
export function samplesFrom(
  data: Dataset,
  from: number,
  to: number,
  offset: number,
): DenseSample[] {
  return Array.from({ length: to - from }, (_, i) => ({
    values: data.sampleAt(from + i),
    index: offset + from + i,
  }));
}
