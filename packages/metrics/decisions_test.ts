import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { argMax, confusionMatrix, topConfusions, topK, wilsonInterval } from "./mod.ts";

Deno.test("argMax() takes the first of the largest and never NaN", () => {
  const rows: readonly (readonly [number[], number])[] = [
    [[3], 0],
    [[1, 3, 2, 3], 1],
    [[-0, 0], 0],
    [[NaN, 1, NaN, 0], 1],
    [[NaN, NaN], 0],
    [[-Infinity, -Infinity], 0],
    [[NaN, -Infinity], 1],
    [[-1, Infinity, Infinity], 1],
  ];
  for (const [values, expected] of rows) assertEquals(argMax(values), expected, String(values));
  assertThrows(() => argMax([]), RangeError, "at least one");
});

Deno.test("topK() begins with argMax() and ranks all values, ties by index", () => {
  const scores = fc.array(fc.constantFrom(-Infinity, -1, 0, 0.5, 1, Infinity, NaN), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(fc.property(scores, (values) => {
    const order = topK(values, values.length + 3);
    assertEquals([...order].sort((a, b) => a - b), values.map((_, i) => i));
    if (values.some((value) => value > -Infinity)) assertEquals(order[0], argMax(values));
    const key = (i: number) => Number.isNaN(values[i]) ? -Infinity : values[i];
    for (let i = 1; i < order.length; i++) {
      const [a, b] = [order[i - 1], order[i]];
      assert(key(a) > key(b) || (key(a) === key(b) && a < b));
    }
  }));
  assertEquals(topK([1, 2], 0), []);
  assertThrows(() => topK([1], -1), RangeError, "received -1");
});

Deno.test("wilsonInterval() holds the share, narrows with more samples and ends at 0 and 1", () => {
  fc.assert(fc.property(fc.nat(100), fc.integer({ min: 1, max: 100 }), (a, b) => {
    const [correct, total] = [Math.min(a, b), b];
    const [low, high] = wilsonInterval(correct, total);
    assert(low >= 0 && low <= correct / total && correct / total <= high && high <= 1);
    const [nearer, far] = wilsonInterval(10 * correct, 10 * total);
    assert(far - nearer < high - low);
  }));
  assertEquals(wilsonInterval(0, 10)[0], 0);
  assertEquals(wilsonInterval(10, 10)[1], 1);
  const [low, high] = wilsonInterval(466, 509);
  assertAlmostEquals(low, 0.8881, 1e-4);
  assertAlmostEquals(high, 0.9367, 1e-4);
  for (const [correct, total] of [[0, 0], [3, 2], [-1, 2], [NaN, 2]]) {
    assertThrows(() => wilsonInterval(correct, total), RangeError);
  }
});

Deno.test("confusionMatrix() counts each pair once, rows are the labels", () => {
  const matrix = confusionMatrix([2, 0, 2, 2], [1, 0, 1, 2], 3);
  assertEquals([...matrix.counts], [1, 0, 0, 0, 0, 0, 0, 2, 1]);
  assertEquals(topConfusions(matrix, 9), [{ label: 2, predicted: 1, count: 2 }]);
  assertEquals([...confusionMatrix([], [], 2).counts], [0, 0, 0, 0]);
});

Deno.test("confusionMatrix() refuses classes out of range and lists of different lengths", () => {
  assertThrows(() => confusionMatrix([0, 3], [0, 0], 3), RangeError, "label 3 and decision 0 at");
  assertThrows(() => confusionMatrix([0], [-1], 3), RangeError, "decision -1 at sample 0");
  assertThrows(() => confusionMatrix([0], [0.5], 3), RangeError, "decision 0.5");
  assertThrows(() => confusionMatrix([0], [], 3), TypeError, "received 0 for 1");
});

Deno.test("topConfusions() lists the worst first, ties by label and decision", () => {
  const matrix = confusionMatrix([0, 0, 1, 1, 1, 2], [1, 2, 0, 0, 1, 1], 3);
  assertEquals(topConfusions(matrix, 3), [
    { label: 1, predicted: 0, count: 2 },
    { label: 0, predicted: 1, count: 1 },
    { label: 0, predicted: 2, count: 1 },
  ]);
});
