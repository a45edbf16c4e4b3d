import { assertEquals, assertThrows } from "@std/assert";
import { filled, type Shape } from "@snnkit/tensor";
import type { AnnOp, RateOp } from "./mod.ts";
import { inferShape } from "./infer_shape.ts";

type Op = AnnOp | RateOp;

const conv = (weight: Shape, more: object = {}): Op => ({
  kind: "conv2d",
  weight: filled(weight, 0),
  bias: filled([weight[0]], 0),
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  groups: 1,
  ...more,
} as Op);
const transposed = (weight: Shape, more: object = {}): Op => ({
  kind: "convTranspose2d",
  weight: filled(weight, 0),
  bias: filled([weight[1]], 0),
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  outputPadding: [0, 0],
  dilation: [1, 1],
  groups: 1,
  ...more,
} as Op);
const pool = (
  kernel: readonly [number, number],
  stride: readonly [number, number],
  more: object = {},
): Op => ({
  kind: "maxPool2d",
  kernel,
  stride,
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  ceilMode: false,
  ...more,
} as Op);
const dense = (outputs: number, inputs: number): Op => ({
  kind: "dense",
  weight: filled([outputs, inputs], 0),
  bias: filled([outputs], 0),
});
const slice = (start: Shape, step: Shape, size: Shape): Op => ({
  kind: "slice",
  start,
  step,
  size,
});
const pad = (before: Shape, after: Shape, mode: "constant" | "reflect" | "edge"): Op => ({
  kind: "pad",
  before,
  after,
  mode,
  value: 0,
});
const encode = (unit: Shape): Op => ({ kind: "encode", coding: "poisson", unit: filled(unit, 1) });
const population = (threshold: Shape): Op => ({
  kind: "if",
  threshold: filled(threshold, 1),
  initial: filled([1], 0),
  reset: "subtract",
  unit: filled([1], 1),
});

/** Sizes of pools and convolutions as PyTorch 2.13 gives them. */
const FITS: readonly (readonly [string, Op, readonly Shape[], Shape])[] = [
  ["conv, same padding", conv([8, 3, 3, 3], { padding: [1, 1, 1, 1] }), [[3, 5, 7]], [8, 5, 7]],
  ["conv, strided", conv([8, 3, 3, 3], { stride: [2, 3] }), [[3, 6, 9]], [8, 2, 3]],
  ["conv, dilated", conv([8, 3, 3, 3], { dilation: [2, 1] }), [[3, 7, 7]], [8, 3, 5]],
  ["conv, lopsided", conv([8, 3, 2, 2], { padding: [0, 1, 1, 0] }), [[3, 4, 4]], [8, 4, 4]],
  ["conv, depthwise", conv([4, 1, 3, 3], { groups: 4 }), [[4, 3, 3]], [4, 1, 1]],
  ["transposed conv", transposed([2, 3, 3, 3], { stride: [2, 2] }), [[2, 4, 5]], [3, 9, 11]],
  [
    "transposed conv, trimmed and padded",
    transposed([2, 3, 3, 3], { stride: [2, 2], padding: [1, 1, 1, 1], outputPadding: [1, 0] }),
    [[2, 4, 4]],
    [3, 8, 7],
  ],
  ["pool", pool([2, 2], [2, 2]), [[5, 7, 7]], [5, 3, 3]],
  ["pool, ceil", pool([2, 2], [2, 2], { ceilMode: true }), [[5, 7, 7]], [5, 4, 4]],
  [
    "pool, ceil, last window would begin in the trailing padding",
    pool([2, 2], [3, 3], { ceilMode: true, padding: [1, 1, 1, 1] }),
    [[1, 5, 5]],
    [1, 2, 2],
  ],
  ["pool of 1 × 1, N = 1", pool([1, 1], [1, 1]), [[1, 1, 1]], [1, 1, 1]],
  ["dense", dense(10, 64), [[64]], [10]],
  ["dense on the last axis", dense(10, 64), [[3, 7, 64]], [3, 7, 10]],
  ["add broadcasts", { kind: "add" }, [[4, 1, 3], [2, 1]], [4, 2, 3]],
  ["concat", { kind: "concat", axis: 0 }, [[2, 3], [5, 3], [1, 3]], [8, 3]],
  ["concat of one", { kind: "concat", axis: 1 }, [[2, 3]], [2, 3]],
  ["reshape", { kind: "reshape", shape: [6] }, [[2, 3]], [6]],
  ["reshape to a scalar", { kind: "reshape", shape: [] }, [[1, 1]], []],
  ["transpose", { kind: "transpose", order: [2, 0, 1] }, [[3, 4, 5]], [5, 3, 4]],
  ["slice backwards", slice([0, 3], [1, -2], [2, 2]), [[2, 4]], [2, 2]],
  ["pad", pad([0, 1, 2], [0, 0, 1], "constant"), [[3, 4, 5]], [3, 5, 8]],
  ["resize", { kind: "resizeNearest", rows: [0, 0, 1], columns: [1] }, [[2, 2, 2]], [2, 3, 1]],
  ["reduceMean keeps its axes", { kind: "reduceMean", axes: [1, 2] }, [[8, 4, 4]], [8, 1, 1]],
  ["matMul", { kind: "matMul" }, [[2, 1, 3, 4], [5, 4, 6]], [2, 5, 3, 6]],
  ["softmax", { kind: "softmax", axis: 0 }, [[10]], [10]],
  ["if, shared threshold", population([1]), [[4, 2, 2]], [4, 2, 2]],
  ["if, threshold per channel", population([4]), [[4, 2, 2]], [4, 2, 2]],
  ["encode", encode([4]), [[4, 2, 2]], [4, 2, 2]],
  ["constant", { kind: "constant", value: filled([2, 3], 0) }, [], [2, 3]],
];

