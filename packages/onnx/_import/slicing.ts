import type { Shape } from "@snnkit/tensor";
import { normaliseAxis } from "./call.ts";
import { refuse } from "./problem.ts";

/** Which elements are taken along every axis: `start[a] + step[a] · i`, `i < size[a]`. */
export interface Taking {
  /** First element. */
  readonly start: readonly number[];
  /** Distance, never 0. */
  readonly step: readonly number[];
  /** How many; may be 0. */
  readonly size: readonly number[];
}

/**
 * What ONNX's `starts`, `ends`, `axes`, `steps` take of a shape: negative positions count from the
 * end, positions beyond the axis are moved to its edge.
 */
export function resolveSlice(
  shape: Shape,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[] = starts.map((_, i) => i),
  steps: readonly number[] = starts.map(() => 1),
): Taking {
  if (new Set([starts, ends, axes, steps].map((list) => list.length)).size !== 1) {
    refuse("its starts, ends, axes and steps must be equally many");
  }
  const start = shape.map(() => 0);
  const step = shape.map(() => 1);
  const size = [...shape];
  axes.forEach((given, i) => {
    const axis = normaliseAxis(given, shape.length);
    const length = shape[axis];
    if (steps[i] === 0 || !Number.isInteger(steps[i])) {
      refuse("its steps must be whole numbers other than 0", `${steps[i]}`);
    }
    const backwards = steps[i] < 0;
    const low = backwards ? -1 : 0;
    const high = backwards ? length - 1 : length;
    const place = (position: number): number =>
      Math.min(high, Math.max(low, position < 0 ? position + length : position));
    const first = backwards ? Math.max(place(starts[i]), 0) : place(starts[i]);
    start[axis] = first;
    step[axis] = steps[i];
    size[axis] = length === 0 ? 0 : Math.max(0, Math.ceil((place(ends[i]) - first) / steps[i]));
  });
  return { start, step, size };
}

/** Where each part of a split axis begins and how long it is. */
export function resolveSplit(
  length: number,
  parts: number,
  sizes: readonly number[] | undefined,
): readonly { readonly start: number; readonly size: number }[] {
  // Equal parts; where they do not fit, the last one is smaller.
  const equal = Math.ceil(length / parts);
  const given = sizes ??
    Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(equal, length - i * equal)));
  const sum = given.reduce((total, size) => total + size, 0);
  if (sum !== length || given.length !== parts || given.some((size) => size < 0)) {
    refuse(`its ${parts} parts must make up the axis of ${length}`, given.join(" + "));
  }
  let start = 0;
  return given.map((size) => {
    const part = { start, size };
    start += size;
    return part;
  });
}
