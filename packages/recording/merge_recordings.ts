import { sameShape } from "@snnkit/tensor";
import type { LayerInfo, Recording } from "./recording.ts";

/**
 * One recording of the samples of two, those of `first` first. Shares the records.
 *
 * @throws {TypeError} Where the two do not stem from the same network and number of steps, listing
 * every difference.
 *
 * @example
 * ```ts
 * import { mergeRecordings, type Recording } from "@snnkit/recording";
 * import { assertEquals } from "@std/assert";
 *
 * const half: Recording = {
 *   timesteps: 1,
 *   layers: [{ id: "relu", shape: [4], neurons: 4 }],
 *   samples: [{
 *     steps: 1,
 *     decisions: Uint16Array.of(3),
 *     scores: Float32Array.of(0, 0, 0, 1),
 *     spikes: Uint32Array.of(1),
 *     synapticOps: Float64Array.of(10),
 *   }],
 * };
 * assertEquals(mergeRecordings(half, half).samples.length, 2);
 * ```
 */
export function mergeRecordings(first: Recording, second: Recording): Recording {
  const differences: string[] = [];
  if (first.timesteps !== second.timesteps) {
    differences.push(`${first.timesteps} and ${second.timesteps} time steps`);
  }
  if (first.layers.length !== second.layers.length) {
    differences.push(`${first.layers.length} and ${second.layers.length} layers`);
  } else {
    first.layers.forEach((layer, at) => {
      const other = second.layers[at];
      if (layer.id !== other.id || !sameShape(layer.shape, other.shape)) {
        differences.push(`${describe(layer)} and ${describe(other)}`);
      }
    });
  }
  if (differences.length > 0) {
    throw new TypeError(
      `Cannot merge recordings as they must stem from the same network and number of steps: ` +
        `received ${differences.join("; ")}`,
    );
  }
  return { ...first, samples: [...first.samples, ...second.samples] };
}

function describe(layer: LayerInfo): string {
  return `"${layer.id}" [${layer.shape.join(", ")}]`;
}
