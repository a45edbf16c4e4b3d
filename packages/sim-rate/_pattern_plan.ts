import type { Conv2dSynapse, Synapse } from "@snnkit/sim";
import { planAxis } from "./_axis_plan.ts";
import { bitGroups, type Margins } from "./_bit_planes.ts";
import type { Geometry } from "./_geometry.ts";
import type { Place } from "./_place.ts";

/** Numbers that a byte can be. */
export const PATTERNS = 256;

/** What may be kept of a convolution's sets of channels: more would not stay in a cache's second level. */
const MOST_BYTES = 5 * 2 ** 18;

/** Vectors of a pixel that a sweep is compiled for, by the rows and columns of the kernel. */
const SWEEPS: Readonly<Record<number, readonly number[]>> = { 3: [1, 2, 4], 5: [1, 2] };

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

/**
 * The zeros that a sweep over all pixels reads around its source; undefined where no sweep is compiled
 * for such a convolution.
 */
export function sweepMargins(
  { kernel, stride, dilation, padding, inputPlane, outputPlane }: Conv2dSynapse,
  source: Place,
  target: Place,
): Margins | undefined {
  const isSwept = [...stride, ...dilation].every((step) => step === 1) &&
    kernel[0] === kernel[1] &&
    SWEEPS[kernel[1]]?.includes(target.geometry.lanes / LANES_OF_VECTOR) &&
    padding.every((pixels) => pixels >= 0) &&
    source.geometry.columns === inputPlane[1] && target.geometry.columns === outputPlane[1];
  if (!isSwept) return undefined;
  const behind = ([0, 1] as const).map((axis) =>
    Math.max(0, outputPlane[axis] + kernel[axis] - 1 - padding[axis] - inputPlane[axis])
  );
  return { top: padding[0], left: padding[1], bottom: behind[0], right: behind[1] };
}
