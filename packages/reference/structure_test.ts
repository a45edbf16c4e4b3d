import type { AnnOp, Input } from "@snnkit/ir";
import { allClose } from "@snnkit/testkit";
import { type Shape, sizeOf, type Tensor, tensor } from "@snnkit/tensor";
import { evaluateOp } from "./evaluate_op.ts";

/** A tensor whose values are its own positions. */
function counting(...shape: number[]): Tensor {
  return tensor(shape, Array.from({ length: sizeOf(shape) }, (_, i) => i));
}

const CASES: readonly (readonly [string, Exclude<AnnOp, Input>, Tensor[], Shape, number[]])[] = [
  [
    "joins along an inner axis",
    { kind: "concat", axis: 1 },
    [counting(2, 1), counting(2, 2), counting(2, 1)],
    [2, 4],
    [0, 0, 1, 0, 1, 2, 3, 1],
  ],
  [
    "slices forwards and backwards",
    { kind: "slice", start: [1, 3], step: [1, -2], size: [2, 2] },
    [counting(3, 4)],
    [2, 2],
    [7, 5, 11, 9],
  ],
  ["reshapes", { kind: "reshape", shape: [3, 2] }, [counting(2, 3)], [3, 2], [0, 1, 2, 3, 4, 5]],
  [
    "transposes",
    { kind: "transpose", order: [1, 0] },
    [counting(2, 3)],
    [3, 2],
    [0, 3, 1, 4, 2, 5],
  ],
  [
    "pads all axes",
    { kind: "pad", before: [1, 0], after: [0, 1], mode: "constant", value: 9 },
    [counting(1, 2)],
    [2, 3],
    [9, 9, 9, 0, 1, 9],
  ],
  [
    "mirrors without repeating the edge",
    { kind: "pad", before: [2], after: [2], mode: "reflect", value: 0 },
    [counting(3)],
    [7],
    [2, 1, 0, 1, 2, 1, 0],
  ],
  [
    "resizes by source rows and columns",
    { kind: "resizeNearest", rows: [0, 0, 1], columns: [1, 0] },
    [counting(2, 2, 2)],
    [2, 3, 2],
    [1, 0, 1, 0, 3, 2, 5, 4, 5, 4, 7, 6],
  ],
  [
    "takes the mean of some axes",
    { kind: "reduceMean", axes: [0, 2] },
    [counting(2, 2, 2)],
    [1, 2, 1],
    [2.5, 4.5],
  ],
  ["takes the mean of no axis", { kind: "reduceMean", axes: [] }, [counting(2)], [2], [0, 1]],
  [
    "multiplies matrices, leading axes broadcast",
    { kind: "matMul" },
    [counting(2, 1, 1, 2), counting(2, 2, 1)],
    [2, 2, 1, 1],
    [1, 3, 3, 13],
  ],
  [
    "connects every row of a matrix",
    { kind: "dense", weight: tensor([1, 2], [1, 10]), bias: tensor([1], [0.5]) },
    [counting(2, 2)],
    [2, 1],
    [10.5, 32.5],
  ],
];

for (const [name, op, inputs, shape, expected] of CASES) {
  Deno.test(`evaluateOp() ${name}`, () => {
    allClose(evaluateOp(op, inputs), tensor(shape, expected));
  });
}
