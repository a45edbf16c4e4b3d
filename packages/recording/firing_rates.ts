import type { LayerRecording } from "./layer_recording.ts";

/**
 * Firing rate of every neuron, in spikes per step, `[N]`: its spikes divided by the steps recorded.
 *
 * A recording of no steps has rate 0 everywhere.
 *
 * @param layer A grid of spikes `[T, N]`, or events.
 *
 * @example
 * ```ts
 * import { firingRates } from "@snnkit/recording";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const values = tensor([4, 2], [1, 0, 1, 0, 0, 1, 0, 0]); // Four steps of two neurons.
 * assertEquals([...firingRates({ kind: "timeGridded", values })], [0.5, 0.25]);
 * ```
 */
export function firingRates(layer: LayerRecording): Float32Array {
  switch (layer.kind) {
    case "timeGridded": {
      const [steps, neurons] = layer.values.shape;
      return perStep(neurons, steps, (counts) => {
        const { data } = layer.values;
        for (let i = 0; i < data.length; i++) counts[i % neurons] += data[i];
      });
    }
    case "events":
      return perStep(layer.neurons, layer.duration, (counts) => {
        for (const neuron of layer.neuron) counts[neuron]++;
      });
    default:
      layer satisfies never;
      throw new Error("Unreachable: unknown recording");
  }
}

/** Counts first and divides once, so that a rate of `k/T` is the float nearest to it. */
function perStep(
  neurons: number,
  steps: number,
  count: (counts: Float64Array) => void,
): Float32Array {
  const counts = new Float64Array(neurons);
  count(counts);
  return Float32Array.from(counts, (spikes) => steps > 0 ? spikes / steps : 0);
}
