import { correlationOf, momentsOf } from "./_moments.ts";

/**
 * Pearson's correlation `r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² · Σ (y − ȳ)²)`, in two passes.
 *
 * @returns In `−1 … 1`; `undefined` where one side does not vary or a value is not finite.
 * @throws {TypeError} Where the two differ in length.
 *
 * @example
 * ```ts
 * import { pearson } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pearson([1, 2, 3], [2, 4, 6]), 1);
 * assertEquals(pearson([1, 2, 3], [5, 5, 5]), undefined);
 * ```
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  if (x.length !== y.length) {
    throw new TypeError(
      `Cannot correlate values as there must be as many of each: received ${x.length} ` +
        `and ${y.length}`,
    );
  }
  return correlationOf(momentsOf(x, y));
}
