/**
 * The nearest whole number; of two that are equally near, the even one, as IEEE 754 rounds and ONNX
 * quantises. NaN and infinities stay.
 *
 * @example
 * ```ts
 * import { roundHalfEven } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([0.5, 1.5, 2.5, -0.6].map(roundHalfEven), [0, 2, 2, -1]);
 * ```
 */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (Number.isNaN(rest)) return x;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}
