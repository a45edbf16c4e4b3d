import {
  type Concat,
  inferShape,
  type Pad,
  type ReduceMean,
  type ResizeNearest,
  type Slice,
} from "@snnkit/ir";
import { type Shape, sizeOf, stridesOf, type Tensor, tensor } from "@snnkit/tensor";

/** Inputs joined along one axis, in order. */
export function concat(op: Concat, inputs: readonly Tensor[]): Tensor {
  const shape = inferShape(op, inputs.map((input) => input.shape));
  return gather(shape, (position) => {
    let at = position[op.axis];
    const owner = inputs.find((input) => {
      if (at < input.shape[op.axis]) return true;
      at -= input.shape[op.axis];
      return false;
    })!;
    return valueAt(owner, position.with(op.axis, at));
  });
}

/** `y[…] = x[…, start + i · step, …]` along every axis. */
export function slice(op: Slice, input: Tensor): Tensor {
  return gather(
    inferShape(op, [input.shape]),
    (position) => valueAt(input, position.map((i, axis) => op.start[axis] + i * op.step[axis])),
  );
}

/**
 * Cells added around the input: a value, the nearest edge, or the inside mirrored at the edge, which
 * is not repeated.
 */
export function pad(op: Pad, input: Tensor): Tensor {
  return gather(inferShape(op, [input.shape]), (position) => {
    const source = position.map((i, axis) => i - op.before[axis]);
    const inside = source.every((i, axis) => i >= 0 && i < input.shape[axis]);
    if (!inside && op.mode === "constant") return op.value;
    return valueAt(
      input,
      source.map((i, axis) => {
        const last = input.shape[axis] - 1;
        if (op.mode === "edge") return Math.min(Math.max(i, 0), last);
        return i < 0 ? -i : i > last ? 2 * last - i : i;
      }),
    );
  });
}

/** `y[c, i, j] = x[c, rows[i], columns[j]]`. */
export function resizeNearest(op: ResizeNearest, input: Tensor): Tensor {
  return gather(
    inferShape(op, [input.shape]),
    ([c, i, j]) => valueAt(input, [c, op.rows[i], op.columns[j]]),
  );
}

/** Mean along axes, which stay with length 1. Sums in float64, stores float32. */
export function reduceMean(op: ReduceMean, input: Tensor): Tensor {
  const shape = inferShape(op, [input.shape]);
  const sums = new Float64Array(sizeOf(shape));
  const strides = stridesOf(shape);
  eachPosition(input.shape, (position, at) => {
    sums[offset(position.map((i, axis) => op.axes.includes(axis) ? 0 : i), strides)] +=
      input.data[at];
  });
  const merged = input.data.length / sums.length;
  return tensor(shape, Float32Array.from(sums, (sum) => sum / merged));
}

/** A tensor made cell by cell. */
function gather(shape: Shape, value: (position: readonly number[]) => number): Tensor {
  const data = new Float32Array(sizeOf(shape));
  eachPosition(shape, (position, at) => data[at] = value(position));
  return tensor(shape, data);
}

/** Visit every position of a shape in row-major order. */
function eachPosition(
  shape: Shape,
  visit: (position: readonly number[], at: number) => void,
): void {
  const strides = stridesOf(shape);
  for (let at = 0; at < sizeOf(shape); at++) {
    visit(shape.map((length, axis) => Math.floor(at / strides[axis]) % length), at);
  }
}

function valueAt(source: Tensor, position: readonly number[]): number {
  return source.data[offset(position, stridesOf(source.shape))];
}

function offset(position: readonly number[], strides: Shape): number {
  return position.reduce((sum, i, axis) => sum + i * strides[axis], 0);
}
