import { assert, assertEquals } from "@std/assert";
import { threefry, type Words, wordsOf } from "./mod.ts";

function wordsAt(key: Words, counter: Words): number[] {
  const words = new Uint32Array(4);
  threefry(key)(counter, words);
  return [...words];
}

// kat_vectors of the authors' library Random123, "threefry4x32 20".
const ones = 0xffffffff;
const vectors: readonly (readonly [counter: Words, key: Words, words: Words])[] = [
  [[0, 0, 0, 0], [0, 0, 0, 0], [0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8]],
  [
    [ones, ones, ones, ones],
    [ones, ones, ones, ones],
    [0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
    [0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84],
  ],
];

Deno.test("threefry() gives the words of its authors' test vectors", () => {
  for (const [counter, key, words] of vectors) assertEquals(wordsAt(key, counter), [...words]);
});

/** The first word of so many counters, as numbers in `[0, 1)`. */
function uniforms(count: number, at: (i: number) => Words, key: Words = [7, 0, 3, 0]): number[] {
  const random = threefry(key);
  const words = new Uint32Array(4);
  return Array.from({ length: count }, (_, i) => {
    random(at(i), words);
    return words[0] / 2 ** 32;
  });
}

/** Counters that differ in one word. */
const along: readonly ((i: number) => Words)[] = [
  (i) => [i, 0, 0, 0],
  (i) => [0, i, 0, 0],
  (i) => [5, 9, i, 0],
  (i) => [5, 9, 1, i],
];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

Deno.test("threefry() is uniform: mean, variance and ten bins, along every word of a counter", () => {
  const n = 20_000;
  for (const at of along) {
    const u = uniforms(n, at);
    // Five standard deviations of each estimate: of the mean 1 / √(12 n), of the variance
    // √(1/80 − 1/144) / √n.
    assert(Math.abs(mean(u) - 1 / 2) < 5 / Math.sqrt(12 * n));
    const variance = mean(u.map((x) => (x - 1 / 2) ** 2));
    assert(Math.abs(variance - 1 / 12) < 5 * Math.sqrt(1 / 180) / Math.sqrt(n));
    const bins = new Array<number>(10).fill(0);
    for (const x of u) bins[Math.floor(10 * x)]++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0);
    assert(chiSquare < 33.7, `χ² of nine degrees of freedom is ${chiSquare}`); // p = 10⁻⁴
  }
});

Deno.test("threefry() has no correlation between neighbouring counters and keys", () => {
  const n = 20_000;
  const correlation = (a: readonly number[], b: readonly number[]): number =>
    12 * mean(a.map((x, i) => (x - 1 / 2) * (b[i] - 1 / 2)));
  const bound = 5 / Math.sqrt(n);
  for (const at of along) {
    const u = uniforms(n, at);
    for (const lag of [1, 2, 28, 784]) {
      assert(Math.abs(correlation(u.slice(lag), u.slice(0, -lag))) < 2 * bound);
    }
    for (const key of [[8, 0, 3, 0], [7, 1, 3, 0], [7, 0, 4, 0], [7, 0, 3, 1]] as const) {
      assert(Math.abs(correlation(u, uniforms(n, at, key))) < bound);
    }
  }
});

Deno.test("threefry() repeats no word of neighbouring sequences more often than chance", () => {
  // 3 · 4096 words of 32 bits share 0.018 pairs by chance; sequences that overlap would share many.
  const all = [0, 1, 2].flatMap((seed) => uniforms(4096, (i) => [i, 0, 0, 0], [seed, 0, 0, 0]));
  assert(all.length - new Set(all).size <= 2);
});

Deno.test("wordsOf() tells apart all whole numbers up to 2⁵³", () => {
  const rows: readonly (readonly [number, readonly [number, number]])[] = [
    [0, [0, 0]],
    [1, [1, 0]],
    [2 ** 32 - 1, [ones, 0]],
    [2 ** 32, [0, 1]],
    [2 ** 53 - 1, [ones, 2 ** 21 - 1]],
  ];
  for (const [number, words] of rows) assertEquals(wordsOf(number), words);
});
