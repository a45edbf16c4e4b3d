import { assertEquals } from "@std/assert";
import { roundHalfEven } from "./round_half_even.ts";

const CASES: readonly (readonly [number, number])[] = [
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [0.49999997, 0],
  [3, 3],
  [-3, -3],
  [2 ** 52 + 1, 2 ** 52 + 1],
  [Infinity, Infinity],
  [-Infinity, -Infinity],
  [NaN, NaN],
];

for (const [x, expected] of CASES) {
  Deno.test(`roundHalfEven() makes ${x} to ${expected}`, () => {
    assertEquals(roundHalfEven(x) + 0, expected);
  });
}