for (const [name, op, inputs, expected] of FITS) {
  Deno.test(`inferShape() knows the shape: ${name}`, () => {
    assertEquals(inferShape(op, inputs), expected);
  });
}

type ErrorClass = typeof TypeError | typeof RangeError;
const REFUSED: readonly (readonly [string, Op, readonly Shape[], ErrorClass, string])[] = [
  ["a missing input", { kind: "add" }, [[1]], TypeError, `"add" as it reads 2 inputs: received 1`],
  ["no input", { kind: "concat", axis: 0 }, [], TypeError, "at least one input"],
  ["an input node", { kind: "input", sourceLayout: "nchw" }, [], TypeError, "its node"],
  ["conv of a vector", conv([8, 3, 3, 3]), [[3]], TypeError, "must be [C, H, W]: received [3]"],
  ["conv, wrong channels", conv([8, 3, 3, 3]), [[4, 5, 5]], TypeError, "3 input channels"],
  ["conv, window too large", conv([8, 3, 3, 3]), [[3, 2, 5]], TypeError, "3 cells along axis 1"],
  ["conv, stride 0", conv([1, 1, 1, 1], { stride: [0, 1] }), [[1, 1, 1]], RangeError, "stride"],
  ["conv, groups", conv([3, 1, 1, 1], { groups: 2 }), [[2, 1, 1]], TypeError, "3 / 2"],
  ["conv, bias", conv([2, 1, 1, 1], { bias: filled([3], 0) }), [[1, 1, 1]], TypeError, "[2]"],
  [
    "negative padding",
    pool([1, 1], [1, 1], { padding: [0, 0, -1, 0] }),
    [[1, 2, 2]],
    RangeError,
    "≥ 0",
  ],
  [
    "a window of padding alone",
    pool([2, 2], [2, 2], { padding: [0, 0, 2, 0] }),
    [[1, 2, 2]],
    TypeError,
    "window 1 of axis 1 at 2",
  ],
  [
    "a cropped-away output",
    transposed([1, 1, 1, 1], { padding: [1, 0, 0, 0] }),
    [[1, 1, 1]],
    TypeError,
    "leave",
  ],
  ["dense, wrong width", dense(2, 4), [[3]], TypeError, "last axis of 4: received [3]"],
  ["broadcasting that fails", { kind: "mul" }, [[2], [3]], TypeError, "[2] and [3]"],
  [
    "an affine that grows its input",
    { kind: "affine", scale: filled([2, 1], 1), shift: filled([1], 0) },
    [[3]],
    TypeError,
    "its scale must broadcast to its input [3]: received [2, 1]",
  ],
  [
    "concat, other axes",
    { kind: "concat", axis: 0 },
    [[2, 3], [2, 4]],
    TypeError,
    "every axis but 0",
  ],
  ["concat, no such axis", { kind: "concat", axis: 2 }, [[2, 3]], RangeError, "axis"],
  ["reshape, other size", { kind: "reshape", shape: [5] }, [[2, 3]], TypeError, "6 values"],
  ["transpose, order", { kind: "transpose", order: [0, 0] }, [[2, 3]], RangeError, "permutation"],
  ["slice outside", slice([1], [2], [2]), [[3, 1]], RangeError, "inside [3, 1]"],
  ["slice beyond the end", slice([1], [2], [2]), [[3]], RangeError, "inside [3]"],
  ["slice without step", slice([1], [0], [1]), [[3]], RangeError, "inside [3]"],
  ["reflect too far", pad([2], [0], "reflect"), [[2]], RangeError, "fewer"],
  [
    "resize outside",
    { kind: "resizeNearest", rows: [2], columns: [0] },
    [[1, 2, 2]],
    RangeError,
    "lie in",
  ],
  ["reduceMean, order", { kind: "reduceMean", axes: [1, 0] }, [[2, 2]], RangeError, "ascend"],
  ["matMul", { kind: "matMul" }, [[2, 3], [2, 3]], TypeError, "[2, 3] and [2, 3]"],
  ["encode, unit", encode([3]), [[4, 2, 2]], TypeError, "its unit must be [1]"],
  ["if, threshold", population([3]), [[4, 2, 2]], TypeError, "its threshold must be [1]"],
];

for (const [name, op, inputs, errorClass, message] of REFUSED) {
  Deno.test(`inferShape() refuses ${name}`, () => {
    assertThrows(() => inferShape(op, inputs), errorClass, message);
  });
}
