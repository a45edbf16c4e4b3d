import { inferShape, type RateOp } from "@snnkit/ir";
import { filled, type Shape, sizeOf, tensor } from "@snnkit/tensor";
import { assertEquals } from "@std/assert";
import { evaluate } from "./_evaluate.ts";

const window = {
  kernel: [1, 2],
  stride: [1, 2],
  padding: [0, 1, 0, 0],
  dilation: [1, 1],
  ceilMode: true,
} as const;
const convolution = {
  bias: tensor([1], [10]),
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  groups: 1,
} as const;

/** What an operation makes of one input `0, 1, 2, …` plus one. */
function check(op: RateOp, shape: Shape, expected: readonly number[]): void {
  const input = Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1);
  assertEquals([...evaluate(op, [input], [shape], inferShape(op, [shape]))!], [...expected]);
}

Deno.test("evaluate() slides a kernel with padding, stride and dilation", () => {
  const weight = tensor([1, 1, 1, 2], [1, 100]);
  check({ ...convolution, kind: "conv2d", weight }, [1, 1, 3], [211, 312]);
  check(
    {
      ...convolution,
      kind: "conv2d",
      weight,
      padding: [0, 1, 0, 0],
      stride: [1, 2],
      dilation: [1, 2],
    },
    [1, 1, 4],
    [210, 412],
  );
});

Deno.test("evaluate() keeps the groups of a convolution apart", () => {
  const weight = tensor([2, 1, 1, 1], [1, 100]);
  const bias = filled([2], 0);
  check({ ...convolution, kind: "conv2d", weight, bias, groups: 2 }, [2, 1, 1], [1, 200]);
});

Deno.test("evaluate() adds the kernel of a transposed convolution for every pixel", () => {
  const weight = tensor([1, 1, 1, 3], [1, 10, 100]);
  const op = { ...convolution, kind: "convTranspose2d", weight, outputPadding: [0, 1] } as const;
  check({ ...op, stride: [1, 2] }, [1, 1, 2], [11, 20, 112, 30, 210, 10]);
});

Deno.test("evaluate() averages with and without padded cells", () => {
  // Windows: [pad, 1], [2, 3] and, rounded up, [4, beyond].
  check({ ...window, kind: "avgPool2d", countPadding: false }, [1, 1, 4], [1, 2.5, 4]);
  check({ ...window, kind: "avgPool2d", countPadding: true }, [1, 1, 4], [0.5, 2.5, 4]);
});

Deno.test("evaluate() pads by a constant, the mirror or the edge", () => {
  const pad = { kind: "pad", before: [2], after: [1], value: 7 } as const;
  check({ ...pad, mode: "constant" }, [3], [7, 7, 1, 2, 3, 7]);
  check({ ...pad, mode: "reflect" }, [3], [3, 2, 1, 2, 3, 2]);
  check({ ...pad, mode: "edge" }, [3], [1, 1, 1, 2, 3, 3]);
});

Deno.test("evaluate() rearranges elements", () => {
  check({ kind: "slice", start: [1, 2], step: [1, -2], size: [1, 2] }, [2, 3], [6, 4]);
  check({ kind: "transpose", order: [1, 0] }, [2, 3], [1, 4, 2, 5, 3, 6]);
  check({ kind: "resizeNearest", rows: [0], columns: [0, 0, 1] }, [1, 1, 2], [1, 1, 2]);
  check({ kind: "reshape", shape: [4] }, [2, 2], [1, 2, 3, 4]);
});

Deno.test("evaluate() multiplies over the last axis", () => {
  const op = {
    kind: "dense",
    weight: tensor([2, 2], [1, 10, 100, 1000]),
    bias: tensor([2], [0.5, 0]),
  };
  check({ ...op, kind: "dense" }, [2, 2], [21.5, 2100, 43.5, 4300]);
});

Deno.test("evaluate() broadcasts factors and sums", () => {
  const affine = { kind: "affine", scale: tensor([2, 1], [1, 2]), shift: tensor([2], [0.5, 0]) };
  check({ ...affine, kind: "affine" }, [2, 2], [1.5, 2, 6.5, 8]);
  const row = Float64Array.of(1, 2);
  const column = Float64Array.of(10, 20);
  const sum = evaluate({ kind: "add" }, [row, column], [[2], [2, 1]], [2, 2]);
  assertEquals([...sum!], [11, 12, 21, 22]);
});

Deno.test("evaluate() joins, silence included, and knows when all is silent", () => {
  const concat = { kind: "concat", axis: 1 } as const;
  const joined = evaluate(concat, [Float64Array.of(1, 2), undefined], [[2, 1], [2, 1]], [2, 2]);
  assertEquals([...joined!], [1, 0, 2, 0]);
  assertEquals(evaluate(concat, [undefined], [[2, 1]], [2, 1]), undefined);
  const pad = { kind: "pad", before: [1], after: [0], mode: "constant", value: 3 } as const;
  assertEquals([...evaluate(pad, [undefined], [[1]], [2])!], [3, 0]);
});
