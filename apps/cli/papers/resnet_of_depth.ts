import { type AnnGraph, type AnnOp, type Conv2d, graphBuilder, type NodeId } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { createRandom, filled, type Shape, sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/** How a residual network is made. */
export interface ResNetSettings {
  /** Shape of one sample, `[C, H, W]`. */
  readonly shape: Shape;
  /** How many classes. */
  readonly classes: number;
  /** Channels of the first stage; 16 unless given, as for CIFAR-10. */
  readonly width?: number;
  /** Seed of its weights. */
  readonly seed: number;
  /** Samples that the statistics of its batch-norms are taken from, `[n, C, H, W]`. */
  readonly samples: Float32Array;
}

/** Channels of the three stages, in units of the first one's. */
const WIDTHS = [1, 2, 4] as const;

const EPSILON = 1e-5;

/**
 * A residual network for small images, of `6 n + 2` layers with weights, that nobody has trained.
 *
 * As He et al. build them for CIFAR-10: a 3×3 convolution, three stages of `n` blocks of two 3×3
 * convolutions each, the second and third stage with twice the channels and half the size of the
 * one before, global average pool, one fully connected layer. Where a stage begins, the shortcut is
 * a 1×1 convolution.
 *
 * Weights are uniform in `±√(6 / fan-in)` (He et al. 2015). Every convolution is followed by a
 * batch-norm with γ = 1, β = 0 and the mean and variance that its values have on the samples, and
 * the scores of the classes are shifted and scaled alike, so that activations keep their scale at
 * any depth and all classes are given.
 *
 * @see He et al. 2016, "Deep Residual Learning for Image Recognition", arXiv:1512.03385, §4.2
 *
 * @param depth `6 n + 2`, n ≥ 1.
 * @throws {RangeError} Where there is no such network.
 */
export async function resnetOfDepth(depth: number, settings: ResNetSettings): Promise<AnnGraph> {
  const blocks = (depth - 2) / 6;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new RangeError(
      `Cannot make a residual network as its depth must be 6 n + 2: received ${depth}`,
    );
  }
  const { shape, classes, samples, width: first = 16 } = settings;
  const random = createRandom(settings.seed, depth);
  const net = graphBuilder<AnnOp>(`untrained-resnet-${depth}`);
  const uniform = (of: Shape, inputs: number): Tensor => {
    const bound = Math.sqrt(6 / inputs);
    return tensor(
      of,
      Float32Array.from({ length: sizeOf(of) }, () => bound * (2 * random.uniform() - 1)),
    );
  };
  const convolved = async (id: NodeId, from: Values, out: number, size: 1 | 3, stride: 1 | 2) => {
    const channels = net.shapeOf(from.id)[0];
    const pad = size === 3 ? 1 : 0;
    const op: Conv2d = {
      kind: "conv2d",
      weight: uniform([out, channels, size, size], channels * size * size),
      bias: filled([out], 0),
      stride: [stride, stride],
      padding: [pad, pad, pad, pad],
      dilation: [1, 1],
      groups: 1,
    };
    net.named(`${id}/conv`, op, from.id);
    const data = await computed(op, net.shapeOf(from.id), from.data);
    const { mean, variance } = momentsOf(data, out, sizeOf(net.shapeOf(`${id}/conv`)) / out);
    const gamma = filled([out], 1);
    const norm: AnnOp = {
      kind: "batchNorm",
      gamma,
      beta: filled([out], 0),
      mean: tensor([out], mean),
      variance: tensor([out], variance),
      epsilon: EPSILON,
    };
    net.named(`${id}/norm`, norm, `${id}/conv`);
    const plane = sizeOf(net.shapeOf(`${id}/norm`)) / out;
    standardise(data, mean, variance, plane);
    return { id: `${id}/norm`, data };
  };
  const active = (id: NodeId, from: Values): Values => {
    net.named(id, { kind: "relu" }, from.id);
    return { id, data: from.data.map((value) => Math.max(0, value)) };
  };

  let last: Values = { id: net.input(shape), data: samples };
  last = active("stem", await convolved("stem", last, first, 3, 1));
  for (const [stage, factor] of WIDTHS.entries()) {
    const out = first * factor;
    for (let block = 0; block < blocks; block++) {
      const name = `stage${stage + 1}/block${block + 1}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const inner = active(`${name}/inner`, await convolved(`${name}/1`, last, out, 3, stride));
      const main = await convolved(`${name}/2`, inner, out, 3, 1);
      const side = stride === 2 ? await convolved(`${name}/shortcut`, last, out, 1, stride) : last;
      net.named(`${name}/sum`, { kind: "add" }, main.id, side.id);
      const data = main.data.map((value, i) => value + side.data[i]);
      last = active(name, { id: `${name}/sum`, data });
    }
  }
  const [channels, height, width] = net.shapeOf(last.id);
  const pooled = net.named("pool", {
    kind: "avgPool2d",
    kernel: [height, width],
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
    countPadding: false,
  }, last.id);
  const features = net.named("flat", { kind: "reshape", shape: [channels] }, pooled);
  const means = planeMeans(last.data, height * width);
  const weight = uniform([classes, channels], channels);
  const scores = await computed(
    { kind: "dense", weight, bias: filled([classes], 0) },
    [channels],
    means,
  );
  const { mean, variance } = momentsOf(scores, classes, 1);
  const scales = variance.map((value) => 1 / Math.sqrt(value + EPSILON));
  net.named("scores", {
    kind: "dense",
    weight: tensor(
      weight.shape,
      weight.data.map((value, i) => value * scales[Math.floor(i / channels)]),
    ),
    bias: tensor([classes], mean.map((value, i) => -value * scales[i])),
  }, features);
  return net.finish();
}

/** A node and what it computes of the samples. */
interface Values {
  readonly id: NodeId;
  readonly data: Float32Array;
}

/** What one operation makes of many samples. */
async function computed(op: AnnOp, shape: Shape, samples: Float32Array): Promise<Float32Array> {
  const net = graphBuilder<AnnOp>("one operation");
  const graph = net.finish(net.named("result", op, net.input(shape)));
  await using runner = await createAnnRunner(graph);
  return (await runner.run(samples)).data.slice();
}

/** Mean and variance of each channel over samples and plane, `[n, C, plane]`. */
function momentsOf(
  data: Float32Array,
  channels: number,
  plane: number,
): { readonly mean: Float32Array; readonly variance: Float32Array } {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / plane) % channels;
    sums[channel] += data[i];
    squares[channel] += data[i] * data[i];
  }
  const each = data.length / channels;
  return {
    mean: Float32Array.from(sums, (sum) => sum / each),
    variance: Float32Array.from(
      squares,
      (square, i) => Math.max(0, square / each - (sums[i] / each) ** 2),
    ),
  };
}

/** `(x − mean) / √(variance + ε)` by channel, in place. */
function standardise(
  data: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  plane: number,
): void {
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / plane) % mean.length;
    data[i] = (data[i] - mean[channel]) / Math.sqrt(variance[channel] + EPSILON);
  }
}

function planeMeans(data: Float32Array, plane: number): Float32Array {
  const means = new Float32Array(data.length / plane);
  for (let i = 0; i < data.length; i++) means[Math.floor(i / plane)] += data[i] / plane;
  return means;
}
