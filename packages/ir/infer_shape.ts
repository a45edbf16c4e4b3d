import { broadcastShapes, formatShape, sameShape, type Shape } from "@snnkit/tensor";
import type { BatchNorm, FakeQuantise, MatMul, ReduceMean } from "./ann_op.ts";
import type { Affine, Dense } from "./linear_op.ts";
import { convolvedShape, pooledShape, transposedConvolvedShape } from "./_plane_shape.ts";
import type { Encode } from "./encode.ts";
import type { If } from "./rate_op.ts";
import type { GraphOp } from "./graph_op.ts";
import { refuseShape, refuseValue } from "./_refuse.ts";
import {
  checkAxis,
  concatenatedShape,
  paddedShape,
  reshapedShape,
  resizedShape,
  slicedShape,
  transposedShape,
} from "./_structure_shape.ts";
import type { FireFirst } from "./ttfs_op.ts";
import { tensorsOf } from "./_tensors_of.ts";

/** How many inputs an operation reads: a number, or any number of at least one. */
const ARITY: Readonly<Partial<Record<GraphOp["kind"], number | "any">>> = {
  input: 0,
  constant: 0,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  matMul: 2,
  concat: "any",
};

/**
 * The shape of an operation's output for one sample, from the shapes of its inputs.
 *
 * Along the plane, `⌊(H + top + bottom − dilation·(K − 1) − 1) / stride⌋ + 1` positions; with
 * `ceilMode` rounded up, less a last window that would begin beyond the input and its leading
 * padding, as ONNX Runtime and PyTorch do. An `input` cannot be inferred: its node tells it.
 *
 * @param op Any operation of any dialect.
 * @param inputs Shapes of what it reads, in order.
 * @returns The shape for one sample, channels first.
 * @throws {TypeError} Where the number of inputs, their shapes or a parameter's shape do not fit.
 * @throws {RangeError} Where an attribute makes no sense, e.g. a stride of 0.
 *
 * @example
 * ```ts
 * import { inferShape } from "@snnkit/ir";
 * import { assertEquals } from "@std/assert";
 *
 * const pool = {
 *   kind: "maxPool2d",
 *   kernel: [2, 2],
 *   stride: [2, 2],
 *   padding: [0, 0, 0, 0],
 *   dilation: [1, 1],
 *   ceilMode: true,
 * } as const;
 * assertEquals(inferShape(pool, [[16, 7, 7]]), [16, 4, 4]);
 * ```
 */
