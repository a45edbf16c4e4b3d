import type { Affine, BatchNorm, Clip, FakeQuantise, LeakyRelu } from "@snnkit/ir";
import {
  broadcastIndex,
  broadcastShapes,
  roundHalfEven,
  type Tensor,
  tensor,
} from "@snnkit/tensor";

/** `y = max(0, x)`; NaN stays NaN. */
export function relu(input: Tensor): Tensor {
  return map(input, (x) => Math.max(0, x));
}

/** `y = x` where `x ≥ 0`, else `slope · x`. */
export function leakyRelu(op: LeakyRelu, input: Tensor): Tensor {
  return map(input, (x) => x >= 0 ? x : op.slope * x);
}

/** `y = min(max(x, min), max)`; where the bounds cross, the upper one wins, as in ONNX. */
export function clip(op: Clip, input: Tensor): Tensor {
  return map(input, (x) => Math.min(Math.max(x, op.min), op.max));
}

/**
 * `y = s · (min(max(round(x / s) + z, min), max) − z)`, ties to the even number; quotient and product
 * are rounded to float32.
 *
 * @param op Scale and zero point `[1]` or `[C]`, and bounds.
 * @param input `[C, …]`.
 */
export function fakeQuantise(op: FakeQuantise, input: Tensor): Tensor {
  const { scale, zeroPoint, min, max } = op;
  const perChannel = input.data.length / (scale.data.length === 1 ? 1 : input.shape[0]);
  return map(input, (x, at) => {
    const c = Math.floor(at / perChannel);
    const [s, z] = [scale.data[c], zeroPoint.data[c]];
    const level = roundHalfEven(Math.fround(x / s)) + z;
    return s * (Math.min(Math.max(level, min), max) - z);
  });
}

/** `y = 1 / (1 + e^{−x})`. */
export function sigmoid(input: Tensor): Tensor {
  return map(input, (x) => 1 / (1 + Math.exp(-x)));
}

/** `y = tanh x`. */
export function tanh(input: Tensor): Tensor {
  return map(input, Math.tanh);
}

/**
 * `y = γ (x − μ) / √(σ² + ε) + β` per channel.
 *
 * @param op Four parameters `[C]` and ε.
 * @param input `[C, …]`.
 */
export function batchNorm(op: BatchNorm, input: Tensor): Tensor {
  const perChannel = input.data.length / input.shape[0];
  const { gamma, beta, mean, variance, epsilon } = op;
  return map(input, (x, at) => {
    const c = Math.floor(at / perChannel);
    const normalised = (x - mean.data[c]) / Math.sqrt(variance.data[c] + epsilon);
    return gamma.data[c] * normalised + beta.data[c];
  });
}

/** `y = scale · x + shift`, both broadcast to the shape of `x`. */
export function affine(op: Affine, input: Tensor): Tensor {
  const scale = broadcastIndex(op.scale.shape, input.shape);
  const shift = broadcastIndex(op.shift.shape, input.shape);
  return map(input, (x, at) => op.scale.data[scale[at]] * x + op.shift.data[shift[at]]);
}

/** `y = a + b`, broadcast. */
export function add(a: Tensor, b: Tensor): Tensor {
  return combine(a, b, (x, y) => x + y);
}

/** `y = a − b`, broadcast. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return combine(a, b, (x, y) => x - y);
}

/** `y = a · b` element by element, broadcast. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return combine(a, b, (x, y) => x * y);
}

/** `y = a / b` element by element, broadcast. */
export function divide(a: Tensor, b: Tensor): Tensor {
  return combine(a, b, (x, y) => x / y);
}

function map(input: Tensor, f: (x: number, at: number) => number): Tensor {
  return tensor(input.shape, Float32Array.from(input.data, f));
}

function combine(a: Tensor, b: Tensor, f: (x: number, y: number) => number): Tensor {
  const shape = broadcastShapes(a.shape, b.shape);
  const fromA = broadcastIndex(a.shape, shape);
  const fromB = broadcastIndex(b.shape, shape);
  return tensor(
    shape,
    Float32Array.from(fromA, (_, at) => f(a.data[fromA[at]], b.data[fromB[at]])),
  );
}
