import { assertThrows } from "@std/assert";
import { tensor } from "@snnkit/tensor";
import { allClose } from "./all_close.ts";

Deno.test("allClose() accepts what lies within the tolerance and no more", () => {
  allClose([1, 100], [1.5, 110], { absolute: 0.5, relative: 0.1 });
  allClose([], []);
  assertThrows(() => allClose([1], [1 + 1e-9]), Error, "1 of 1 elements");
  assertThrows(() => allClose([1], [1.6], { absolute: 0.5 }), Error, "received 1 for 1.6");
});

Deno.test("allClose() takes NaN, infinities and −0 for what they are", () => {
  allClose([NaN, Infinity, -Infinity, -0], [NaN, Infinity, -Infinity, 0]);
  const rows: readonly (readonly [number, number])[] = [[NaN, 0], [0, NaN], [Infinity, -Infinity], [
    Infinity,
    1,
  ]];
  for (const [actual, expected] of rows) {
    const check = () => allClose([actual], [expected], { absolute: 1e9, relative: 0.5 });
    assertThrows(check, Error, `worst at 0, received ${actual} for ${expected}`);
  }
});

Deno.test("allClose() names the worst element and how many differ", () => {
  assertThrows(
    () => allClose([0, 5, 2, 9], [0, 1, 3, 9]),
    Error,
    "Cannot accept 2 of 4 elements as they differ by more than 0 + 0 · |expected|: worst at 1, " +
      "received 5 for 1",
  );
});

Deno.test("allClose() refuses other lengths and shapes", () => {
  assertThrows(() => allClose([1], [1, 1]), Error, "received 1 for 2");
  const flat = tensor([4], [1, 2, 3, 4]);
  assertThrows(() => allClose(flat, tensor([2, 2], flat.data)), Error, "received [4] for [2, 2]");
});
