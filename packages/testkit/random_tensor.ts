import { type Random, type Shape, sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/**
 * A tensor of normally distributed values.
 *
 * @param random Where the numbers come from.
 * @param shape Shape of the result.
 * @param scale Standard deviation; 1 unless given.
 *
 * @example
 * ```ts
 * import { randomTensor } from "@snnkit/testkit";
 * import { createRandom } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(randomTensor(createRandom(1), [2, 3], 0.1), randomTensor(createRandom(1), [2, 3], 0.1));
 * ```
 */
export function randomTensor(random: Random, shape: Shape, scale = 1): Tensor {
  return tensor(shape, Float32Array.from({ length: sizeOf(shape) }, () => scale * random.normal()));
}

/**
 * A tensor of whole multiples of 1/64, uniform in `[low, high]`. Sums of a few thousand of them, or
 * of products of two, are exact in float32 in any order, so that fast and slow code must agree to
 * the last bit.
 *
 * @param random Where the numbers come from.
 * @param shape Shape of the result.
 * @param low Smallest value, a multiple of 1/64; −1 unless given.
 * @param high Largest value, a multiple of 1/64; 1 unless given.
 *
 * @example
 * ```ts
 * import { gridTensor } from "@snnkit/testkit";
 * import { createRandom } from "@snnkit/tensor";
 * import { assert } from "@std/assert";
 *
 * const { data } = gridTensor(createRandom(1), [100]);
 * assert(data.every((value) => Number.isInteger(64 * value) && Math.abs(value) <= 1));
 * ```
 */
export function gridTensor(random: Random, shape: Shape, low = -1, high = 1): Tensor {
  const steps = Math.round(64 * (high - low)) + 1;
  const draw = (): number => low + random.integer(steps) / 64;
  return tensor(shape, Float32Array.from({ length: sizeOf(shape) }, draw));
}
