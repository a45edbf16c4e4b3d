import { formatShape, type Shape, sizeOf } from "@snnkit/tensor";
import type { Concat, Pad, Reshape, ResizeNearest, Slice, Transpose } from "./linear_op.ts";
import { isCount, refuseShape, refuseValue } from "./_refuse.ts";

/** Inputs joined along one axis. */
export function concatenatedShape(op: Concat, inputs: readonly Shape[]): Shape {
  const [first] = inputs;
  checkAxis(op.kind, op.axis, first);
  const fits = inputs.every((shape) =>
    shape.length === first.length &&
    shape.every((length, axis) => axis === op.axis || length === first[axis])
  );
  if (!fits) {
    refuseShape(
      op.kind,
      `its inputs must agree on every axis but ${op.axis}`,
      inputs.map(formatShape).join(" and "),
    );
  }
  const joined = inputs.reduce((sum, shape) => sum + shape[op.axis], 0);
  return first.map((length, axis) => axis === op.axis ? joined : length);
}

/** The shape asked for, where it holds as many values. */
export function reshapedShape(op: Reshape, input: Shape): Shape {
  if (!op.shape.every((length) => isCount(length, 0)) || sizeOf(op.shape) !== sizeOf(input)) {
    refuseShape(
      op.kind,
      `its new shape must hold the ${sizeOf(input)} values of ${formatShape(input)}`,
      formatShape(op.shape),
    );
  }
  return op.shape;
}

/** Axes in another order. */
export function transposedShape(op: Transpose, input: Shape): Shape {
  const sorted = [...op.order].sort((a, b) => a - b);
  if (sorted.length !== input.length || sorted.some((axis, i) => axis !== i)) {
    refuseValue(
      op.kind,
      `its order must be a permutation of the axes of ${formatShape(input)}`,
      formatShape(op.order),
    );
  }
  return op.order.map((axis) => input[axis]);
}

/** The size asked for, where every element taken lies in the input. */
export function slicedShape(op: Slice, input: Shape): Shape {
  const { start, step, size } = op;
  const perAxis = [start, step, size].every((list) => list.length === input.length);
  const inside = perAxis && input.every((length, axis) => {
    const last = start[axis] + step[axis] * (size[axis] - 1);
    return isCount(size[axis], 1) && Number.isInteger(step[axis]) && step[axis] !== 0 &&
      isCount(start[axis], 0) && start[axis] < length && last >= 0 && last < length;
  });
  if (!inside) {
    refuseValue(
      op.kind,
      `its start, step and size must stay inside ${formatShape(input)}`,
      [start, step, size].map(formatShape).join(", "),
    );
  }
  return size;
}

/** Cells added around the input. */
export function paddedShape(op: Pad, input: Shape): Shape {
  const { before, after, mode } = op;
  const perAxis = [before, after].every((cells) =>
    cells.length === input.length && cells.every((count) => isCount(count, 0))
  );
  if (!perAxis) {
    refuseValue(
      op.kind,
      `its cells before and after must be ${input.length} whole numbers ≥ 0`,
      `${formatShape(before)} and ${formatShape(after)}`,
    );
  }
  if (mode === "reflect" && input.some((n, axis) => before[axis] >= n || after[axis] >= n)) {
    refuseValue(
      op.kind,
      `the mirrored cells must be fewer than the axes of ${formatShape(input)}`,
      `${formatShape(before)} and ${formatShape(after)}`,
    );
  }
  return input.map((length, axis) => before[axis] + length + after[axis]);
}

/** `[C, H, W] → [C, rows, columns]`. */
export function resizedShape(op: ResizeNearest, input: Shape): Shape {
  if (input.length !== 3) refuseShape(op.kind, "its input must be [C, H, W]", formatShape(input));
  const [channels, height, width] = input;
  const rowsFit = op.rows.length > 0 && op.rows.every((y) => isCount(y, 0) && y < height);
  const columnsFit = op.columns.length > 0 && op.columns.every((x) => isCount(x, 0) && x < width);
  if (!rowsFit || !columnsFit) {
    refuseValue(
      op.kind,
      `its source rows and columns must lie in ${formatShape(input)}`,
      `${formatShape(op.rows)} and ${formatShape(op.columns)}`,
    );
  }
  return [channels, op.rows.length, op.columns.length];
}

/** Refuse an axis that the shape does not have. */
export function checkAxis(kind: string, axis: number, input: Shape): void {
  if (!isCount(axis, 0) || axis >= input.length) {
    refuseValue(kind, `its axis must be one of ${formatShape(input)}`, `${axis}`);
  }
}
