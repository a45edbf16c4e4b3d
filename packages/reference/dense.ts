import { type Dense, inferShape } from "@snnkit/ir";
import { broadcastIndex, sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/**
 * Fully connected over the last axis: `y[…, o] = b[o] + Σ_i W[o, i] · x[…, i]`. Sums in float64,
 * stores float32.
 *
 * @param op Weight `[Out, In]` and bias `[Out]`.
 * @param input `[…, In]`.
 * @returns `[…, Out]`.
 *
 * @example
 * ```ts
 * import { connect } from "@snnkit/reference/dense";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const sumAndDifference = dense(tensor([2, 2], [1, 1, 1, -1]));
 * assertEquals([...connect(sumAndDifference, tensor([2], [5, 3])).data], [8, 2]);
 * ```
 */
export function connect(op: Dense, input: Tensor): Tensor {
  const [outputs, width] = op.weight.shape;
  const shape = inferShape(op, [input.shape]);
  const result = new Float32Array(sizeOf(shape));
  for (let at = 0; at < result.length; at++) {
    const o = at % outputs;
    const row = Math.floor(at / outputs);
    let sum = op.bias.data[o];
    for (let i = 0; i < width; i++) {
      sum += op.weight.data[o * width + i] * input.data[row * width + i];
    }
    result[at] = sum;
  }
  return tensor(shape, result);
}

/**
 * Matrix product, leading axes broadcast: `y[…, m, n] = Σ_k a[…, m, k] · b[…, k, n]`. Sums in
 * float64, stores float32.
 *
 * @param a `[…, M, K]`.
 * @param b `[…, K, N]`.
 * @returns `[…, M, N]`.
 */
export function multiplyMatrices(a: Tensor, b: Tensor): Tensor {
  const shape = inferShape({ kind: "matMul" }, [a.shape, b.shape]);
  const leading = shape.slice(0, -2);
  const [rows, columns] = shape.slice(-2);
  const depth = a.shape[a.shape.length - 1];
  // Which matrix of each operand every matrix of the result is made of.
  const fromA = broadcastIndex(a.shape.slice(0, -2), leading);
  const fromB = broadcastIndex(b.shape.slice(0, -2), leading);
  const result = new Float32Array(sizeOf(shape));
  for (let matrix = 0; matrix < fromA.length; matrix++) {
    for (let m = 0; m < rows; m++) {
      for (let n = 0; n < columns; n++) {
        let sum = 0;
        for (let k = 0; k < depth; k++) {
          sum += a.data[(fromA[matrix] * rows + m) * depth + k] *
            b.data[(fromB[matrix] * depth + k) * columns + n];
        }
        result[(matrix * rows + m) * columns + n] = sum;
      }
    }
  }
  return tensor(shape, result);
}
