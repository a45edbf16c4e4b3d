import type {
  AvgPool2d,
  Conv2d,
  Dense,
  Encode,
  If,
  MaxPoolGate,
  PoolWindow,
  Reshape,
} from "@snnkit/ir";
import { type Shape, tensor } from "@snnkit/tensor";

/** Neurons with threshold 1 at rest, unless told otherwise; lists hold one value or one a channel. */
export function neurons(
  options: {
    readonly threshold?: readonly number[];
    readonly initial?: readonly number[];
    readonly reset?: If["reset"];
    readonly signed?: boolean;
    readonly leak?: number;
    readonly refractory?: number;
    readonly unit?: readonly number[];
  } = {},
): If {
  const { threshold = [1], initial = [0], reset = "subtract", unit = [1] } = options;
  const { leak, refractory } = options;
  return {
    kind: "if",
    threshold: tensor([threshold.length], threshold),
    initial: tensor([initial.length], initial),
    reset,
    ...(options.signed && { signed: true }),
    ...(leak !== undefined && { leak }),
    ...(refractory !== undefined && { refractory }),
    unit: tensor([unit.length], unit),
  };
}

/** An encoder of unit 1, unless told otherwise; lists hold one value or one a channel. */
export function encode(
  coding: Encode["coding"],
  options: { readonly signed?: boolean; readonly unit?: readonly number[] } = {},
): Encode {
  const { unit = [1] } = options;
  return {
    kind: "encode",
    coding,
    ...(options.signed && { signed: true }),
    unit: tensor([unit.length], unit),
  };
}

/** A convolution without bias, padding and stride, unless told otherwise. */
export function conv2d(
  shape: Shape,
  weight: readonly number[],
  options: {
    readonly bias?: readonly number[];
    readonly stride?: readonly [number, number];
    readonly padding?: readonly [number, number, number, number];
    readonly groups?: number;
  } = {},
): Conv2d {
  const { bias = new Array<number>(shape[0]).fill(0), stride = [1, 1], groups = 1 } = options;
  return {
    kind: "conv2d",
    weight: tensor(shape, weight),
    bias: tensor([shape[0]], bias),
    stride,
    padding: options.padding ?? [0, 0, 0, 0],
    dilation: [1, 1],
    groups,
  };
}

/** A fully connected layer. */
export function dense(shape: Shape, weight: readonly number[], bias: readonly number[]): Dense {
  return { kind: "dense", weight: tensor(shape, weight), bias: tensor([shape[0]], bias) };
}

/** A gate whose windows do not overlap. */
export function gate(kernel: readonly [number, number]): MaxPoolGate {
  return { ...window(kernel), kind: "maxPoolGate" };
}

/** A gate that tracks the largest net count of windows that do not overlap. */
export function trackingGate(kernel: readonly [number, number]): MaxPoolGate {
  return { ...gate(kernel), estimator: "track" };
}

/** An average pool whose windows do not overlap. */
export function pool(kernel: readonly [number, number]): AvgPool2d {
  return { ...window(kernel), kind: "avgPool2d", countPadding: false };
}

function window(kernel: readonly [number, number]): PoolWindow {
  return { kernel, stride: kernel, padding: [0, 0, 0, 0], dilation: [1, 1], ceilMode: false };
}

/** A reshape to one axis. */
export function flatten(length: number): Reshape {
  return { kind: "reshape", shape: [length] };
}
