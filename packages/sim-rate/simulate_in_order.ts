import type { SampleRecord } from "@snnkit/recording";
import type { SimulatorPool } from "./create_simulator_pool.ts";

/** Which samples, and where they come from. */
export interface SampleRange {
  /** The first sample; 0 unless given. */
  readonly from?: number;
  /** The one after the last. */
  readonly to: number;
  /** Values of a sample, as the input node has them; asked for shortly before it is simulated. */
  readonly sampleAt: (index: number) => Float32Array;
  /** Of which samples the net spikes of every neuron are kept; as the pool says unless given. */
  readonly counts?: (index: number) => boolean;
}

/** A slow sample may be overtaken by so many others for each thread before they wait for it. */
const AHEAD = 64;

/**
 * Simulate samples with a pool and yield their records in the samples' order, whatever the order
 * they end in. Memory stays bounded: no sample is read long before its turn.
 *
 * @param pool Where they are simulated.
 * @param range Which samples.
 */
export async function* simulateInOrder(
  pool: SimulatorPool,
  range: SampleRange,
): AsyncGenerator<SampleRecord, void, void> {
  const { from = 0, to, sampleAt, counts } = range;
  const ahead: Promise<SampleRecord>[] = [];
  let next = from;
  const begin = (): void => {
    const record = pool.simulate(sampleAt(next), next, counts?.(next));
    // It is awaited later: until then its failure is nobody's fault.
    record.catch(() => {});
    ahead.push(record);
    next++;
  };
  for (let told = from; told < to; told++) {
    while (next < to && ahead.length < AHEAD * pool.threads) begin();
    yield await ahead.shift()!;
  }
}
