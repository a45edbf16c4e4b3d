import type { AvgPool2d, BatchNorm, Conv2d, Dense, If, MaxPool2d } from "@snnkit/ir";
import { filled, type Random, type Tensor, tensor } from "@snnkit/tensor";
import { randomTensor } from "./random_tensor.ts";

/** A number, or one for each of the two axes of the plane, `[y, x]`. */
export type Pair = number | readonly [number, number];

/** What a convolution may differ in from the plainest one. */
export interface ConvOptions {
  /** Step; 1 unless given. */
  readonly stride?: Pair;
  /** On every side, or `[top, left, bottom, right]`; 0 unless given. */
  readonly padding?: number | readonly [number, number, number, number];
  /** Distance between taps; 1 unless given. */
  readonly dilation?: Pair;
  /** Groups of channels; 1 unless given. */
  readonly groups?: number;
  /** `[Cout]`; zeros unless given. */
  readonly bias?: Tensor;
}

/**
 * A convolution from its kernel, everything else plain unless said.
 *
 * @param weight `[Cout, Cin / groups, Kh, Kw]`.
 *
 * @example
 * ```ts
 * import { conv2d } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(conv2d(filled([1, 1, 3, 3], 1), { padding: 1 }).padding, [1, 1, 1, 1]);
 * ```
 */
export function conv2d(weight: Tensor, options: ConvOptions = {}): Conv2d {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  return {
    kind: "conv2d",
    weight,
    bias: options.bias ?? filled([weight.shape[0]], 0),
    stride: pair(stride),
    padding: typeof padding === "number" ? [padding, padding, padding, padding] : padding,
    dilation: pair(dilation),
    groups,
  };
}

/**
 * A fully connected layer.
 *
 * @param weight `[Out, In]`.
 * @param bias `[Out]`; zeros unless given.
 */
export function dense(weight: Tensor, bias: Tensor = filled([weight.shape[0]], 0)): Dense {
  return { kind: "dense", weight, bias };
}

/** A max-pool without padding whose stride is its kernel. */
export function maxPool2d(kernel: Pair, stride: Pair = kernel): MaxPool2d {
  return {
    kind: "maxPool2d",
    kernel: pair(kernel),
    stride: pair(stride),
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
  };
}

/** An average pool without padding whose stride is its kernel. */
export function avgPool2d(kernel: Pair, stride: Pair = kernel): AvgPool2d {
  return { ...maxPool2d(kernel, stride), kind: "avgPool2d", countPadding: false };
}

/** A batch-norm with random but sane parameters: variances in `[0.5, 1.5)`, scales around 1. */
export function randomBatchNorm(random: Random, channels: number): BatchNorm {
  const variance = Float32Array.from({ length: channels }, () => 0.5 + random.uniform());
  const gamma = Float32Array.from({ length: channels }, () => 1 + 0.2 * random.normal());
  return {
    kind: "batchNorm",
    gamma: tensor([channels], gamma),
    beta: randomTensor(random, [channels], 0.2),
    mean: randomTensor(random, [channels], 0.2),
    variance: tensor([channels], variance),
    epsilon: 1e-5,
  };
}

/** A population of neurons with one threshold, at rest, reset by subtraction. */
export function population(threshold = 1, unit = 1): If {
  return {
    kind: "if",
    threshold: filled([1], threshold),
    initial: filled([1], 0),
    reset: "subtract",
    unit: filled([1], unit),
  };
}

/** Both axes alike unless told apart. */
function pair(value: Pair): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}
