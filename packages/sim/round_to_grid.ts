/** Added to a float64 number below 2^51 in size, it leaves no bits for a fraction. */
const WHOLE = 1.5 * 2 ** 52;

/** The nearest whole number; of two, the even one. Numbers from 2^51 on in size stay as they are. */
export function roundHalfEven(x: number): number {
  return Math.abs(x) < 2 ** 51 ? x + WHOLE - WHOLE : x;
}

/**
 * Numbers as multiples of `1 / grid`: `round(x · grid) / grid`, half to even.
 *
 * @param values Float32 numbers; not modified.
 * @param grid A power of two, so that nothing but the rounding loses a bit.
 *
 * @example
 * ```ts
 * import { roundToGrid } from "@snnkit/sim";
 * import { assertEquals } from "@std/assert";
 *
 * const rounded = roundToGrid(Float32Array.of(0.3, 0.375, 0.625, -1), 4);
 * assertEquals([...rounded], [0.25, 0.5, 0.5, -1]);
 * ```
 */
export function roundToGrid(values: Float32Array, grid: number): Float32Array {
  const rounded = new Float32Array(values.length);
  // No callback a number: a network has millions, and each thread rounds them before it begins.
  for (let i = 0; i < rounded.length; i++) rounded[i] = roundHalfEven(values[i] * grid) / grid;
  return rounded;
}
