/**
 * Where the largest value stands; ties: the first. NaN never wins.
 *
 * @returns 0 where all are NaN.
 * @throws {RangeError} Where there are no values.
 *
 * @example
 * ```ts
 * import { argMax } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(argMax([1, 5, 5, 2]), 1);
 * ```
 */
export function argMax(values: ArrayLike<number>): number {
  if (values.length === 0) {
    throw new RangeError("Cannot find the largest value as there must be at least one");
  }
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    if (best < 0 ? !Number.isNaN(values[i]) : values[i] > values[best]) best = i;
  }
  return Math.max(best, 0);
}
