import { assertEquals } from "@std/assert";
import { median, table } from "./measure.ts";

Deno.test("median() takes the middle, or the mean of the two middles", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 3]), 2.5);
  assertEquals(median([7]), 7);
});

Deno.test("table() aligns names left and numbers right", () => {
  assertEquals(table(["", "n"], [["a", "10"], ["bb", "2"]]), "     n\na   10\nbb   2");
});
