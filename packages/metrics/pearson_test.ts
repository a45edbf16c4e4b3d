import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { correlationOf, mergeMoments, momentsOf, NO_MOMENTS } from "./_moments.ts";
import { pearson } from "./mod.ts";

const value = fc.integer({ min: -1000, max: 1000 });
const pairs = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 });

Deno.test("pearson() lies within −1 … 1, is symmetric and does not mind scale and shift", () => {
  fc.assert(fc.property(pairs, (list) => {
    const x = list.map(([a]) => a);
    const y = list.map(([, b]) => b);
    const r = pearson(x, y);
    assertEquals(pearson(y, x), r);
    assertEquals(r === undefined, new Set(x).size === 1 || new Set(y).size === 1);
    if (r === undefined) return;
    assert(Math.abs(r) <= 1);
    assertAlmostEquals(pearson(x, y.map((b) => 8 * b + 3))!, r, 1e-9);
    assertAlmostEquals(pearson(x, y.map((b) => -b))!, -r, 1e-9);
  }));
});

Deno.test("pearson() gives the value of a textbook table", () => {
  // Anscombe 1973, "Graphs in Statistical Analysis", first data set: r = 0.81642.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  assertAlmostEquals(pearson(x, y)!, 0.8164205, 1e-7);
});

Deno.test("pearson() keeps its digits far from zero", () => {
  const x = [1, 2, 3, 4];
  const y = [2, 1, 4, 3];
  assertAlmostEquals(pearson(x.map((v) => v + 1e9), y.map((v) => v - 1e9))!, 0.6, 1e-12);
  assertAlmostEquals(pearson(x.map((v) => v * 1e-38), y.map((v) => v * 1e38))!, 0.6, 1e-12);
  assertAlmostEquals(pearson(x.map((v) => v * 1e-100), y.map((v) => v * 1e-100))!, 0.6, 1e-12);
});

Deno.test("pearson() is undefined where there is nothing to compare", () => {
  const rows = [
    [[], []],
    [[1], [2]],
    [[1, 1], [1, 2]],
    [[0.1, 0.1, 0.1], [1, 2, 3]],
    [[1, NaN], [1, 2]],
    [[1, Infinity], [1, 2]],
    [[-0, 0], [1, 2]],
  ];
  for (const [x, y] of rows) assertEquals(pearson(x, y), undefined, `${x} and ${y}`);
  assertThrows(() => pearson([1, 2], [1]), TypeError, "received 2 and 1");
});

Deno.test("mergeMoments() gives the moments of both sets together", () => {
  fc.assert(fc.property(pairs, fc.nat(30), (list, cut) => {
    const part = (from: number, to?: number) => {
      const some = list.slice(from, to);
      return momentsOf(some.map(([a]) => a), some.map(([, b]) => b));
    };
    const at = cut % (list.length + 1);
    const merged = mergeMoments(mergeMoments(NO_MOMENTS, part(0, at)), part(at));
    const [got, whole] = [correlationOf(merged), correlationOf(part(0))];
    if (whole === undefined) assertEquals(got, undefined);
    else assertAlmostEquals(got!, whole, 1e-9);
  }));
});
