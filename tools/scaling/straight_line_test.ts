import { assert, assertAlmostEquals } from "@std/assert";
import { straightLine } from "./straight_line.ts";

Deno.test("straightLine() finds a line and says that it explains all", () => {
  const xs = [1, 2, 5, 10, 300];
  const { slope, intercept, explained } = straightLine(xs, xs.map((x) => 3 - 0.5 * x));
  assertAlmostEquals(slope, -0.5, 1e-12);
  assertAlmostEquals(intercept, 3, 1e-9);
  assertAlmostEquals(explained, 1, 1e-12);
});

Deno.test("straightLine() says of a parabola that a line does not explain it all", () => {
  const xs = [-2, -1, 0, 1, 2];
  assertAlmostEquals(straightLine(xs, xs.map((x) => x * x)).explained, 0, 1e-12);
  const { explained } = straightLine([0, 1, 2, 3], [0, 1, 4, 9]);
  assert(explained > 0.8 && explained < 1, `${explained}`);
});
