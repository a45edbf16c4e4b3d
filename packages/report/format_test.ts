import { assertEquals } from "@std/assert";
import { amount, percent, plural, short, three } from "./_format.ts";
import { shortNames } from "./_short_names.ts";
import { thinned } from "./_thinned.ts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

Deno.test("numbers are written for people", () => {
  const rows: readonly (readonly [string, string])[] = [
    [percent(0.9155), "91.5 %"],
    [percent(1), "100 %"],
    [percent(0.29), "29 %"],
    [amount(40_600_000), "40.6 million"],
    [amount(12_345), "12,345"],
    [amount(999_600), "1 million"],
    [amount(5.918), "5.92"],
    [short(999), "999"],
    [short(999_900), "1 M"],
    [short(40_600_000), "40.6 M"],
    [short(0), "0"],
    [three(0.000012345), "1.23e-5"],
    [three(123.4), "123"],
    [plural(1, "sample"), "1 sample"],
    [plural(10_000, "sample"), "10,000 samples"],
  ];
  for (const [got, expected] of rows) assertEquals(plain(got), expected);
});

Deno.test("shortNames() cuts at a slash, keeps ends, and never makes two names one", () => {
  assertEquals(shortNames(["relu"], 8), ["relu"]);
  assertEquals(shortNames(["/layer1/layer1.0/relu/Relu"], 20), ["…/layer1.0/relu/Relu"]);
  assertEquals(shortNames(["abcdefghijkl"], 6), ["…hijkl"]);
  assertEquals(shortNames(["a/long/end", "b/long/end"], 6), ["a/long/end", "b/long/end"]);
});

Deno.test("thinned() keeps the ends, the order, and the start more closely", () => {
  const items = Array.from({ length: 1000 }, (_, i) => i + 1);
  const some = thinned(items, 20);
  assertEquals([some[0], some[some.length - 1]], [1, 1000]);
  assertEquals(some, [...new Set(some)].sort((a, b) => a - b));
  assertEquals(some.length <= 21 && some.filter((item) => item < 32).length > 6, true);
  assertEquals(thinned([1, 2], 20), [1, 2]);
});
