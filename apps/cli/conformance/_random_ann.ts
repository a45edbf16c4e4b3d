import {
  type AnnGraph,
  type AnnOp,
  type GraphBuilder,
  graphBuilder,
  type NodeId,
} from "@snnkit/ir";
import { createRandom, filled, type Random, type Shape, sizeOf } from "@snnkit/tensor";
import {
  avgPool2d,
  conv2d,
  dense,
  maxPool2d,
  randomBatchNorm,
  randomTensor,
} from "@snnkit/testkit";

/**
 * A random trained network of every operation that has a spiking counterpart: convolutions of all
 * sorts, batch-norms and affines in good and bad places, pools, pads, sums, joins, activations,
 * shared values, and two classes or more at the end.
 */
export function randomAnn(seed: number): AnnGraph {
  const random = createRandom(seed, 11);
  const net = graphBuilder<AnnOp>(`random-${seed}`);
  const values: Value[] = [];
  const grow = (id: NodeId, shape: Shape): void => void values.push({ id, shape });
  const start = [1 + random.integer(3), 5 + random.integer(3), 5 + random.integer(3)];
  grow(net.input(start), start);
  for (let i = 0; i < 12; i++) {
    // Mostly the last value, so that networks are deep; at times an older one, so that they branch.
    const value = random.uniform() < 0.75 ? values[values.length - 1] : pick(random, values);
    const step = pick(random, STEPS);
    step({ net, random, values, grow }, value);
  }
  const last = values[values.length - 1];
  const size = sizeOf(last.shape);
  const flat = net.add({ kind: "reshape", shape: [size] }, last.id);
  const classes = 2 + random.integer(3);
  const weights = dense(
    randomTensor(random, [classes, size], 1 / Math.sqrt(size)),
    randomTensor(random, [classes], 0.1),
  );
  const logits = net.named("logits", weights, flat);
  return random.integer(2) === 0
    ? net.finish(logits)
    : net.finish(net.named("probabilities", { kind: "softmax", axis: 0 }, logits));
}

interface Value {
  readonly id: NodeId;
  readonly shape: Shape;
}

interface Growth {
  readonly net: GraphBuilder<AnnOp>;
  readonly random: Random;
  readonly values: readonly Value[];
  readonly grow: (id: NodeId, shape: Shape) => void;
}

type Step = (growth: Growth, value: Value) => void;

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)];
}

const activation = (op: AnnOp): Step => ({ net, grow }, { id, shape }) =>
  grow(net.add(op, id), shape);
const relu = activation({ kind: "relu" });

const convolve: Step = ({ net, random, grow }, { id, shape: [channels, height, width] }) => {
  const kernel = Math.min(1 + random.integer(3), height, width);
  const padding = random.integer(kernel);
  const isDepthwise = random.integer(4) === 0;
  const outputs = isDepthwise ? channels * (1 + random.integer(2)) : 1 + random.integer(4);
  const groups = isDepthwise ? channels : 1;
  const fanIn = channels / groups * kernel * kernel;
  const weight = randomTensor(
    random,
    [outputs, channels / groups, kernel, kernel],
    Math.sqrt(2 / fanIn),
  );
  const stride = height > 3 ? 1 + random.integer(2) : 1;
  const bias = randomTensor(random, [outputs], 0.2);
  const length = (n: number): number => Math.floor((n + 2 * padding - kernel) / stride) + 1;
  const op = conv2d(weight, { padding, stride, groups, bias });
  grow(net.add(op, id), [outputs, length(height), length(width)]);
};

const convolveBack: Step = ({ net, random, grow }, { id, shape: [channels, height, width] }) => {
  if (height > 6) return;
  const weight = randomTensor(random, [channels, 2, 2, 2], 0.5);
  const bias = randomTensor(random, [2], 0.2);
  const { stride, dilation, groups } = conv2d(weight, { stride: 1 + random.integer(2) });
  const op: AnnOp = {
    kind: "convTranspose2d",
    weight,
    bias,
    stride,
    dilation,
    groups,
    padding: [0, 0, 0, 0],
    outputPadding: [0, 0],
  };
  const length = (n: number): number => stride[0] * (n - 1) + 2;
  grow(net.add(op, id), [2, length(height), length(width)]);
};

const normalise: Step = ({ net, random, grow }, { id, shape }) =>
  grow(net.add(randomBatchNorm(random, shape[0]), id), shape);

const scale: Step = ({ net, random, grow }, { id, shape }) => {
  const perChannel = random.integer(2) === 0 ? [shape[0], 1, 1] : [1];
  const factors = randomTensor(random, perChannel, 1);
  const op: AnnOp = {
    kind: "affine",
    scale: random.integer(2) === 0 ? factors : filled([1], 0.5),
    shift: randomTensor(random, random.integer(3) === 0 ? shape : perChannel, 0.3),
  };
  grow(net.add(op, id), shape);
};

