import { type Shape, sizeOf, type Tensor } from "@snnkit/tensor";
import { alongAxis, spread } from "./_elements.ts";

/**
 * What one unit of a node's value stands for in the trained network: one number, or one an element
 * where channels of unequal scale were joined.
 */
export type Scale = number | Float64Array;

/** The scale of one element. */
export function scaleAt(scale: Scale, element: number): number {
  return typeof scale === "number" ? scale : scale[element];
}

/** One number instead of many equal ones. */
export function simplified(values: Float64Array): Scale {
  return values.every((value) => value === values[0]) ? values[0] : values;
}

/** The largest of all elements. */
export function largest(scale: Scale): number {
  return typeof scale === "number" ? scale : scale.reduce((a, b) => Math.max(a, b));
}

/** Whether two scales are the same for every element. */
export function sameScale(a: Scale, b: Scale): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b;
  const many = (typeof a === "number" ? b : a) as Float64Array;
  const other = many === a ? b : a;
  return many.every((value, i) => value === scaleAt(other, i));
}

/** One float64 for every element. */
export function everyElement(scale: Scale, shape: Shape): Float64Array {
  return typeof scale === "number" ? new Float64Array(sizeOf(shape)).fill(scale) : scale;
}

/** The scale of every place along one axis, where nothing else makes a difference. */
export function scaleAlong(scale: Scale, shape: Shape, axis: number): Float64Array | undefined {
  if (typeof scale === "number") return new Float64Array(shape[axis]).fill(scale);
  return alongAxis(scale, shape, axis);
}

/** The scale of a value from the unit of its neurons, `[1]` or one a channel. */
export function scaleOfUnit(unit: Tensor, shape: Shape): Scale {
  if (unit.data.length === 1) return unit.data[0];
  return simplified(spread(Float64Array.from(unit.data), shape, 0));
}
