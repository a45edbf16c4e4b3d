import type { Recording } from "@snnkit/recording";
import type { LayerRate } from "./run_metrics.ts";

/**
 * How active every layer was: mean spikes per sample, and spikes per neuron and simulated step.
 *
 * @example
 * ```ts
 * import { layerRates } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const [layer] = layerRates({
 *   timesteps: 4,
 *   layers: [{ id: "relu", shape: [5], neurons: 5 }],
 *   samples: [{
 *     steps: 4,
 *     decisions: new Uint16Array(4),
 *     scores: new Float32Array(2),
 *     spikes: Uint32Array.of(1, 2, 3, 4),
 *     synapticOps: new Float64Array(4),
 *   }],
 * });
 * assertEquals([layer.spikesPerSample, layer.rate], [10, 0.5]);
 * ```
 */
export function layerRates(recording: Recording): LayerRate[] {
  const { layers, samples } = recording;
  const steps = samples.reduce((sum, record) => sum + record.steps, 0);
  const spikes = new Float64Array(layers.length);
  for (const record of samples) {
    for (let i = 0; i < record.spikes.length; i++) spikes[i % layers.length] += record.spikes[i];
  }
  return layers.map(({ id, neurons }, at) => ({
    name: id,
    neurons,
    spikesPerSample: samples.length > 0 ? spikes[at] / samples.length : 0,
    rate: neurons * steps > 0 ? spikes[at] / (neurons * steps) : 0,
  }));
}
