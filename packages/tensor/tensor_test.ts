import { assertEquals, assertThrows } from "@std/assert";
import {
  broadcastIndex,
  broadcastShapes,
  createRandom,
  reshape,
  sizeOf,
  tensor,
  transpose,
  transposeIndex,
} from "./mod.ts";

Deno.test("tensor() refuses a wrong number of values and axes that are not counts", () => {
  assertThrows(() => tensor([2, 2], [1, 2, 3]), TypeError, "needs 4 values: received 3");
  assertThrows(() => tensor([-1], []), RangeError, "whole numbers");
  assertThrows(() => tensor([1.5], [1]), RangeError, "whole numbers");
});

Deno.test("tensor() holds empty and scalar shapes", () => {
  assertEquals(tensor([0, 3], []).data.length, 0);
  assertEquals(tensor([], [7]).data[0], 7);
});

Deno.test("reshape() shares the data", () => {
  const source = tensor([2, 2], new Float32Array(4));
  assertEquals(reshape(source, [4]).data, source.data);
});

Deno.test("transpose() moves every element of a 4-D tensor to its place", () => {
  const shape = [2, 3, 4, 5];
  const source = tensor(shape, Array.from({ length: sizeOf(shape) }, (_, i) => i));
  const moved = transpose(source, [3, 1, 0, 2]);
  assertEquals(moved.shape, [5, 3, 2, 4]);
  for (let a = 0; a < 2; a++) {
    for (let b = 0; b < 3; b++) {
      for (let c = 0; c < 4; c++) {
        for (let d = 0; d < 5; d++) {
          const from = ((a * 3 + b) * 4 + c) * 5 + d;
          const to = ((d * 3 + b) * 2 + a) * 4 + c;
          assertEquals(moved.data[to], from);
        }
      }
    }
  }
});

Deno.test("transposeIndex() refuses what is not a permutation", () => {
  assertThrows(() => transposeIndex([2, 3], [0, 0]), RangeError, "permutation");
  assertThrows(() => transposeIndex([2, 3], [0]), RangeError, "permutation");
});

Deno.test("broadcastShapes() follows NumPy and names both shapes when it cannot", () => {
  assertEquals(broadcastShapes([], [2, 3]), [2, 3]);
  assertEquals(broadcastShapes([1], [0]), [0]);
  assertThrows(() => broadcastShapes([2], [3]), TypeError, "[2] and [3]");
});

Deno.test("broadcastIndex() stretches leading, inner and trailing axes", () => {
  assertEquals([...broadcastIndex([3], [2, 3])], [0, 1, 2, 0, 1, 2]);
  assertEquals([...broadcastIndex([], [2])], [0, 0]);
  assertEquals([...broadcastIndex([2, 1, 2], [2, 2, 2])], [0, 1, 0, 1, 2, 3, 2, 3]);
});

Deno.test("createRandom() gives the first six outputs of the authors' demo", () => {
  // pcg32-demo of the PCG C library, seed 42, stream 54.
  const random = createRandom(42, 54);
  const expected = [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e];
  assertEquals(expected.map(() => random.bits()), expected);
});

Deno.test("createRandom() gives uniform and normal numbers with the right moments", () => {
  const random = createRandom(1);
  const n = 20000;
  let [sum, squares, uniforms] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    sum += x;
    squares += x * x;
    uniforms += random.uniform();
  }
  assertEquals(Math.abs(sum / n) < 0.03, true);
  assertEquals(Math.abs(squares / n - 1) < 0.05, true);
  assertEquals(Math.abs(uniforms / n - 0.5) < 0.01, true);
});
