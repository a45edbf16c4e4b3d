import { createRandom } from "@snnkit/tensor";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { leastSquares } from "./_least_squares.ts";

/** Rows of `y = (2 a − 3 b + 1, a)`, of which some inputs are 0. */
function filled(unknowns = 3): ReturnType<typeof leastSquares> {
  const random = createRandom(7);
  const equations = leastSquares(unknowns, 2);
  for (let i = 0; i < 50; i++) {
    const [a, b] = [i % 3 === 0 ? 0 : random.uniform(), i % 4 === 0 ? 0 : random.uniform()];
    const row = Float32Array.from({ length: unknowns }, (_, k) => k === 0 ? a : k === 1 ? b : 1);
    equations.add(row, [2 * row[0] - 3 * row[1] + 1, row[0]]);
  }
  return equations;
}

Deno.test("leastSquares() finds the weights that rows were made of", () => {
  const weights = filled().solve(0)!;
  [2, -3, 1, 1, 0, 0].forEach((wanted, i) => assertAlmostEquals(weights[i], wanted, 1e-9));
});

Deno.test("leastSquares() holds weights back by the ridge, but not the bias", () => {
  const held = filled().solve(1e9)!;
  for (const i of [0, 1, 3, 4]) assertAlmostEquals(held[i], 0, 1e-6);
  // What is left of the answers is their mean.
  assert(held[5] > 0.2 && held[5] < 0.6, `${held[5]}`);
  const [little, much] = [filled().solve(0.01)!, filled().solve(0.5)!];
  assert(Math.abs(much[0]) < Math.abs(little[0]) && Math.abs(little[0]) < 2);
});

Deno.test("leastSquares() leaves open what rows leave open", () => {
  // Two inputs that are always the same.
  assertEquals(filled(4).solve(0), undefined);
  assertEquals(leastSquares(2, 1).solve(0.1), undefined);
  // An input that is always 0 is no obstacle to the others, where it is held back.
  const equations = leastSquares(3, 1);
  for (const a of [1, 2, 3]) equations.add(Float32Array.of(a, 0, 1), [a]);
  assertAlmostEquals(equations.solve(1e-9)![0], 1, 1e-6);
  assertEquals(equations.solve(1e-9)![1], 0);
});
