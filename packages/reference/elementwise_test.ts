import { assertEquals } from "@std/assert";
import type { AnnOp, Input } from "@snnkit/ir";
import { allClose } from "@snnkit/testkit";
import { type Tensor, tensor } from "@snnkit/tensor";
import { evaluateOp } from "./evaluate_op.ts";

const vector = (...values: number[]): Tensor => tensor([values.length], values);

function check(op: Exclude<AnnOp, Input>, inputs: readonly Tensor[], expected: Tensor): void {
  allClose(evaluateOp(op, inputs), expected, { absolute: 1e-6, relative: 1e-6 });
}

const UNARY: readonly (readonly [string, Exclude<AnnOp, Input>, number[], number[]])[] = [
  ["relu", { kind: "relu" }, [-2, -0, 0, 3, NaN, -Infinity, Infinity], [
    0,
    0,
    0,
    3,
    NaN,
    0,
    Infinity,
  ]],
  ["leakyRelu", { kind: "leakyRelu", slope: 0.1 }, [-2, 0, 3, NaN], [-0.2, 0, 3, NaN]],
  ["clip, both bounds", { kind: "clip", min: 0, max: 6 }, [-1, 0, 3, 6, 7, NaN], [
    0,
    0,
    3,
    6,
    6,
    NaN,
  ]],
  [
    "clip, open above",
    { kind: "clip", min: 0, max: Infinity },
    [-1, 1e30, Infinity],
    [0, 1e30, Infinity],
  ],
  ["clip, crossed bounds: the upper wins", { kind: "clip", min: 5, max: 1 }, [0, 3, 9], [1, 1, 1]],
  [
    "fakeQuantise, ties to the even number",
    { kind: "fakeQuantise", scale: vector(0.5), zeroPoint: vector(0), min: 0, max: 3 },
    [-1, -0.25, 0.25, 0.75, 0.76, 1.25, 1.5, 9, Infinity, NaN],
    [0, 0, 0, 1, 1, 1, 1.5, 1.5, 1.5, NaN],
  ],
  [
    "fakeQuantise around a zero point, one scale a channel",
    { kind: "fakeQuantise", scale: vector(1, 2), zeroPoint: vector(-1, 1), min: -2, max: 2 },
    [-9, 9],
    [-1, 2],
  ],
  [
    "fakeQuantise without bounds",
    { kind: "fakeQuantise", scale: vector(1), zeroPoint: vector(0), min: -Infinity, max: Infinity },
    [-1.5, -0.5, 0.5, 1.5, 2.5, 1e9],
    [-2, 0, 0, 2, 2, 1e9],
  ],
  ["sigmoid", { kind: "sigmoid" }, [0, 2, -2, 1000, -1000], [0.5, 0.880797, 0.119203, 1, 0]],
  ["tanh", { kind: "tanh" }, [0, 1, -1, 1000, -1000], [0, 0.761594, -0.761594, 1, -1]],
];

for (const [name, op, input, expected] of UNARY) {
  Deno.test(`evaluateOp() computes ${name}`, () => {
    check(op, [vector(...input)], vector(...expected));
  });
}

Deno.test("evaluateOp() broadcasts the operands of arithmetic", () => {
  const row = tensor([1, 3], [1, 2, 4]);
  const column = tensor([2, 1], [8, 16]);
  check({ kind: "add" }, [row, column], tensor([2, 3], [9, 10, 12, 17, 18, 20]));
  check({ kind: "sub" }, [row, column], tensor([2, 3], [-7, -6, -4, -15, -14, -12]));
  check({ kind: "mul" }, [row, column], tensor([2, 3], [8, 16, 32, 16, 32, 64]));
  check({ kind: "div" }, [column, row], tensor([2, 3], [8, 4, 2, 16, 8, 4]));
});

Deno.test("evaluateOp() normalises each channel on its own", () => {
  const norm: AnnOp = {
    kind: "batchNorm",
    gamma: vector(2, 1),
    beta: vector(0, 5),
    mean: vector(1, 0),
    variance: vector(3, 0.25),
    epsilon: 1,
  };
  const expected = tensor([2, 2], [0, 2, 5 + 2 / Math.sqrt(1.25), 5]);
  check(norm, [tensor([2, 2], [1, 3, 2, 0])], expected);
});

Deno.test("evaluateOp() scales and shifts by broadcast factors", () => {
  const op: AnnOp = { kind: "affine", scale: tensor([2, 1], [1, 10]), shift: vector(0.5) };
  check(op, [tensor([2, 2], [1, 2, 3, 4])], tensor([2, 2], [1.5, 2.5, 30.5, 40.5]));
});

Deno.test("evaluateOp() keeps the shape of an empty operand list: a constant", () => {
  assertEquals(evaluateOp({ kind: "constant", value: vector(1, 2) }, []), vector(1, 2));
});
