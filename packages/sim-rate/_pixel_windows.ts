import type { SparseSynapse } from "@snnkit/sim";
import type { Geometry } from "./_geometry.ts";

/** What one pixel of a target gathers: the sum of some pixels of a source, each channel times its factor. */
export interface PixelWindow {
  /** The target of the pixels' channel 0, by its place in the plan; the other channels follow. */
  readonly target: number;
  /** Source pixels, ascending. */
  readonly sources: readonly number[];
  /** The factor of channel `c` is `weight[factors + c · step]` of the synapse. */
  readonly factors: number;
  /** From channel to channel. */
  readonly step: number;
}

/** Connections that carry whole pixels: identity shortcuts, average pools, enlargements. */
export interface PixelWindows {
  /** By ascending target. */
  readonly windows: readonly PixelWindow[];
  /** How many windows each source pixel is in. */
  readonly uses: readonly number[];
}

/**
 * Connections as windows; undefined where channels do not stay together, or where the factors of a
 * window differ.
 *
 * @param source Geometry of the source.
 * @param target Geometry of the target.
 */
export function pixelWindows(
  { start, target: neurons, weight }: SparseSynapse,
  source: Geometry,
  target: Geometry,
): PixelWindows | undefined {
  const { channels } = source;
  const pixels = source.rows * source.columns;
  if (start.length - 1 !== pixels * channels) return undefined;
  const windows = new Map<number, PixelWindow & { readonly sources: number[] }>();
  const uses: number[] = [];

  for (let pixel = 0; pixel < pixels; pixel++) {
    const entries = start.subarray(pixel * channels, (pixel + 1) * channels + 1);
    const first = entries[0];
    const step = entries[1] - first;
    uses.push(step);
    for (let c = 1; c < channels; c++) {
      if (entries[c + 1] !== entries[c] + step) return undefined;
    }
    for (let factors = first; factors < first + step; factors++) {
      const neuron = neurons[factors];
      if (neuron % target.channels + channels > target.channels) return undefined;
      const window = windows.get(neuron) ?? { target: neuron, sources: [], factors, step };
      windows.set(neuron, window);
      for (let c = 0; c < channels; c++) {
        const entry = factors + c * step;
        if (
          neurons[entry] !== neuron + c ||
          weight[entry] !== weight[window.factors + c * window.step]
        ) {
          return undefined;
        }
      }
      window.sources.push(pixel);
    }
  }
  if (windows.size === 0) return undefined;
  return { windows: [...windows.values()].sort((a, b) => a.target - b.target), uses };
}
