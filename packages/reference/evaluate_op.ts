import type { AnnOp, Input } from "@snnkit/ir";
import { reshape, type Tensor, transpose } from "@snnkit/tensor";
import { convolve, convolveTransposed } from "./convolution.ts";
import { connect, multiplyMatrices } from "./dense.ts";
import {
  add,
  affine,
  batchNorm,
  clip,
  divide,
  fakeQuantise,
  leakyRelu,
  multiply,
  relu,
  sigmoid,
  subtract,
  tanh,
} from "./elementwise.ts";
import { avgPool, maxPool } from "./pooling.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { concat, pad, reduceMean, resizeNearest, slice } from "./structure.ts";

/**
 * What one operation computes, by its definition. Sums in float64, stores float32.
 *
 * @param op Any operation but an input, whose value only the caller knows.
 * @param inputs The tensors it reads, in order; their shapes must fit.
 * @returns A new tensor, or one that shares an input's values.
 * @throws {TypeError} Where the inputs' shapes do not fit the operation.
 *
 * @example
 * ```ts
 * import { evaluateOp } from "@snnkit/reference";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const result = evaluateOp({ kind: "clip", min: 0, max: 6 }, [tensor([3], [-1, 5, 7])]);
 * assertEquals([...result.data], [0, 5, 6]);
 * ```
 */
export function evaluateOp(op: Exclude<AnnOp, Input>, inputs: readonly Tensor[]): Tensor {
  const [first, second] = inputs;
  switch (op.kind) {
    case "constant":
      return op.value;
    case "conv2d":
      return convolve(op, first);
    case "convTranspose2d":
      return convolveTransposed(op, first);
    case "dense":
      return connect(op, first);
    case "matMul":
      return multiplyMatrices(first, second);
    case "avgPool2d":
      return avgPool(op, first);
    case "maxPool2d":
      return maxPool(op, first);
    case "reduceMean":
      return reduceMean(op, first);
    case "affine":
      return affine(op, first);
    case "batchNorm":
      return batchNorm(op, first);
    case "add":
      return add(first, second);
    case "sub":
      return subtract(first, second);
    case "mul":
      return multiply(first, second);
    case "div":
      return divide(first, second);
    case "relu":
      return relu(first);
    case "leakyRelu":
      return leakyRelu(op, first);
    case "clip":
      return clip(op, first);
    case "fakeQuantise":
      return fakeQuantise(op, first);
    case "sigmoid":
      return sigmoid(first);
    case "tanh":
      return tanh(first);
    case "softmax":
      return softmax(first, op.axis);
    case "logSoftmax":
      return logSoftmax(first, op.axis);
    case "concat":
      return concat(op, inputs);
    case "reshape":
      return reshape(first, op.shape);
    case "transpose":
      return transpose(first, op.order);
    case "slice":
      return slice(op, first);
    case "pad":
      return pad(op, first);
    case "resizeNearest":
      return resizeNearest(op, first);
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}
