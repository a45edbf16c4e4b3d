import {
  type AnnGraph,
  type AnnOp,
  type AvgPool2d,
  graphBuilder,
  type MaxPool2d,
  type NodeId,
} from "@snnkit/ir";
import { createRandom } from "@snnkit/tensor";
import {
  avgPool2d,
  conv2d,
  type ConvOptions,
  dense,
  maxPool2d,
  randomBatchNorm,
  randomTensor,
} from "@snnkit/testkit";

/** What blocks are made of; every weight is drawn in order from one seed. */
interface Bench {
  /** A convolution `[outputs, inputs / groups, kernel]` whose results are about as large as asked. */
  readonly conv: (
    input: NodeId,
    sizes: readonly [outputs: number, inputs: number, kernel: number],
    options?: ConvOptions & { readonly gain?: number },
  ) => NodeId;
  /** A batch-norm of so many channels. */
  readonly norm: (input: NodeId, channels: number) => NodeId;
  /** Any other operation. */
  readonly add: (op: AnnOp, ...inputs: readonly NodeId[]) => NodeId;
  /** A ReLU. */
  readonly relu: (input: NodeId) => NodeId;
}

/** A block reads 8 channels of 8 × 8 and yields some of any size. */
type Block = (bench: Bench, input: NodeId) => readonly [id: NodeId, elements: number];

const JOIN: AnnOp = { kind: "concat", axis: 0 };
const SUM: AnnOp = { kind: "add" };
const RELU6: AnnOp = { kind: "clip", min: 0, max: 6 };
const DOUBLED = [0, 0, 1, 1, 2, 2, 3, 3];

/** A pool of 3 × 3 that moves by 2 and begins in the padding. */
function padded<Op extends AvgPool2d | MaxPool2d>(op: Op): Op {
  return { ...op, padding: [1, 1, 1, 1] };
}

/** `BN-ReLU-conv` twice, added to the input or to its projection. */
function preActivation(
  bench: Bench,
  input: NodeId,
  [channels, outputs, stride]: readonly [number, number, number],
): NodeId {
  const { conv, norm, relu, add } = bench;
  const active = relu(norm(input, channels));
  const inner = relu(norm(conv(active, [outputs, channels, 3], { padding: 1, stride }), outputs));
  const outer = conv(inner, [outputs, outputs, 3], { padding: 1 });
  const isIdentity = channels === outputs && stride === 1;
  const shortcut = isIdentity ? input : conv(active, [outputs, channels, 1], { stride });
  return add(SUM, outer, shortcut);
}

/** A SqueezeNet module: few channels, then many of 1 × 1 and of 3 × 3, joined. */
function fire({ conv, relu, add }: Bench, input: NodeId, inputs: number): NodeId {
  const squeezed = relu(conv(input, [3, inputs, 1]));
  const narrow = relu(conv(squeezed, [4, 3, 1], { gain: 3 }));
  const wide = relu(conv(squeezed, [4, 3, 3], { padding: 1 }));
  return add(JOIN, narrow, wide);
}

/** A depthwise and a pointwise convolution, each with batch-norm and ReLU6. */
function separable({ conv, norm, add }: Bench, input: NodeId, outputs: number): NodeId {
  const deep = conv(input, [8, 1, 3], { padding: 1, groups: 8, gain: 3 });
  const active = add(RELU6, norm(deep, 8));
  return add(RELU6, norm(conv(active, [outputs, 8, 1], { gain: 3 }), outputs));
}

