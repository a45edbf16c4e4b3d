import type { Conv2dSynapse, Synapse } from "@snnkit/sim";
import { planAxis } from "./_axis_plan.ts";
import { bitGroups, type Margins } from "./_bit_planes.ts";
import type { Geometry } from "./_geometry.ts";
import type { Place } from "./_place.ts";

/** Numbers that a byte can be. */
export const PATTERNS = 256;

/** What may be kept of a convolution's sets of channels: more would not stay in a cache's second level. */
const MOST_BYTES = 5 * 2 ** 18;

/** Vectors of a target that sweeps are compiled for, by the rows of the kernel and the stride. */
const SWEEPS: Readonly<Record<string, readonly number[]>> = {
  "3,1": [1, 2, 4],
  "3,2": [1, 2, 4],
  "5,1": [1, 2],
};

const LANES_OF_VECTOR = 8;

/** Which part of the bytes must hold events for a sweep over all of them to be faster. */
const SWEPT = 0.4;

/** Bytes with events of a population from which on sweeps are faster. */
export function fewestSwept(source: Geometry): number {
  return Math.ceil(SWEPT * bitGroups(source) * source.rows * source.columns);
}

/**
 * Whether a convolution is done by patterns: between populations of fixed point, where the sums of all
 * sets of eight channels fit into a cache.
 */
export function isPatterned(
  synapse: Synapse,
  source: Place,
  target: Place,
): synapse is Conv2dSynapse {
  if (synapse.kind !== "conv2d" || synapse.groups !== 1) return false;
  if (source.grid === undefined || target.grid === undefined) return false;
  // With gaps between its taps, a row of the kernel is no run.
  if (planAxis(synapse, 1, false).spacing !== 1) return false;
  const { kernel, inputPlane, inputChannels } = synapse;
  const { geometry } = source;
  // A pixel's bytes must be those of the convolution's pixels.
  const isPlane = geometry.rows * geometry.columns === inputPlane[0] * inputPlane[1] &&
    geometry.channels === inputChannels;
  const entry = kernel[0] * kernel[1] * target.geometry.lanes * target.geometry.laneSize;
  return isPlane && bitGroups(geometry) * PATTERNS * entry <= MOST_BYTES;
}

/** A sweep over all pixels of a source. */
export interface SweepPlan {
  /**
   * How many neighbouring targets the columns of one window reach. A window is as wide as the stride;
   * window `s` begins at source column `s · stride − padding`, and reaches target `s − k` through column
   * `k · stride + phase` of the kernel.
   */
  readonly taps: number;
  /** The zeros that are read around the source. */
  readonly margins: Margins;
}

/** How to sweep over the source of a convolution; undefined where no sweep is compiled for it. */
export function sweepPlan(
  synapse: Conv2dSynapse,
  source: Place,
  target: Place,
): SweepPlan | undefined {
  const { kernel, stride, dilation, padding, inputPlane, outputPlane } = synapse;
  const vectors = target.geometry.lanes / LANES_OF_VECTOR;
  const isSwept = dilation.every((step) => step === 1) && stride[0] === stride[1] &&
    kernel[0] === kernel[1] && SWEEPS[`${kernel[0]},${stride[0]}`]?.includes(vectors) &&
    padding.every((pixels) => pixels >= 0) &&
    source.geometry.columns === inputPlane[1] && target.geometry.columns === outputPlane[1];
  if (!isSwept) return undefined;
  const taps = Math.ceil(kernel[1] / stride[1]);
  const lastRow = (outputPlane[0] - 1) * stride[0] + kernel[0] - 1 - padding[0];
  const lastColumn = (outputPlane[1] + taps - 1) * stride[1] - 1 - padding[1];
  const margins = {
    top: padding[0],
    left: padding[1],
    bottom: Math.max(0, lastRow - (inputPlane[0] - 1)),
    right: Math.max(0, lastColumn - (inputPlane[1] - 1)),
  };
  return { taps, margins };
}
