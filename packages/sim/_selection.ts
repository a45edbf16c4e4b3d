import type { Concat, Pad, RateOp, ResizeNearest, Slice } from "@snnkit/ir";
import { broadcastIndex, type Shape, sizeOf, stridesOf, transposeIndex } from "@snnkit/tensor";

/** Stands in a selection where an output element copies no element of the input. */
export const NOTHING = -1;

/**
 * Which element of one input each output element copies, {@linkcode NOTHING} where none:
 * `Int32Array [sizeOf(shape)]`; undefined where the operation does more than copy.
 *
 * @param op A linear operation.
 * @param input Which of its inputs.
 * @param shapes Shapes of all its inputs.
 * @param shape Shape of its output.
 */
export function selectionOf(
  op: RateOp,
  input: number,
  shapes: readonly Shape[],
  shape: Shape,
): Int32Array | undefined {
  switch (op.kind) {
    case "add":
      return Int32Array.from(broadcastIndex(shapes[input], shape));
    case "concat":
      return concatSelection(op, input, shapes, shape);
    case "reshape":
      return Int32Array.from({ length: sizeOf(shape) }, (_, i) => i);
    case "transpose":
      return Int32Array.from(transposeIndex(shapes[0], op.order));
    case "slice":
      return axesSelection(shapes[0], shape, (axis) => sliceAxis(op, axis));
    case "pad":
      return axesSelection(shapes[0], shape, (axis) => padAxis(op, shapes[0], axis));
    case "resizeNearest":
      return axesSelection(shapes[0], shape, (axis) => resizeAxis(op, shapes[0], axis));
    default:
      return undefined;
  }
}

/** A selection that acts on every axis apart: `axes(a)[i]` is the source of position `i`. */
function axesSelection(
  from: Shape,
  to: Shape,
  axes: (axis: number) => readonly number[],
): Int32Array {
  const strides = stridesOf(from);
  let selection = Int32Array.of(0);
  for (let axis = 0; axis < to.length; axis++) {
    const positions = axes(axis);
    const next = new Int32Array(selection.length * positions.length);
    let at = 0;
    for (const base of selection) {
      for (const position of positions) {
        const isThere = base !== NOTHING && position !== NOTHING;
        next[at++] = isThere ? base + position * strides[axis] : NOTHING;
      }
    }
    selection = next;
  }
  return selection;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function sliceAxis({ start, step, size }: Slice, axis: number): number[] {
  return range(size[axis]).map((i) => start[axis] + i * step[axis]);
}

function padAxis({ before, after, mode }: Pad, from: Shape, axis: number): number[] {
  const length = from[axis];
  return range(before[axis] + length + after[axis]).map((i) => {
    const at = i - before[axis];
    if (at >= 0 && at < length) return at;
    switch (mode) {
      case "constant":
        return NOTHING;
      case "edge":
        return at < 0 ? 0 : length - 1;
      case "reflect":
        return at < 0 ? -at : 2 * (length - 1) - at;
      default:
        mode satisfies never;
        throw new Error("Unreachable: unknown mode");
    }
  });
}

function resizeAxis({ rows, columns }: ResizeNearest, from: Shape, axis: number): number[] {
  return axis === 0 ? range(from[0]) : [...(axis === 1 ? rows : columns)];
}

function concatSelection(
  { axis: joined }: Concat,
  input: number,
  shapes: readonly Shape[],
  shape: Shape,
): Int32Array {
  const offset = shapes.slice(0, input).reduce((sum, s) => sum + s[joined], 0);
  const own = shapes[input];
  return axesSelection(
    own,
    shape,
    (axis) =>
      axis !== joined ? range(shape[axis]) : range(shape[axis]).map((i) => {
        const at = i - offset;
        return at >= 0 && at < own[axis] ? at : NOTHING;
      }),
  );
}
