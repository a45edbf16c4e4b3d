import type { Tensor } from "@snnkit/tensor";
import type { LinearOp, PoolWindow } from "./linear_op.ts";
import type { Graph, Node } from "./graph.ts";

/** A sample enters here. */
export interface Input {
  /** Discriminates the union. */
  readonly kind: "input";
  /**
   * How the file that the graph came from lays the sample out. The node's shape is channels first
   * in both cases; `"nhwc"` remembers that the file wants `[H, W, C]`, for export.
   */
  readonly sourceLayout: "nchw" | "nhwc";
}

/** A value known at import. No inputs. */
export interface Constant {
  /** Discriminates the union. */
  readonly kind: "constant";
  /** Has the node's shape. */
  readonly value: Tensor;
}

/** `y = γ (x − μ) / √(σ² + ε) + β` per channel (axis 0 of the sample). */
export interface BatchNorm {
  /** Discriminates the union. */
  readonly kind: "batchNorm";
  /** γ, `[C]`. */
  readonly gamma: Tensor;
  /** β, `[C]`. */
  readonly beta: Tensor;
  /** μ, `[C]`. */
  readonly mean: Tensor;
  /** σ², `[C]`. */
  readonly variance: Tensor;
  /** ε, added to the variance. */
  readonly epsilon: number;
}

/** `y = max(0, x)`. */
export interface Relu {
  /** Discriminates the union. */
  readonly kind: "relu";
}

/** `y = x` where `x ≥ 0`, else `slope · x`. */
export interface LeakyRelu {
  /** Discriminates the union. */
  readonly kind: "leakyRelu";
  /** Factor of negative values. */
  readonly slope: number;
}

/** `y = min(max(x, min), max)`; ReLU6 is `0 … 6`. Bounds may be infinite. */
export interface Clip {
  /** Discriminates the union. */
  readonly kind: "clip";
  /** Lower bound. */
  readonly min: number;
  /** Upper bound. */
  readonly max: number;
}

/**
 * Rounding to the values that whole numbers of few bits can tell:
 * `y = s · (min(max(round(x / s) + z, min), max) − z)`.
 *
 * Ties go to the even number; quotient and product are float32, as in ONNX's `QuantizeLinear` and
 * `DequantizeLinear`. With `z = min` the values are `0, s, …, (max − min) s`: a ReLU of as many
 * levels.
 */
export interface FakeQuantise {
  /** Discriminates the union. */
  readonly kind: "fakeQuantise";
  /** s, the distance of two levels, `[1]` or one per channel `[C]`; > 0. */
  readonly scale: Tensor;
  /** z, the number that stands for 0, in the shape of the scale; whole, of `min … max`. */
  readonly zeroPoint: Tensor;
  /** Smallest number; whole or −∞. */
  readonly min: number;
  /** Largest number, > `min`; whole or ∞. */
  readonly max: number;
}

/** `y = 1 / (1 + e^{−x})`. */
export interface Sigmoid {
  /** Discriminates the union. */
  readonly kind: "sigmoid";
}

/** `y = tanh x`. */
export interface Tanh {
  /** Discriminates the union. */
  readonly kind: "tanh";
}

/** `y = e^x / Σ e^x` along one axis of the sample. */
export interface Softmax {
  /** Discriminates the union. */
  readonly kind: "softmax";
  /** Axis of the sample, ≥ 0. */
  readonly axis: number;
}

/** `y = x − ln Σ e^x` along one axis of the sample. */
export interface LogSoftmax {
  /** Discriminates the union. */
  readonly kind: "logSoftmax";
  /** Axis of the sample, ≥ 0. */
  readonly axis: number;
}

/** Largest value of a window; padding never wins. A global max-pool has the plane as its kernel. */
export interface MaxPool2d extends PoolWindow {
  /** Discriminates the union. */
  readonly kind: "maxPool2d";
}

/** Mean along axes, which stay with length 1. */
export interface ReduceMean {
  /** Discriminates the union. */
  readonly kind: "reduceMean";
  /** Axes of the sample, ≥ 0, ascending. */
  readonly axes: readonly number[];
}

/** `y = a − b`, broadcast. Two inputs. */
export interface Sub {
  /** Discriminates the union. */
  readonly kind: "sub";
}

/** `y = a · b` element by element, broadcast. Two inputs. */
export interface Mul {
  /** Discriminates the union. */
  readonly kind: "mul";
}

/** `y = a / b` element by element, broadcast. Two inputs. */
export interface Div {
  /** Discriminates the union. */
  readonly kind: "div";
}

/** Matrix product of two inputs, `[…, M, K] × […, K, N] → […, M, N]`, leading axes broadcast. */
export interface MatMul {
  /** Discriminates the union. */
  readonly kind: "matMul";
}

/** Every operation of a trained network. */
export type AnnOp =
  | Input
  | Constant
  | LinearOp
  | BatchNorm
  | Relu
  | LeakyRelu
  | Clip
  | FakeQuantise
  | Sigmoid
  | Tanh
  | Softmax
  | LogSoftmax
  | MaxPool2d
  | ReduceMean
  | Sub
  | Mul
  | Div
  | MatMul;

/** A trained network. */
export type AnnGraph = Graph<AnnOp>;

/** A node of a trained network. */
export type AnnNode = Node<AnnOp>;
