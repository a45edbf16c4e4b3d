import type { AnnOp, Concat, Pad, Slice } from "@snnkit/ir";
import { type Shape, sizeOf, stridesOf, transposeIndex } from "@snnkit/tensor";

/** The source of a cell that was padded on. */
export const PADDED = -1;

/**
 * Where each element of an operation that only moves values comes from:
 * `result[i] = source[index[i]]`, the inputs of a concat counted one after the other and cells
 * padded with a constant as {@linkcode PADDED}; undefined for operations that compute.
 */
export function rearrangementIndex(
  op: AnnOp,
  inputs: readonly Shape[],
  shape: Shape,
): Int32Array | undefined {
  const [input] = inputs;
  switch (op.kind) {
    case "reshape":
      return Int32Array.from({ length: sizeOf(shape) }, (_, i) => i);
    case "transpose":
      return Int32Array.from(transposeIndex(input, op.order));
    case "slice":
      return byAxes(input, shape, sliced(op));
    case "resizeNearest":
      return byAxes(input, shape, (axis, i) => axis === 0 ? i : [op.rows, op.columns][axis - 1][i]);
    case "pad":
      return byAxes(input, shape, padded(op, input));
    case "concat":
      return concatenated(op, inputs, shape);
    default:
      return undefined;
  }
}

function sliced({ start, step }: Slice): (axis: number, i: number) => number {
  return (axis, i) => start[axis] + step[axis] * i;
}

function padded({ before, mode }: Pad, input: Shape): (axis: number, i: number) => number {
  return (axis, i) => {
    const at = i - before[axis];
    const last = input[axis] - 1;
    if (at >= 0 && at <= last) return at;
    if (mode === "constant") return PADDED;
    if (mode === "edge") return at < 0 ? 0 : last;
    return at < 0 ? -at : 2 * last - at;
  };
}

/** An index whose every axis is looked up on its own. */
function byAxes(
  input: Shape,
  shape: Shape,
  lookUp: (axis: number, i: number) => number,
): Int32Array {
  const strides = stridesOf(input);
  const steps = stridesOf(shape);
  const tables = shape.map((length, axis) =>
    Int32Array.from({ length }, (_, i) => lookUp(axis, i))
  );
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) => {
    let from = 0;
    for (let axis = 0; axis < tables.length; axis++) {
      const at = tables[axis][Math.floor(i / steps[axis]) % shape[axis]];
      if (at === PADDED) return PADDED;
      from += at * strides[axis];
    }
    return from;
  });
}

function concatenated({ axis }: Concat, inputs: readonly Shape[], shape: Shape): Int32Array {
  const index = new Int32Array(sizeOf(shape));
  const inner = stridesOf(shape)[axis];
  let [place, offset] = [0, 0];
  for (const input of inputs) {
    const length = input[axis];
    for (let i = 0; i < sizeOf(input); i++) {
      const outer = Math.floor(i / (length * inner));
      const within = i % (length * inner);
      index[outer * shape[axis] * inner + place * inner + within] = offset + i;
    }
    place += length;
    offset += sizeOf(input);
  }
  return index;
}

/** Values moved by an index, with one value for padded cells. */
export function moved(values: Float64Array, index: Int32Array, ofPadding: number): Float64Array {
  return Float64Array.from(index, (from) => from === PADDED ? ofPadding : values[from]);
}
