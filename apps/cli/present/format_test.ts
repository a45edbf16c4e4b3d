import { assertEquals } from "@std/assert";
import { formatCount, formatPercent, formatSeconds, formatTable } from "./format.ts";

Deno.test("formatSeconds() gets coarser with time", () => {
  const rows: readonly (readonly [number, string])[] = [
    [0, "0.0 s"],
    [0.04, "0.0 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [89.4, "89 s"],
    [89.6, "1 min 30 s"],
    [119.7, "2 min 0 s"],
    [200, "3 min 20 s"],
  ];
  for (const [seconds, text] of rows) assertEquals(formatSeconds(seconds), text);
});

Deno.test("formatCount() keeps three digits", () => {
  const rows: readonly (readonly [number, string])[] = [
    [0, "0"],
    [7, "7"],
    [0.12345, "0.123"],
    [999, "999"],
    [1000, "1.00 k"],
    [12_345, "12.3 k"],
    [999_400, "999 k"],
    [999_900, "1000 k"],
    [4_060_000, "4.06 M"],
    [1.2e9, "1.20 G"],
    [-1500, "-1.50 k"],
  ];
  for (const [value, text] of rows) assertEquals(formatCount(value), text);
});

Deno.test("formatPercent() keeps two decimals", () => {
  assertEquals([0, 0.992, 1].map(formatPercent), ["0.00 %", "99.20 %", "100.00 %"]);
});

Deno.test("formatTable() aligns columns and leaves no blanks at ends of lines", () => {
  assertEquals(
    formatTable(["a", "long"], [["wide", "x"], ["y", ""]]),
    [
      "a     long",
      "────  ────",
      "wide  x",
      "y",
    ].join("\n"),
  );
  assertEquals(formatTable(["a"], []), "a\n─");
});
