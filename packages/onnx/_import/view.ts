import { formatShape, type Shape, sizeOf } from "@snnkit/tensor";
import { type Call, type Dynamic, emitReshape, fullShape, refuseMixing } from "./call.ts";
import { refuse } from "./problem.ts";

/** The values of `x` in the same order under another full shape, batch axis included. */
export function emitView(call: Call, x: Dynamic, full: Shape): Dynamic {
  const { batch } = call.trace;
  const before = fullShape(call.trace, x);
  if (sizeOf(full) !== sizeOf(before)) {
    refuse(
      `its new shape must hold the ${sizeOf(before)} values of ${formatShape(before)}`,
      formatShape(full),
    );
  }
  // Samples stay apart exactly where the batch stays the outermost axis.
  const batched = batch !== undefined && full.length > 0 && full[0] === batch &&
    (x.batched || batch === 1);
  if (x.batched && !batched && batch !== 1) refuseMixing();
  return { ...emitReshape(call, x, batched ? full.slice(1) : full), batched };
}

/**
 * The shape that `Reshape` asks for: −1 is whatever is left, 0 keeps the axis (or, where zeros are
 * allowed, means 0).
 */
export function reshapeTarget(shape: Shape, asked: readonly number[], allowZero: boolean): Shape {
  const kept = asked.map((length, axis) => {
    if (length !== 0 || allowZero) return length;
    return axis < shape.length
      ? shape[axis]
      : refuse("its 0 must name an axis", formatShape(asked));
  });
  const open = kept.filter((length) => length === -1).length;
  if (open === 0) return kept;
  const others = kept.reduce((product, length) => length === -1 ? product : product * length, 1);
  const left = sizeOf(shape) / others;
  if (open > 1 || !Number.isInteger(left)) {
    refuse(
      `its new shape must hold the ${sizeOf(shape)} values of ${formatShape(shape)}`,
      formatShape(asked),
    );
  }
  return kept.map((length) => length === -1 ? left : length);
}

/** The shape without the axes given, or without every axis of 1. */
export function squeezed(shape: Shape, axes: readonly number[] | undefined): Shape {
  if (axes === undefined) return shape.filter((length) => length !== 1);
  const gone = new Set(normaliseAll(axes, shape.length));
  for (const axis of gone) {
    if (shape[axis] !== 1) refuse(`its axis ${axis} must have length 1`, formatShape(shape));
  }
  return shape.filter((_, axis) => !gone.has(axis));
}

/** The shape with axes of 1 at the places given, counted in the result. */
export function unsqueezed(shape: Shape, axes: readonly number[]): Shape {
  const rank = shape.length + axes.length;
  const added = new Set(normaliseAll(axes, rank));
  if (added.size !== axes.length) refuse("its axes must differ", formatShape(axes));
  let next = 0;
  return Array.from({ length: rank }, (_, axis) => added.has(axis) ? 1 : shape[next++]);
}

/** `[product before the axis, product from it on]`. */
export function flattened(shape: Shape, axis: number): Shape {
  if (!Number.isInteger(axis) || axis < -shape.length || axis > shape.length) {
    refuse(`its axis must lie in ${-shape.length} … ${shape.length}`, `${axis}`);
  }
  const cut = axis < 0 ? axis + shape.length : axis;
  return [sizeOf(shape.slice(0, cut)), sizeOf(shape.slice(cut))];
}

function normaliseAll(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) =>
    Number.isInteger(axis) && axis >= -rank && axis < rank
      ? (axis + rank) % rank
      : refuse(`its axes must lie in ${-rank} … ${rank - 1}`, `${axis}`)
  );
}