export function inferShape(op: GraphOp, inputs: readonly Shape[]): Shape {
  checkArity(op, inputs);
  const [first, second] = inputs;
  switch (op.kind) {
    case "input":
      return refuseShape(op.kind, "only its node knows it", "no shape");
    case "constant":
      return op.value.shape;
    case "conv2d":
      return convolvedShape(op, first);
    case "convTranspose2d":
      return transposedConvolvedShape(op, first);
    case "dense":
      return denseShape(op, first);
    case "avgPool2d":
    case "maxPool2d":
    case "maxPoolGate":
    case "earliestSpike":
      return pooledShape(op, first);
    case "affine":
      return affineShape(op, first);
    case "add":
    case "sub":
    case "mul":
    case "div":
      return broadcast(op.kind, first, second);
    case "concat":
      return concatenatedShape(op, inputs);
    case "reshape":
      return reshapedShape(op, first);
    case "transpose":
      return transposedShape(op, first);
    case "slice":
      return slicedShape(op, first);
    case "pad":
      return paddedShape(op, first);
    case "resizeNearest":
      return resizedShape(op, first);
    case "batchNorm":
      return normalisedShape(op, first);
    case "relu":
    case "leakyRelu":
    case "clip":
    case "sigmoid":
    case "tanh":
      return first;
    case "fakeQuantise":
      return roundedShape(op, first);
    case "softmax":
    case "logSoftmax":
      checkAxis(op.kind, op.axis, first);
      return first;
    case "reduceMean":
      return reducedShape(op, first);
    case "matMul":
      return productShape(op, first, second);
    case "encodeLatency":
    case "fireOnce":
    case "delay":
      return first;
    case "encode":
    case "if":
    case "fireFirst":
      return populationShape(op, first);
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}

function checkArity(op: GraphOp, inputs: readonly Shape[]): void {
  const arity = ARITY[op.kind] ?? 1;
  if (arity === "any" ? inputs.length >= 1 : inputs.length === arity) return;
  refuseShape(
    op.kind,
    arity === "any" ? "it reads at least one input" : `it reads ${arity} inputs`,
    `${inputs.length}`,
  );
}

function denseShape(op: Dense, input: Shape): Shape {
  const { weight, bias } = op;
  if (weight.shape.length !== 2) {
    refuseShape(op.kind, "its weight must be [Out, In]", formatShape(weight.shape));
  }
  const [outputs, width] = weight.shape;
  if (input.at(-1) !== width) {
    refuseShape(
      op.kind,
      `its weight ${formatShape(weight.shape)} needs a last axis of ${width}`,
      formatShape(input),
    );
  }
  if (!sameShape(bias.shape, [outputs])) {
    refuseShape(op.kind, `its bias must be [${outputs}]`, formatShape(bias.shape));
  }
  return [...input.slice(0, -1), outputs];
}

function affineShape(op: Affine, input: Shape): Shape {
  for (const name of ["scale", "shift"] as const) {
    const { shape } = op[name];
    if (sameShape(broadcast(op.kind, shape, input), input)) continue;
    refuseShape(
      op.kind,
      `its ${name} must broadcast to its input ${formatShape(input)}`,
      formatShape(shape),
    );
  }
  return input;
}

function broadcast(kind: string, a: Shape, b: Shape): Shape {
  try {
    return broadcastShapes(a, b);
  } catch {
    return refuseShape(
      kind,
      "aligned axes must be equal or 1",
      `${formatShape(a)} and ${formatShape(b)}`,
    );
  }
}

function normalisedShape(op: BatchNorm, input: Shape): Shape {
  for (const name of ["gamma", "beta", "mean", "variance"] as const) {
    const { shape } = op[name];
    if (input.length > 0 && sameShape(shape, [input[0]])) continue;
    refuseShape(
      op.kind,
      `its ${name} must hold one value a channel of ${formatShape(input)}`,
      formatShape(shape),
    );
  }
  return input;
}

function reducedShape(op: ReduceMean, input: Shape): Shape {
  for (const axis of op.axes) checkAxis(op.kind, axis, input);
  if (op.axes.some((axis, i) => i > 0 && axis <= op.axes[i - 1])) {
    refuseValue(op.kind, "its axes must ascend", formatShape(op.axes));
  }
  return input.map((length, axis) => op.axes.includes(axis) ? 1 : length);
}

function productShape(op: MatMul, a: Shape, b: Shape): Shape {
  if (a.length < 2 || b.length < 2 || a.at(-1) !== b.at(-2)) {
    refuseShape(
      op.kind,
      "its inputs must be […, M, K] and […, K, N]",
      `${formatShape(a)} and ${formatShape(b)}`,
    );
  }
  return [...broadcast(op.kind, a.slice(0, -2), b.slice(0, -2)), a[a.length - 2], b[b.length - 1]];
}

function roundedShape(op: FakeQuantise, input: Shape): Shape {
  checkPerChannel(op.kind, "scale", op.scale.shape, input);
  if (!sameShape(op.zeroPoint.shape, op.scale.shape)) {
    refuseShape(
      op.kind,
      `its zeroPoint must have the shape ${formatShape(op.scale.shape)} of its scale`,
      formatShape(op.zeroPoint.shape),
    );
  }
  return input;
}

function populationShape(op: Encode | If | FireFirst, input: Shape): Shape {
  for (const [name, { shape }] of tensorsOf(op)) checkPerChannel(op.kind, name, shape, input);
  return input;
}

function checkPerChannel(kind: string, name: string, shape: Shape, input: Shape): void {
  if (sameShape(shape, [1]) || (input.length > 0 && sameShape(shape, [input[0]]))) return;
  refuseShape(
    kind,
    `its ${name} must be [1] or hold one value a channel of ${formatShape(input)}`,
    formatShape(shape),
  );
}
