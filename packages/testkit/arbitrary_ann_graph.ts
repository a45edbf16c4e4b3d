import { type AnnGraph, type AnnOp, graphBuilder, type NodeId } from "@snnkit/ir";
import { createRandom, filled, type Shape, sizeOf } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d, randomBatchNorm } from "./layers.ts";
import { LINEAR_LAYERS } from "./_linear_layers.ts";
import { gridTensor } from "./random_tensor.ts";
import { between, gridBias, gridWeight, type Layer, pick, plane, type Sketch } from "./_sketch.ts";

/** What only trained networks have. */
const TRAINED_LAYERS: Readonly<Record<string, Layer<AnnOp>>> = {
  "max-pool": plane(2, ({ net }, input) => net.add(maxPool2d(2), input)),
  "max-pool-overlapping": plane(2, ({ net }, input) => {
    return net.add({ ...maxPool2d(3, [2, 1]), padding: [1, 1, 1, 1] }, input);
  }),
  "max-pool-ceil": plane(3, ({ net }, input) => {
    return net.add({ ...maxPool2d(2), ceilMode: true }, input);
  }),
  "batch-norm": any(({ net, random }, input) => {
    return net.add(randomBatchNorm(random, net.shapeOf(input)[0]), input);
  }),
  "conv-batch-norm": plane(1, (sketch, input) => {
    const conv = LINEAR_LAYERS["conv"].add(sketch, input);
    return sketch.net.add(randomBatchNorm(sketch.random, sketch.net.shapeOf(conv)[0]), conv);
  }),
  "residual": plane(1, ({ net, random }, input) => {
    const [channels] = net.shapeOf(input);
    const weight = () => gridWeight(random, [channels, channels, 3, 3], channels * 9);
    const inner = net.add({ kind: "relu" }, net.add(conv2d(weight(), { padding: 1 }), input));
    return net.add({ kind: "add" }, net.add(conv2d(weight(), { padding: 1 }), inner), input);
  }),
  "constant": any(({ net, random }, input) => {
    const value = gridTensor(random, [1], 0, 0.25);
    return net.add({ kind: "add" }, input, net.add({ kind: "constant", value }));
  }),
  "sub": any(({ net, random }, input) => {
    const value = gridTensor(random, [1], 0, 0.25);
    return net.add({ kind: "sub" }, input, net.add({ kind: "constant", value }));
  }),
  "mul": any(({ net, random }, input) => {
    const shape = net.shapeOf(input).map((length, axis) => axis === 0 ? length : 1);
    const value = gridTensor(random, shape, 0.5, 2);
    return net.add({ kind: "mul" }, net.add({ kind: "constant", value }), input);
  }),
  "div": any(({ net, random }, input) => {
    const value = filled([1], pick(random, [0.5, 2, 4]));
    return net.add({ kind: "div" }, input, net.add({ kind: "constant", value }));
  }),
  "mat-mul": plane(1, ({ net, random }, input) => {
    const width = net.shapeOf(input)[2];
    const value = gridWeight(random, [width, between(random, 2, 4)], width);
    return net.add({ kind: "matMul" }, input, net.add({ kind: "constant", value }));
  }),
  "reduce-mean": plane(1, ({ net }, input) => net.add({ kind: "reduceMean", axes: [2] }, input)),
  "clip": any(({ net }, input) => net.add({ kind: "clip", min: 0, max: 0.75 }, input)),
  "fake-quantise": any(({ net }, input) => {
    const [scale, zeroPoint] = [filled([1], 0.25), filled([1], 3)];
    return net.add({ kind: "fakeQuantise", scale, zeroPoint, min: 0, max: 15 }, input);
  }),
  "leaky-relu": any(({ net }, input) => net.add({ kind: "leakyRelu", slope: 0.125 }, input)),
  "sigmoid": any(({ net }, input) => net.add({ kind: "sigmoid" }, input)),
  "tanh": any(({ net }, input) => net.add({ kind: "tanh" }, input)),
  "softmax": any(({ net }, input) => net.add({ kind: "softmax", axis: 0 }, input)),
  "log-softmax": any(({ net }, input) => net.add({ kind: "logSoftmax", axis: 0 }, input)),
};