const pool = (makeOp: typeof avgPool2d | typeof maxPool2d): Step => (growth, value) => {
  const { net, random, grow } = growth;
  const [channels, height, width] = value.shape;
  if (Math.min(height, width) < 2) return;
  const padding = random.integer(3) === 0 ? 1 : 0;
  const window = makeOp(2, 1 + random.integer(2));
  const op = { ...window, padding: [padding, padding, 0, 0] } as AnnOp;
  const [step] = window.stride;
  const length = (n: number): number => Math.floor((n + padding - 2) / step) + 1;
  const counting = op.kind === "avgPool2d" ? { ...op, countPadding: random.integer(2) === 0 } : op;
  grow(net.add(counting, value.id), [channels, length(height), length(width)]);
};

const pad: Step = ({ net, random, grow }, { id, shape: [channels, height, width] }) => {
  if (height > 8) return;
  const mode = pick(random, ["constant", "constant", "constant", "edge", "reflect"] as const);
  if (mode === "reflect" && Math.min(height, width) < 2) return;
  const value = pick(random, [0, 0, 0.5]);
  const op: AnnOp = { kind: "pad", before: [0, 0, 1], after: [0, 1, 0], mode, value };
  grow(net.add(op, id), [channels, height + 1, width + 1]);
};

const join: Step = ({ net, random, values, grow }, { id, shape }) => {
  const others = values.filter((other) => other.shape.slice(1).join() === shape.slice(1).join());
  const other = pick(random, others);
  const channels = shape[0] + other.shape[0];
  if (channels > 12) return;
  grow(net.add({ kind: "concat", axis: 0 }, id, other.id), [channels, ...shape.slice(1)]);
};

const combine = (kind: "add" | "sub"): Step => ({ net, random, values, grow }, { id, shape }) => {
  const others = values.filter((other) => other.shape.join() === shape.join());
  grow(net.add({ kind }, id, pick(random, others).id), shape);
};

const joinRows: Step = ({ net, random, values, grow }, { id, shape }) => {
  const fits = (other: Value): boolean =>
    other.shape[0] === shape[0] && other.shape[2] === shape[2] && other.shape[1] + shape[1] < 10;
  const others = values.filter(fits);
  if (others.length === 0) return;
  const other = pick(random, others);
  const joined = net.add({ kind: "concat", axis: 1 }, id, other.id);
  grow(joined, [shape[0], shape[1] + other.shape[1], shape[2]]);
};

const move: Step = ({ net, random, grow }, { id, shape: [channels, height, width] }) => {
  switch (random.integer(3)) {
    case 0:
      return grow(
        net.add({ kind: "transpose", order: [0, 2, 1] }, id),
        [channels, width, height],
      );
    case 1: {
      const size = [channels, Math.ceil(height / 2), width];
      return grow(net.add({ kind: "slice", start: [0, 0, 0], step: [1, 2, 1], size }, id), size);
    }
    default: {
      if (height > 4) return;
      const rows = Array.from({ length: 2 * height }, (_, i) => Math.floor(i / 2));
      const columns = Array.from({ length: width }, (_, i) => i);
      const op: AnnOp = { kind: "resizeNearest", rows, columns };
      return grow(net.add(op, id), [channels, 2 * height, width]);
    }
  }
};

const multiply: Step = ({ net, random, grow }, { id, shape: [channels, height, width] }) => {
  const isRight = random.integer(2) === 0;
  const inner = isRight ? width : height;
  const value = randomTensor(random, isRight ? [inner, 3] : [3, inner], 1 / Math.sqrt(inner));
  const matrix = net.add({ kind: "constant", value });
  const product = net.add({ kind: "matMul" }, ...(isRight ? [id, matrix] : [matrix, id]));
  grow(product, isRight ? [channels, height, 3] : [channels, 3, width]);
};

const withConstant: Step = ({ net, random, grow }, { id, shape }) => {
  const value = randomTensor(random, [shape[0], 1, 1], 1);
  const drawn = net.add({ kind: "constant", value });
  const constant = random.integer(2) === 0 ? net.add({ kind: "mul" }, drawn, drawn) : drawn;
  const kind = pick(random, ["add", "sub", "mul"] as const);
  grow(net.add({ kind }, ...(random.integer(2) === 0 ? [id, constant] : [constant, id])), shape);
};

const average: Step = ({ net, random, grow }, { id, shape }) => {
  const axes = pick(random, [[1, 2], [2], [0]]);
  const reduced = shape.map((length, axis) => axes.includes(axis) ? 1 : length);
  if (sizeOf(reduced) < 2) return;
  grow(net.add({ kind: "reduceMean", axes }, id), reduced);
};

const STEPS: readonly Step[] = [
  convolve,
  convolve,
  convolve,
  convolveBack,
  relu,
  relu,
  relu,
  activation({ kind: "clip", min: 0, max: 6 }),
  activation({ kind: "clip", min: -1, max: 1 }),
  activation({ kind: "leakyRelu", slope: 0.1 }),
  normalise,
  normalise,
  scale,
  scale,
  pool(avgPool2d),
  pool(maxPool2d),
  pool(maxPool2d),
  pad,
  join,
  join,
  joinRows,
  move,
  multiply,
  combine("add"),
  combine("sub"),
  withConstant,
  average,
];
