import { formatShape, sameShape, type Tensor } from "@snnkit/tensor";

/** How far two values may lie apart: `|actual − expected| ≤ absolute + relative · |expected|`. */
export interface Tolerance {
  /** In the unit of the values; 0 unless given. */
  readonly absolute?: number;
  /** As a part of the expected value; 0 unless given. */
  readonly relative?: number;
}

/**
 * Assert that two arrays or tensors agree, element by element. NaN agrees with NaN, an infinity
 * with the same infinity, and −0 with 0.
 *
 * @param actual What the code under test gave.
 * @param expected What it should give.
 * @param tolerance Exact equality unless given.
 * @throws {Error} Naming how many elements differ, the worst of them, and the shapes where they
 * differ.
 *
 * @example
 * ```ts
 * import { allClose } from "@snnkit/testkit";
 * import { assertThrows } from "@std/assert";
 *
 * allClose([1, 2], [1, 2.001], { absolute: 1e-2 });
 * assertThrows(() => allClose([1, 2], [1, 3]), Error, "1 of 2 elements");
 * ```
 */
export function allClose(
  actual: ArrayLike<number> | Tensor,
  expected: ArrayLike<number> | Tensor,
  tolerance: Tolerance = {},
): void {
  if ("shape" in actual && "shape" in expected && !sameShape(actual.shape, expected.shape)) {
    throw new Error(
      `Cannot accept a tensor as its shape differs: received ${formatShape(actual.shape)} for ` +
        formatShape(expected.shape),
    );
  }
  const a = "data" in actual ? actual.data : actual;
  const b = "data" in expected ? expected.data : expected;
  if (a.length !== b.length) {
    throw new Error(
      `Cannot accept an array as its length differs: received ${a.length} for ${b.length}`,
    );
  }
  const { absolute = 0, relative = 0 } = tolerance;
  let [differing, worst, excess] = [0, -1, -Infinity];
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i] || (Number.isNaN(a[i]) && Number.isNaN(b[i]))) continue;
    const beyond = Math.abs(a[i] - b[i]) - (absolute + relative * Math.abs(b[i]));
    if (beyond <= 0) continue;
    differing++;
    // A NaN against a number cannot be measured: it is the worst there is.
    const measured = Number.isNaN(beyond) ? Infinity : beyond;
    if (measured > excess) [worst, excess] = [i, measured];
  }
  if (differing === 0) return;
  throw new Error(
    `Cannot accept ${differing} of ${a.length} elements as they differ by more than ` +
      `${absolute} + ${relative} · |expected|: worst at ${worst}, received ${a[worst]} for ${
        b[worst]
      }`,
  );
}
