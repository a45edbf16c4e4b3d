import { formatShape, type Shape, stridesOf } from "./shape.ts";
import { stridedIndex } from "./_strided_index.ts";

/**
 * The shape that holds both operands under NumPy's broadcasting: axes align at the end, and an
 * axis of length 1 stretches.
 *
 * @throws {TypeError} Where two aligned axes differ and neither is 1.
 *
 * @example
 * ```ts
 * import { broadcastShapes } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(broadcastShapes([3, 1, 5], [4, 1]), [3, 4, 5]);
 * ```
 */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new TypeError(
        `Cannot broadcast shapes as aligned axes must be equal or 1: received ` +
          `${formatShape(a)} and ${formatShape(b)}`,
      );
    }
    return left === 1 ? right : left;
  });
}

/**
 * Which element of a tensor each element of the broadcast result reads: `result[i] = source[index[i]]`.
 *
 * @param shape Shape of the source; must broadcast to `target`.
 * @param target Shape of the result.
 *
 * @example
 * ```ts
 * import { broadcastIndex } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...broadcastIndex([2, 1], [2, 3])], [0, 0, 0, 1, 1, 1]);
 * ```
 */
export function broadcastIndex(shape: Shape, target: Shape): Uint32Array {
  const missing = target.length - shape.length;
  const strides = stridesOf(shape);
  const steps = target.map((_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]
  );
  return stridedIndex(target, steps);
}
