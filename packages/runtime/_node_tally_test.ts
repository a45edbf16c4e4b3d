import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createDistribution, type Distribution } from "@snnkit/ir";
import { createRandom, type Shape, sizeOf } from "@snnkit/tensor";
import fc from "fast-check";
import { createNodeTally, createScratch } from "./_node_tally.ts";

const scratch = createScratch();

/** What a builder that reads each value on its own makes of some values. */
function distribution(values: Iterable<number>, mantissaBits: number): Distribution {
  const builder = createDistribution(mantissaBits);
  builder.add(Float32Array.from(values));
  return builder.finish();
}

/** Equal but for the last bits of the sum, whose order of adding is free. */
function assertSame(actual: Distribution, expected: Distribution, what: string): void {
  assertEquals({ ...actual, sum: 0 }, { ...expected, sum: 0 }, what);
  const { count, min, max } = expected;
  const scale = count === 0 ? 0 : count * Math.max(Math.abs(min), Math.abs(max));
  assertAlmostEquals(actual.sum, expected.sum, 1e-14 * scale, what);
}

/** Compares with the definition, after counting the samples in groups of these sizes. */
function check(shape: Shape, values: Float32Array, groups: readonly number[]): void {
  const size = sizeOf(shape);
  const tally = createNodeTally(shape, scratch);
  let from = 0;
  for (const group of groups) {
    assertEquals(tally.add(values.subarray(from * size, (from + group) * size), group), undefined);
    from += group;
  }
  const { all, channels, sampleMaxima } = tally.finish();
  const samples = Array.from({ length: from }, (_, s) => values.subarray(s * size, (s + 1) * size));
  assertSame(all, distribution(values, 8), "all");
  const slice = size / (shape[0] ?? 1);
  channels.forEach((channel, c) => {
    const own = samples.flatMap((sample) => [...sample.subarray(c * slice, (c + 1) * slice)]);
    assertSame(channel, distribution(own, 5), `channel ${c}`);
  });
  assertEquals(channels.length, shape[0] ?? 1);
  assertSame(sampleMaxima, distribution(samples.map((sample) => Math.max(...sample)), 8), "maxima");
}

Deno.test("createNodeTally() counts as a builder that reads each value on its own", () => {
  const random = createRandom(1);
  for (const shape of [[3, 4, 5], [7], [], [1, 1], [2, 3]]) {
    const values = Float32Array.from({ length: 20 * sizeOf(shape) }, random.normal);
    check(shape, values, [20]);
    check(shape, values, [1, 0, 12, 7]);
    check(shape, values.map((value) => Math.max(0, value)), [11, 9]);
  }
});

Deno.test("createNodeTally() counts zeros of both signs, subnormals and extremes", () => {
  const tiny = 2 ** -149;
  const largest = 3.4028234663852886e38;
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ["zeros", [0, -0, 0, -0]],
    ["negative values alone", [-1, -largest, -tiny, -0]],
    ["the smallest subnormal alone", [tiny, tiny, 0, -1]],
    ["subnormals of bin 0 beside zeros", [tiny, 2 ** -135, -tiny, 0]],
    ["subnormals of higher bins", [2 ** -127, 2 ** -130, 0, tiny]],
    ["the whole range", [tiny, largest, -largest, 1]],
    ["equal values", [1.5, 1.5, 1.5, 1.5]],
    ["powers of two", [0.25, 0.5, 1, 2]],
  ];
  for (const [name, values] of rows) {
    for (const shape of [[2, 2], [4], [1, 4]]) {
      try {
        check(shape, Float32Array.from(values), [1]);
        check(shape, Float32Array.from([...values, ...values]), [1, 1]);
      } catch (cause) {
        throw new Error(`${name} as [${shape}]`, { cause });
      }
    }
  }
});

Deno.test("createNodeTally() counts any finite floats", () => {
  const samples = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
  fc.assert(fc.property(samples, fc.nat(), (values, cut) => {
    const first = cut % (values.length + 1);
    check([1], Float32Array.from(values), [first, values.length - first]);
  }));
});

Deno.test("createNodeTally() gives the very same sums however samples are grouped", () => {
  const random = createRandom(2);
  const values = Float32Array.from({ length: 40 * 12 }, random.normal);
  const sums = [[40], [1, 39], [13, 13, 14]].map((groups) => {
    const tally = createNodeTally([3, 4], scratch);
    let from = 0;
    for (const group of groups) {
      tally.add(values.subarray(from * 12, (from + group) * 12), group);
      from += group;
    }
    return tally.finish();
  });
  assertEquals(sums[1], sums[0]);
  assertEquals(sums[2], sums[0]);
});

Deno.test("createNodeTally() says which sample holds what is not finite", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const values = new Float32Array(3 * 4);
    values[2 * 4 + 1] = value;
    assertEquals(createNodeTally([2, 2], createScratch()).add(values, 3), 2);
  }
});

Deno.test("createNodeTally() has seen nothing before the first sample", () => {
  const { all, channels, sampleMaxima } = createNodeTally([2, 3], scratch).finish();
  for (const seen of [all, ...channels, sampleMaxima]) {
    assertEquals([seen.count, seen.positive, seen.sum], [0, 0, 0]);
    assertEquals([seen.min, seen.max, seen.counts.length], [Infinity, -Infinity, 0]);
  }
});

Deno.test("createNodeTally() leaves the scratch empty for the next node", () => {
  const own = createScratch();
  createNodeTally([2, 2], own).add(Float32Array.of(1e-40, -3, 0, 1e30), 1);
  assert(own.all.every((n) => n === 0) && own.channel.every((n) => n === 0));
});