const BLOCKS: Readonly<Record<string, Block>> = {
  "Inception, branches of unequal scale": ({ conv, relu, add }, x) => {
    const one = relu(conv(x, [4, 8, 1]));
    const three = relu(conv(relu(conv(x, [3, 8, 1])), [4, 3, 3], { padding: 1, gain: 4 }));
    const five = relu(conv(relu(conv(x, [2, 8, 1])), [3, 2, 5], { padding: 2, gain: 0.25 }));
    const pooled = add({ ...maxPool2d(3, 1), padding: [1, 1, 1, 1] }, x);
    const pool = relu(conv(pooled, [3, 8, 1], { gain: 2 }));
    const joined = add(JOIN, one, three, five, pool);
    return [relu(conv(joined, [4, 14, 3])), 4 * 36];
  },
  "SqueezeNet fire modules": (bench, x) => [fire(bench, fire(bench, x, 8), 8), 8 * 64],
  "pre-activation residual blocks with identity shortcuts": (bench, x) => {
    const two = preActivation(bench, preActivation(bench, x, [8, 8, 1]), [8, 8, 1]);
    return [bench.relu(bench.norm(two, 8)), 8 * 64];
  },
  "a pre-activation residual block with a projection": (bench, x) => {
    const block = preActivation(bench, preActivation(bench, x, [8, 6, 2]), [6, 6, 1]);
    return [bench.relu(bench.norm(block, 6)), 6 * 16];
  },
  "a shortcut that is sliced and padded (option A)": ({ conv, relu, add }, x) => {
    const inner = relu(conv(x, [12, 8, 3], { padding: 1, stride: 2 }));
    const outer = conv(inner, [12, 12, 3], { padding: 1, gain: 2 });
    const thin = add({ kind: "slice", start: [0, 0, 0], step: [1, 2, 2], size: [8, 4, 4] }, x);
    const wide = add(
      { kind: "pad", before: [2, 0, 0], after: [2, 0, 0], mode: "constant", value: 0 },
      thin,
    );
    return [relu(add(SUM, outer, wide)), 12 * 16];
  },
  "a U-Net with nearest upsampling": ({ conv, relu, add }, x) => {
    const skip = relu(conv(x, [4, 8, 3], { padding: 1 }));
    const low = relu(conv(add(maxPool2d(2), skip), [6, 4, 3], { padding: 1, gain: 3 }));
    const high = add({ kind: "resizeNearest", rows: DOUBLED, columns: DOUBLED }, low);
    return [relu(conv(add(JOIN, skip, high), [4, 10, 3], { padding: 1 })), 4 * 64];
  },
  "MobileNet, depthwise with ReLU6": (bench, x) => {
    const first = separable(bench, x, 8);
    // The end of an inverted residual is linear.
    const linear = bench.norm(bench.conv(separable(bench, first, 8), [8, 8, 1]), 8);
    return [separable(bench, bench.add(SUM, linear, first), 6), 6 * 64];
  },
  "convolutions in groups": ({ conv, relu }, x) => {
    const two = relu(conv(x, [6, 4, 3], { groups: 2, padding: 1 }));
    return [relu(conv(two, [9, 2, 3], { groups: 3, stride: 2, gain: 2 })), 9 * 9];
  },
  "leaky ReLUs": ({ conv, add }, x) => {
    const first = add({ kind: "leakyRelu", slope: 0.1 }, conv(x, [5, 8, 3]));
    return [add({ kind: "leakyRelu", slope: 0.3 }, conv(first, [5, 5, 3])), 5 * 16];
  },
  "clipped ReLUs": ({ conv, add }, x) => {
    const first = add({ kind: "clip", min: 0, max: 1 }, conv(x, [5, 8, 3], { gain: 2 }));
    return [add({ kind: "clip", min: 0, max: 0.5 }, conv(first, [5, 5, 3])), 5 * 16];
  },
  "max-pools that overlap, with padding": ({ conv, relu, add }, x) => {
    const first = add(padded(maxPool2d(3, 2)), x);
    return [add(padded(maxPool2d(3, 2)), relu(conv(first, [6, 8, 3], { padding: 1 }))), 6 * 4];
  },
  "a max-pool before its ReLU": ({ conv, relu, add }, x) => [
    relu(add(maxPool2d(3, 2), conv(x, [6, 8, 3], { padding: 1 }))),
    6 * 9,
  ],
  "average pools that overlap, with padding": ({ conv, relu, add }, x) => {
    const first = add(padded(avgPool2d(3, 2)), x);
    const second = relu(conv(first, [6, 8, 3], { padding: 1 }));
    const counted = add({ ...padded(avgPool2d(3, 1)), countPadding: true }, second);
    return [relu(conv(counted, [4, 6, 1])), 4 * 16];
  },
};

/** Small networks from `[3, 8, 8]` to 5 classes, each around a block that real networks have. */
export const BLOCK_GRAPHS: readonly AnnGraph[] = Object.entries(BLOCKS)
  .map(([name, block], k) => graphAround(name, block, k));

function graphAround(name: string, block: Block, seed: number): AnnGraph {
  const random = createRandom(seed, 60);
  const net = graphBuilder<AnnOp>(name);
  const conv: Bench["conv"] = (input, [outputs, inputs, kernel], options = {}) => {
    const { gain = 1, ...rest } = options;
    const size = gain * Math.sqrt(2 / (inputs * kernel * kernel));
    const weight = randomTensor(random, [outputs, inputs, kernel, kernel], size);
    const bias = randomTensor(random, [outputs], 0.1 * gain);
    return net.add(conv2d(weight, { ...rest, bias }), input);
  };
  const relu = (input: NodeId): NodeId => net.add({ kind: "relu" }, input);
  const bench: Bench = {
    conv,
    relu,
    norm: (input, channels) => net.add(randomBatchNorm(random, channels), input),
    add: (op, ...inputs) => net.add(op, ...inputs),
  };
  const stem = relu(conv(net.input([3, 8, 8]), [8, 3, 3], { padding: 1 }));
  const [end, elements] = block(bench, stem);
  const flat = net.add({ kind: "reshape", shape: [elements] }, end);
  const weight = randomTensor(random, [5, elements], 1 / Math.sqrt(elements));
  return net.finish(net.named("logits", dense(weight, randomTensor(random, [5], 0.1)), flat));
}
