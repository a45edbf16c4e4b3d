import {
  type AvgPool2d,
  type Conv2d,
  type ConvTranspose2d,
  type Dense,
  type Encode,
  graphBuilder,
  type If,
  inferShape,
  type NodeId,
  type PoolWindow,
  type RateGraph,
  type RateOp,
} from "@snnkit/ir";
import { type Random, type Shape, sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/** Adds random operations to a graph. */
export interface Maker {
  /** A whole number in `[low, high]`. */
  readonly between: (low: number, high: number) => number;
  /** One of several. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** The shape of a node. */
  readonly shapeOf: (id: NodeId) => Shape;
  /** A factor near 1. */
  readonly factors: (shape: Shape) => Tensor;
  /** Values around 0. */
  readonly values: (shape: Shape) => Tensor;
  /** Adds an operation. */
  readonly add: (op: RateOp, ...inputs: readonly NodeId[]) => NodeId;
  /** Adds a random convolution of some kind that fits its input. */
  readonly convolve: (x: NodeId, options?: Partial<ConvolutionOptions>) => NodeId;
  /** A random window that fits a plane. */
  readonly window: (x: NodeId) => PoolWindow;
  /** Adds an average pool. */
  readonly average: (x: NodeId) => NodeId;
  /** Adds a transposed convolution. */
  readonly convolveTransposed: (x: NodeId) => NodeId;
  /** Adds a fully connected layer over the last axis. */
  readonly multiply: (x: NodeId, outputs: number) => NodeId;
  /** Adds random neurons. */
  readonly fire: (x: NodeId) => NodeId;
  /** Adds a random encoder of an analog value. */
  readonly encode: (x: NodeId) => NodeId;
  /** Adds a gate of some kind that its input allows. */
  readonly gate: (x: NodeId) => NodeId;
  /** The graph, ending in this node. */
  readonly finish: (output: NodeId) => RateGraph;
}

/** What a block may want of a convolution. */
export interface ConvolutionOptions {
  /** Channels of the result. */
  readonly outputs: number;
  /** Whether the plane keeps its size. */
  readonly same: boolean;
  /** Groups of channels. */
  readonly groups: number;
}

/**
 * A maker of a graph with one input.
 *
 * @param random Where choices and numbers come from.
 * @param exact Whether every number is a small multiple of a power of two.
 * @param input Shape of the input, whose id is `"input"`.
 */
export function createMaker(random: Random, exact: boolean, input: Shape): Maker {
  const net = graphBuilder<RateOp>("random");
  const shapes = new Map<NodeId, Shape>([[net.input(input), input]]);
  // What may be −1 or depends on it: a gate of it tracks counts.
  const signed = new Set<NodeId>();
  const mayBeSigned = random.integer(2) === 0;

  const between = (low: number, high: number): number => low + random.integer(high - low + 1);
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)];
  const shapeOf = (id: NodeId): Shape => shapes.get(id)!;
  const filledBy = (shape: Shape, draw: () => number): Tensor =>
    tensor(shape, Float32Array.from({ length: sizeOf(shape) }, draw));
  const values = (shape: Shape): Tensor =>
    filledBy(shape, exact ? () => between(-6, 8) / 16 : () => 0.4 * random.normal() + 0.05);
  const factors = (shape: Shape): Tensor =>
    filledBy(shape, exact ? () => 2 ** between(-1, 1) : () => 0.5 + random.uniform());
  const add = (op: RateOp, ...inputs: readonly NodeId[]): NodeId => {
    const id = net.add(op, ...inputs);
    shapes.set(id, inferShape(op, inputs.map(shapeOf)));
    const isSigned = op.kind === "if" || op.kind === "encode"
      ? op.signed
      : inputs.some((input) => signed.has(input));
    if (isSigned) signed.add(id);
    return id;
  };

  const convolve: Maker["convolve"] = (
    x,
    { outputs = between(1, 6), same = false, groups = 1 } = {},
  ) => {
    const [channels, ...plane] = shapeOf(x);
    const kernel = plane.map(() => pick(same ? [1, 3, 5] : [1, 2, 3, 3, 5]));
    const dilation = [pick([1, 1, 2]), pick([1, 1, 2])] as const;
    const reach = kernel.map((k, axis) => (k - 1) * dilation[axis]);
    const room = plane.map((length, axis) => Math.max(0, reach[axis] + 1 - length));
    const before = reach.map((r) => same ? r / 2 : between(0, r));
    const after = reach.map((r, axis) =>
      same ? r / 2 : Math.max(between(0, r), room[axis] - before[axis])
    );
    const op: Conv2d = {
      kind: "conv2d",
      weight: values([outputs, channels / groups, kernel[0], kernel[1]]),
      bias: values([outputs]),
      stride: same ? [1, 1] : [pick([1, 1, 2, 3]), pick([1, 1, 2, 3])],
      padding: [before[0], before[1], after[0], after[1]],
      dilation,
      groups,
    };
    return add(op, x);
  };

  const window = (x: NodeId): PoolWindow => {
    const [, height, width] = shapeOf(x);
    const kernel = [
      Math.min(pick([1, 2, 2, 3]), height),
      Math.min(pick([1, 2, 2, 3]), width),
    ] as const;
    const pad = (k: number): number => between(0, k - 1);
    return {
      kernel,
      stride: [between(1, 3), between(1, 3)],
      padding: [pad(kernel[0]), pad(kernel[1]), pad(kernel[0]), pad(kernel[1])],
      dilation: [1, 1],
      ceilMode: random.integer(2) === 0,
    };
  };

  const average = (x: NodeId): NodeId => {
    const op: AvgPool2d = {
      kind: "avgPool2d",
      ...window(x),
      countPadding: random.integer(2) === 0,
    };
    if (!exact) return add(op, x);
    const [, height, width] = shapeOf(x);
    const kernel = [Math.min(2, height), Math.min(2, width)] as const;
    return add({ ...op, kernel, padding: [0, 0, 0, 0], ceilMode: false }, x);
  };

  const convolveTransposed = (x: NodeId): NodeId => {
    const [channels] = shapeOf(x);
    const groups = channels % 2 === 0 ? between(1, 2) : 1;
    const kernel = [between(1, 3), between(1, 3)];
    const stride = [between(1, 2), between(1, 2)] as const;
    const outputs = between(1, 3);
    const op: ConvTranspose2d = {
      kind: "convTranspose2d",
      weight: values([channels, outputs, kernel[0], kernel[1]]),
      bias: values([outputs * groups]),
      stride,
      padding: [0, between(0, kernel[1] - 1) >> 1, between(0, kernel[0] - 1) >> 1, 0],
      outputPadding: [between(0, stride[0] - 1), between(0, stride[1] - 1)],
      dilation: [1, between(1, 2)],
      groups,
    };
    return add(op, x);
  };

  const multiply = (x: NodeId, outputs: number): NodeId => {
    const width = shapeOf(x).at(-1)!;
    const op: Dense = { kind: "dense", weight: values([outputs, width]), bias: values([outputs]) };
    return add(op, x);
  };

  const fire = (x: NodeId): NodeId => {
    const [channels] = shapeOf(x);
    const perChannel = random.integer(2) === 0;
    const list = perChannel ? [channels] : [1];
    const positive = (): Tensor =>
      filledBy(list, exact ? () => between(8, 24) / 16 : () => 0.5 + random.uniform());
    const reset = pick(["subtract", "subtract", "zero"] as const);
    const op: If = {
      kind: "if",
      threshold: positive(),
      initial: values(list),
      reset,
      ...(mayBeSigned && reset === "subtract" && { signed: true }),
      ...(random.integer(4) === 0 && { leak: exact ? 0.5 : 0.6 + 0.4 * random.uniform() }),
      ...(random.integer(4) === 0 && { refractory: between(1, 3) }),
      unit: positive(),
    };
    return add(op, x);
  };

  const encode = (x: NodeId): NodeId => {
    const [channels] = shapeOf(x);
    const list = random.integer(2) === 0 ? [channels] : [1];
    const op: Encode = {
      kind: "encode",
      coding: pick(["poisson", "periodic"]),
      ...(random.integer(2) === 0 && { signed: true }),
      // With powers of two, the quotient of the definition is exact.
      unit: filledBy(list, exact ? () => 2 ** between(-2, 1) : () => 0.25 + random.uniform()),
    };
    return add(op, x);
  };

  const gate = (x: NodeId): NodeId => {
    const estimators = [
      {},
      { estimator: "track" },
      {
        estimator: "exponential",
        decay: 0.3 + 0.69 * random.uniform(),
      },
      { estimator: "exponential" },
      { estimator: "window", steps: between(1, 9) },
      {
        estimator: "window",
      },
    ] as const;
    const estimator = signed.has(x) ? estimators[1] : pick(estimators);
    return add({ kind: "maxPoolGate", ...window(x), ...estimator }, x);
  };

  const finish = (output: NodeId): RateGraph => net.finish(output);
  return {
    between,
    pick,
    shapeOf,
    factors,
    values,
    add,
    convolve,
    window,
    average,
    convolveTransposed,
    multiply,
    fire,
    encode,
    gate,
    finish,
  };
}
