/**
 * Where the `k` largest values stand, the largest first; ties: the lower index first. NaN comes
 * last.
 *
 * @param k How many; all where there are fewer.
 * @throws {RangeError} Where `k` is not a whole number ≥ 0.
 *
 * @example
 * ```ts
 * import { topK } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(topK([0.1, 0.7, 0.2, 0.7], 3), [1, 3, 2]);
 * ```
 */
export function topK(scores: ArrayLike<number>, k: number): number[] {
  if (!Number.isInteger(k) || k < 0) {
    throw new RangeError(`Cannot rank scores as k must be a whole number ≥ 0: received ${k}`);
  }
  const key = (index: number): number => Number.isNaN(scores[index]) ? -Infinity : scores[index];
  const order = Array.from({ length: scores.length }, (_, index) => index);
  // Equal infinities differ by NaN, which must count as a tie.
  order.sort((a, b) => (key(b) > key(a) ? 1 : key(b) < key(a) ? -1 : a - b));
  return order.slice(0, k);
}
