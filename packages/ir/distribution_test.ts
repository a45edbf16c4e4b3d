import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { createRandom } from "@snnkit/tensor";
import { createDistribution, type Distribution, percentile } from "./mod.ts";

/** The distribution of some values. */
function distributionOf(values: readonly number[], mantissaBits?: number): Distribution {
  const builder = createDistribution(mantissaBits);
  builder.add(Float32Array.from(values));
  return builder.finish();
}

/** The nearest-rank percentile of values that are all there, 0 where it is not positive. */
function exactPercentile(values: readonly number[], p: number): number {
  const sorted = Float32Array.from(values).sort();
  return Math.max(0, sorted[Math.max(1, Math.ceil(p * values.length / 100)) - 1]);
}

// Whole multiples of 1/8: sums are exact, so that order cannot show in them.
const values = fc.array(fc.integer({ min: -800, max: 80000 }).map((n) => n / 8), { minLength: 1 });

Deno.test("percentile() lies within a bin of the exact one", () => {
  const anyPercent = fc.integer({ min: 0, max: 1000 }).map((n) => n / 10);
  const bits = fc.integer({ min: 0, max: 16 });
  fc.assert(fc.property(values, anyPercent, bits, (list, p, mantissaBits) => {
    const exact = exactPercentile(list, p);
    const found = percentile(distributionOf(list, mantissaBits), p);
    return Math.abs(found - exact) <= exact * 2 ** -mantissaBits;
  }));
});

Deno.test("percentile() of the positive values is that of the values without the others", () => {
  fc.assert(fc.property(values, fc.integer({ min: 0, max: 100 }), (list, p) => {
    const kept = list.filter((value) => value > 0);
    fc.pre(kept.length > 0);
    assertEquals(percentile(distributionOf(list), p, "positive") > 0, true);
    const exact = exactPercentile(kept, p);
    return Math.abs(percentile(distributionOf(list), p, "positive") - exact) <= exact / 512;
  }));
});

Deno.test("createDistribution() counts independently of order and of how the values were cut", () => {
  fc.assert(fc.property(values, fc.nat(), (list, cut) => {
    const builder = createDistribution();
    const reversed = Float32Array.from(list).reverse();
    const at = cut % (list.length + 1);
    builder.add(reversed.subarray(at));
    builder.add(reversed, 0, at);
    assertEquals(builder.finish(), distributionOf(list));
  }));
});

Deno.test("createDistribution() counts exactly and trims its bins", () => {
  const seen = distributionOf([-2, 0, -0, 0.5, 1, 1, 3.75], 1);
  assertEquals(seen, {
    count: 7,
    positive: 4,
    sum: 4.25,
    min: -2,
    max: 3.75,
    mantissaBits: 1,
    // Two bins an octave: 0.5 opens octave 126, and 3.75 lies in the upper half of octave 128.
    firstBin: 126 * 2,
    counts: Uint32Array.of(1, 0, 2, 0, 0, 1),
  });
});

Deno.test("createDistribution() takes every stride-th value of a range", () => {
  const builder = createDistribution();
  builder.add(Float32Array.of(9, 1, 9, 2, 9, 3, 9), 1, 6, 2);
  assertEquals([builder.finish().count, builder.finish().sum], [3, 6]);
  builder.add(new Float32Array(0));
  assertEquals(builder.finish().count, 3);
});

Deno.test("createDistribution() goes on counting after finish() without changing what it gave", () => {
  const builder = createDistribution();
  builder.add(Float32Array.of(1));
  const before = builder.finish();
  builder.add(Float32Array.of(1, 2));
  assertEquals([before.count, before.counts[0], builder.finish().count], [1, 1, 3]);
});

Deno.test("createDistribution() of nothing is empty and of nothing positive has no bins", () => {
  assertEquals(distributionOf([]), {
    count: 0,
    positive: 0,
    sum: 0,
    min: Infinity,
    max: -Infinity,
    mantissaBits: 9,
    firstBin: 0,
    counts: new Uint32Array(0),
  });
  assertEquals(percentile(distributionOf([]), 50), 0);
  assertEquals(percentile(distributionOf([-1, 0]), 100), 0);
});

Deno.test("createDistribution() holds the smallest and the largest float32", () => {
  const [tiny, huge] = [2 ** -149, (2 - 2 ** -23) * 2 ** 127];
  const seen = distributionOf([tiny, huge]);
  assertEquals([seen.min, seen.max, seen.positive], [tiny, huge, 2]);
  assertEquals(percentile(seen, 100), huge);
});

Deno.test("createDistribution() refuses what is not finite and keeps what came before", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const builder = createDistribution();
    const add = () => builder.add(Float32Array.of(1, 2, bad, 3));
    assertThrows(add, RangeError, `must be finite: received ${bad} at 2`);
    assertEquals(builder.finish().count, 2);
  }
});

Deno.test("createDistribution() refuses ranges outside the array and odd numbers of bits", () => {
  const builder = createDistribution();
  assertThrows(() => builder.add(new Float32Array(2), 0, 3), RangeError, "array of 2");
  assertThrows(() => builder.add(new Float32Array(2), 0, 2, 0), RangeError, "by 0");
  assertThrows(() => createDistribution(1.5), RangeError, "received 1.5");
  assertThrows(() => createDistribution(17), RangeError, "received 17");
});

Deno.test("percentile() takes a rank that is a whole number as it is", () => {
  // 99.9 per cent of 1000 values are 999 of them: the thousandth must not be taken.
  const seen = distributionOf([...Array.from({ length: 999 }, () => 1), 1000]);
  assertEquals(percentile(seen, 99.9) < 1.01, true);
  assertEquals(percentile(seen, 99.91), 1000);
  assertEquals(percentile(seen, 100), 1000);
});

Deno.test("percentile() of normal samples agrees with sorting for all usual percentiles", () => {
  const random = createRandom(7);
  const samples = Array.from({ length: 20000 }, () => Math.max(0, random.normal()));
  const seen = distributionOf(samples);
  for (const p of [50, 90, 99, 99.9, 99.99, 100]) {
    const exact = exactPercentile(samples, p);
    assertEquals(Math.abs(percentile(seen, p) - exact) <= exact / 512, true, `${p}`);
  }
});

Deno.test("percentile() refuses what is no percentage", () => {
  for (const p of [-1, 100.1, NaN]) {
    assertThrows(() => percentile(distributionOf([1]), p), RangeError, `received ${p}`);
  }
});
