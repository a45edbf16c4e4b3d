import type { Recording, SampleRecord } from "@snnkit/recording";
import { createRandom, type Random } from "@snnkit/tensor";

/**
 * A small made-up recording: two layers, `relu` `[2, 2, 2]` and `output` `[3]`, over some steps.
 * Counts, spikes and steps agree with each other; decisions are random.
 *
 * @param samples How many; 4 unless given.
 * @param timesteps How many steps each; 8 unless given.
 * @param seed Of the spikes; 0 unless given.
 *
 * @example
 * ```ts
 * import { tinyRecording } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { samples, layers } = tinyRecording(3, 10);
 * assertEquals(layers.map((layer) => layer.neurons), [8, 3]);
 * assertEquals(samples.map((sample) => sample.spikes.length), [20, 20, 20]);
 * ```
 */
export function tinyRecording(samples = 4, timesteps = 8, seed = 0): Recording {
  const random = createRandom(seed, 9);
  const layers = [
    { id: "relu", shape: [2, 2, 2], neurons: 8 },
    { id: "output", shape: [3], neurons: 3 },
  ];
  const neurons = layers.map((layer) => layer.neurons);
  return {
    timesteps,
    layers,
    samples: Array.from({ length: samples }, () => sampleRecord(random, timesteps, neurons)),
  };
}

function sampleRecord(random: Random, steps: number, neurons: readonly number[]): SampleRecord {
  const spikes = new Uint32Array(steps * neurons.length);
  const counts = neurons.map((length) => new Int32Array(length));
  const synapticOps = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    counts.forEach((layer, k) => {
      for (let i = 0; i < layer.length; i++) {
        const fired = random.integer(2);
        layer[i] += fired;
        spikes[step * neurons.length + k] += fired;
      }
    });
    // Every neuron of the first layer reaches all three of the second.
    synapticOps[step] = 3 * spikes[step * neurons.length];
  }
  return {
    steps,
    decisions: Uint16Array.from({ length: steps }, () => random.integer(3)),
    scores: Float32Array.from(counts[1], (count) => count / steps),
    spikes,
    synapticOps,
    counts,
  };
}
