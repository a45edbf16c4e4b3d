/** Lengths of a tensor's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/**
 * How many elements a shape holds: the product of its axes, 1 for a scalar.
 *
 * @example
 * ```ts
 * import { sizeOf } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sizeOf([3, 32, 32]), 3072);
 * assertEquals(sizeOf([]), 1);
 * ```
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Elements between neighbours along each axis of a dense row-major tensor.
 *
 * @example
 * ```ts
 * import { stridesOf } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(stridesOf([3, 4, 5]), [20, 5, 1]);
 * ```
 */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/**
 * Whether two shapes have the same axes.
 *
 * @example
 * ```ts
 * import { sameShape } from "@snnkit/tensor";
 * import { assert } from "@std/assert";
 *
 * assert(sameShape([2, 3], [2, 3]) && !sameShape([6], [2, 3]));
 * ```
 */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * A shape as people write it.
 *
 * @example
 * ```ts
 * import { formatShape } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatShape([3, 32, 32]), "[3, 32, 32]");
 * ```
 */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}
