import type { Recording } from "@snnkit/recording";
import type { Tensor } from "@snnkit/tensor";
import { checkPerSample } from "./_per_sample.ts";
import { createRateCorrelation, type LayerCorrelation } from "./rate_correlation.ts";

/**
 * How well the firing rates of every layer stand for the trained network's activations, over a
 * whole recording; see `createRateCorrelation` for runs that do not fit in memory.
 *
 * @param recording Must hold the spikes of every neuron.
 * @param units What one spike per step stands for, one tensor a layer, `[1]` or `[C]`.
 * @param activations The trained network's activations, `[samples][layers]`, channels first.
 * @param points How many points a layer are kept at most. Default 500.
 * @throws {TypeError} Where units, activations and recording do not fit each other.
 *
 * @example
 * ```ts
 * import { rateActivationCorrelation } from "@snnkit/metrics";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const record = {
 *   steps: 2,
 *   decisions: new Uint16Array(2),
 *   scores: new Float32Array(2),
 *   spikes: new Uint32Array(2),
 *   synapticOps: new Float64Array(2),
 *   counts: [Int32Array.of(0, 1)],
 * };
 * const recording = {
 *   timesteps: 2,
 *   layers: [{ id: "relu", shape: [2], neurons: 2 }],
 *   samples: [record],
 * };
 * const [relu] = rateActivationCorrelation(recording, [tensor([1], [1])], [[[0, 0.75]]]);
 * assertEquals([relu.pearson, relu.meanError], [1, -0.125]);
 * ```
 */
export function rateActivationCorrelation(
  recording: Recording,
  units: readonly Tensor[],
  activations: readonly (readonly ArrayLike<number>[])[],
  points = 500,
): LayerCorrelation[] {
  const { layers, samples } = recording;
  checkPerSample(recording, activations, "list of activations");
  if (units.length !== layers.length) {
    throw new TypeError(
      `Cannot compare rates with activations as each layer must have a unit: received ` +
        `${units.length} for ${layers.length} layers`,
    );
  }
  const meter = createRateCorrelation(
    layers.map((layer, at) => ({ ...layer, unit: units[at] })),
    points,
  );
  samples.forEach((record, i) => meter.add(record, activations[i]));
  return meter.result();
}
