/** The normal quantile of a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

/**
 * In which interval the true accuracy lies when `correct` of `total` samples were right, at 95 %
 * confidence unless `z` says otherwise.
 *
 * With `p = correct / total`: `(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`.
 *
 * @returns Lower and upper bound, fractions in `0 … 1`.
 * @throws {RangeError} Unless `0 ≤ correct ≤ total` and `total > 0`.
 *
 * @see E. B. Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference",
 * doi:10.1080/01621459.1927.10502953
 *
 * @example
 * ```ts
 * import { wilsonInterval } from "@snnkit/metrics";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [low, high] = wilsonInterval(90, 100);
 * assertAlmostEquals(low, 0.8256, 1e-4);
 * assertAlmostEquals(high, 0.9448, 1e-4);
 * ```
 */
export function wilsonInterval(
  correct: number,
  total: number,
  z: number = Z95,
): readonly [low: number, high: number] {
  if (!(correct >= 0 && correct <= total && total > 0)) {
    throw new RangeError(
      `Cannot estimate an accuracy as 0 ≤ correct ≤ total and total > 0 must hold: ` +
        `received ${correct} of ${total}`,
    );
  }
  const p = correct / total;
  const share = (z * z) / total;
  const middle = p + share / 2;
  const spread = z * Math.sqrt((p * (1 - p)) / total + share / (4 * total));
  // The share itself always lies within; at 0 and 1 rounding would leave it just outside.
  return [
    Math.min(p, Math.max(0, (middle - spread) / (1 + share))),
    Math.max(p, Math.min(1, (middle + spread) / (1 + share))),
  ];
}
