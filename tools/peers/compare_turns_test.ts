import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compareTurns, median } from "./compare_turns.ts";

const turns = (images: number, ...seconds: number[]) =>
  seconds.map((seconds) => ({ seconds, correct: 0.9 * images, images }));

Deno.test("median() is the middle, or the mean of both", () => {
  assertEquals([median([3]), median([5, 1, 2]), median([4, 1, 3, 2])], [3, 2, 2.5]);
});

Deno.test("compareTurns() takes ratios round by round", () => {
  // In the second round the machine was twice as slow, in the third only for the other side.
  const [ours, theirs] = compareTurns([
    { name: "ours", turns: turns(10, 1, 2, 1) },
    { name: "theirs", turns: turns(20, 6, 12, 18) },
  ]);
  assertEquals([ours.imagesPerSecond, ours.ratio, ours.accuracy], [10, 1, 0.9]);
  assertAlmostEquals(theirs.imagesPerSecond, 10 / 6);
  assertAlmostEquals(theirs.ratio, 3);
  assertEquals(theirs.range, [10 / 9, 10 / 3]);
});