const LAYERS: Readonly<Record<string, Layer<AnnOp>>> = { ...LINEAR_LAYERS, ...TRAINED_LAYERS };

/** Names of the layers that {@linkcode annGraphWith} knows, e.g. `"conv-strided"`, `"max-pool"`. */
export const ANN_LAYERS: readonly string[] = Object.keys(LAYERS);

/**
 * A small trained network around one kind of layer: input `[2, 5, 6]` → `conv` → `before` (ReLU) →
 * the layer → `after` (ReLU) → `flatten` → `dense` `[3]`. Weights are multiples of 1/64.
 *
 * @param layer One of {@linkcode ANN_LAYERS}.
 * @param seed Of everything that varies; 0 unless given.
 *
 * @example
 * ```ts
 * import { annGraphWith } from "@snnkit/testkit";
 * import { verifyAnn } from "@snnkit/ir";
 *
 * verifyAnn(annGraphWith("max-pool-ceil", 7));
 * ```
 */
export function annGraphWith(layer: string, seed = 0): AnnGraph {
  const random = createRandom(seed, 7);
  const net = graphBuilder<AnnOp>(`ann-graph-with-${layer}`);
  const conv = conv2d(gridWeight(random, [3, 2, 3, 3], 18), {
    bias: gridBias(random, 3),
    padding: 1,
  });
  const current = net.named("conv", conv, net.input([2, 5, 6]));
  const before = net.named("before", { kind: "relu" }, current);
  const middle = LAYERS[layer].add({ net, random }, before);
  const after = net.named("after", { kind: "relu" }, middle);
  return net.finish(addOutput({ net, random }, net.named, after));
}

/**
 * A small random trained network: some layers, each followed by a ReLU, then a fully connected
 * output. Weights are multiples of 1/64.
 *
 * @param seed Of everything.
 * @param layers Which layers may occur, of {@linkcode ANN_LAYERS}; all unless given.
 *
 * @example
 * ```ts
 * import { arbitraryAnnGraph } from "@snnkit/testkit";
 * import { verifyAnn } from "@snnkit/ir";
 *
 * for (let seed = 0; seed < 5; seed++) verifyAnn(arbitraryAnnGraph(seed));
 * verifyAnn(arbitraryAnnGraph(0, ["conv", "conv-batch-norm", "residual"]));
 * ```
 */
export function arbitraryAnnGraph(
  seed: number,
  layers: readonly string[] = ANN_LAYERS,
): AnnGraph {
  const random = createRandom(seed, 8);
  const net = graphBuilder<AnnOp>(`arbitrary-ann-graph-${seed}`);
  const sketch: Sketch<AnnOp> = { net, random };
  let last = net.input([2, between(random, 4, 6), between(random, 4, 6)]);
  const stages = between(random, 1, 5);
  for (let stage = 0; stage < stages; stage++) {
    const shape = net.shapeOf(last);
    const fitting = layers.filter((name) => LAYERS[name].fits(shape));
    // A layer may double its input; a large net would only make tests slow.
    if (fitting.length === 0 || sizeOf(shape) > 300) break;
    last = net.add({ kind: "relu" }, LAYERS[pick(random, fitting)].add(sketch, last));
  }
  return net.finish(addOutput(sketch, net.named, last));
}

/** `flatten` → `dense`, three classes. */
function addOutput(
  { net, random }: Sketch<AnnOp>,
  named: (id: NodeId, op: AnnOp, ...inputs: NodeId[]) => NodeId,
  input: NodeId,
): NodeId {
  const size = sizeOf(net.shapeOf(input));
  const flat = named("flatten", { kind: "reshape", shape: [size] }, input);
  return named("dense", dense(gridWeight(random, [3, size], size), gridBias(random, 3)), flat);
}

/** A layer over any shape but a scalar. */
function any(add: Layer<AnnOp>["add"]): Layer<AnnOp> {
  return { fits: (shape: Shape) => shape.length >= 1, add };
}
