import {
  type Encode,
  graphBuilder,
  type If,
  type MaxPool2d,
  type MaxPoolGate,
  type NodeId,
  type RateGraph,
  type RateOp,
} from "@snnkit/ir";
import { createRandom, filled, type Random, type Shape, sizeOf, tensor } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d, population } from "./layers.ts";
import { gridTensor } from "./random_tensor.ts";
import { LINEAR_LAYERS } from "./_linear_layers.ts";
import { between, gridBias, gridWeight, type Layer, pick, plane, type Sketch } from "./_sketch.ts";

/** What only spiking networks have, and what needs neurons within. All read spikes. */
const SPIKING_LAYERS: Readonly<Record<string, Layer<RateOp>>> = {
  "gate": plane(2, ({ net }, input) => net.add(gate(maxPool2d(2)), input)),
  "gate-overlapping": plane(2, ({ net }, input) => {
    return net.add({ ...gate(maxPool2d(3, [2, 1])), padding: [1, 1, 1, 1] }, input);
  }),
  "gate-ceil": plane(3, ({ net }, input) => {
    return net.add({ ...gate(maxPool2d(2)), ceilMode: true }, input);
  }),
  "gate-rearranged": plane(2, ({ net }, input) => {
    const turned = net.add({ kind: "transpose", order: [0, 2, 1] }, input);
    return net.add(gate(maxPool2d([1, 2])), turned);
  }),
  "gate-joined": plane(2, ({ net, random }, input) => {
    const other = net.add(anyPopulation(random, net.shapeOf(input)), input);
    return net.add(gate(maxPool2d(2)), net.add({ kind: "concat", axis: 0 }, input, other));
  }),
  "gate-gate": plane(2, ({ net }, input) => {
    return net.add(gate(maxPool2d([2, 1])), net.add(gate(maxPool2d([1, 2])), input));
  }),
  "gate-conv": plane(2, (sketch, input) => {
    return LINEAR_LAYERS["conv"].add(sketch, sketch.net.add(gate(maxPool2d(2)), input));
  }),
  "gate-tracking": plane(2, ({ net }, input) => {
    const window = { ...maxPool2d(3, [1, 2]), padding: [1, 1, 1, 1] } as const;
    return net.add({ ...gate(window), estimator: "track" }, input);
  }),
  "gate-exponential": plane(2, ({ net }, input) => {
    const window = { ...maxPool2d(2, 1), padding: [0, 1, 1, 0] } as const;
    return net.add({ ...gate(window), estimator: "exponential", decay: 0.75 }, input);
  }),
  "gate-window": plane(2, ({ net, random }, input) => {
    const other = net.add(anyPopulation(random, net.shapeOf(input)), input);
    const joined = net.add({ kind: "concat", axis: 0 }, input, other);
    return net.add({ ...gate(maxPool2d([2, 1])), estimator: "window", steps: 5 }, joined);
  }),
  "refractory": plane(1, (sketch, input) => {
    const { net, random } = sketch;
    const resting = { ...anyPopulation(random, net.shapeOf(input)), refractory: 1 };
    return alternating(sketch, net.add(resting, input));
  }),
  "refractory-signed": plane(1, (sketch, input) => {
    return alternating(sketch, addSigned(sketch, alternating(sketch, input), 2));
  }),
  "signed": plane(1, (sketch, input) => {
    return alternating(sketch, addSigned(sketch, alternating(sketch, input)));
  }),
  "gate-signed": plane(2, (sketch, input) => {
    const signed = addSigned(sketch, alternating(sketch, input));
    const joined = sketch.net.add({ kind: "concat", axis: 0 }, input, signed);
    const once = sketch.net.add({ ...gate(maxPool2d([2, 1])), estimator: "track" }, joined);
    return sketch.net.add({ ...gate(maxPool2d([1, 2], 1)), estimator: "track" }, once);
  }),
  "encoded": plane(1, (sketch, input) => {
    const { net } = sketch;
    const joined = [addEncoded(sketch, input, {}), addEncoded(sketch, input, { signed: true })];
    return alternating(sketch, net.add({ kind: "concat", axis: 0 }, input, ...joined));
  }),
  "residual": plane(1, ({ net, random }, input) => {
    const [channels] = net.shapeOf(input);
    const weight = () => gridWeight(random, [channels, channels, 3, 3], channels * 9);
    const inner = net.add(conv2d(weight(), { padding: 1 }), input);
    const spikes = net.add(anyPopulation(random, net.shapeOf(inner)), inner);
    return net.add({ kind: "add" }, net.add(conv2d(weight(), { padding: 1 }), spikes), input);
  }),
  "constant": plane(1, ({ net, random }, input) => {
    const [channels] = net.shapeOf(input);
    const value = gridTensor(random, [channels, 1, 1], 0, 0.25);
    return net.add({ kind: "add" }, input, net.add({ kind: "constant", value }));
  }),
};

const LAYERS: Readonly<Record<string, Layer<RateOp>>> = { ...LINEAR_LAYERS, ...SPIKING_LAYERS };

/** Names of the layers that {@linkcode rateGraphWith} knows, e.g. `"conv-strided"`, `"gate"`. */
export const RATE_LAYERS: readonly string[] = Object.keys(LAYERS);

/**
 * A small rate-coded network around one kind of layer: input `[2, 5, 6]` → `conv` → `before`
 * (neurons) → the layer → `after` (neurons) → `flatten` → `dense` → `output` (neurons, `[3]`).
 *
 * Weights and thresholds are multiples of 1/64 and sums small: with samples of
 * {@linkcode gridSample}, float32 arithmetic is exact in any order, so all simulators must agree to
 * the last spike.
 *
 * @param layer One of {@linkcode RATE_LAYERS}.
 * @param seed Of everything that varies; 0 unless given.
 *
 * @example
 * ```ts
 * import { rateGraphWith } from "@snnkit/testkit";
 * import { verifyRate } from "@snnkit/ir";
 *
 * verifyRate(rateGraphWith("conv-depthwise", 7));
 * ```
 */
export function rateGraphWith(layer: string, seed = 0): RateGraph {
  const random = createRandom(seed, 4);
  const net = graphBuilder<RateOp>(`rate-graph-with-${layer}`);
  const sketch: Sketch<RateOp> = { net, random };
  const conv = conv2d(gridWeight(random, [3, 2, 3, 3], 18), {
    bias: gridBias(random, 3),
    padding: 1,
  });
  const current = net.named("conv", conv, net.input([2, 5, 6]));
  const before = net.named("before", anyPopulation(random, net.shapeOf(current)), current);
  const middle = LAYERS[layer].add(sketch, before);
  const after = net.named("after", anyPopulation(random, net.shapeOf(middle)), middle);
  return net.finish(addOutput(sketch, net.named, after));
}

/**
 * A small random rate-coded network: some layers of any kind, each followed by neurons with
 * thresholds, initial potentials and resets of any kind, then a fully connected output.
 *
 * Exact in float32 as {@linkcode rateGraphWith} says. Use it with fast-check as
 * `fc.nat().map(arbitraryRateGraph)`.
 *
 * @param seed Of everything.
 *
 * @example
 * ```ts
 * import { arbitraryRateGraph } from "@snnkit/testkit";
 * import { verifyRate } from "@snnkit/ir";
 *
 * for (let seed = 0; seed < 5; seed++) verifyRate(arbitraryRateGraph(seed));
 * ```
 */
export function arbitraryRateGraph(seed: number): RateGraph {
  const random = createRandom(seed, 5);
  const net = graphBuilder<RateOp>(`arbitrary-rate-graph-${seed}`);
  const sketch: Sketch<RateOp> = { net, random };
  const first = conv2d(gridWeight(random, [2, 2, 2, 2], 8), { bias: gridBias(random, 2) });
  let last = net.add(first, net.input([2, between(random, 4, 6), between(random, 4, 6)]));
  const stages = between(random, 1, 4);
  for (let stage = 0; stage < stages; stage++) {
    last = net.add(anyPopulation(random, net.shapeOf(last)), last);
    last = addLayer(sketch, last);
  }
  return net.finish(
    addOutput(sketch, net.named, net.add(anyPopulation(random, net.shapeOf(last)), last)),
  );
}

/** Adds a layer that fits and does not make the net large. */
function addLayer(sketch: Sketch<RateOp>, input: NodeId): NodeId {
  const shape = sketch.net.shapeOf(input);
  // Layers at most double what they read, but for a transposed convolution.
  const fitting = Object.values(LAYERS).filter((layer) => layer.fits(shape));
  const small = sizeOf(shape) <= 150 ? fitting : [LAYERS["slice-strided"]];
  return pick(sketch.random, small).add(sketch, input);
}

/** `flatten` → `dense` → `output`, three classes. */
function addOutput(
  { net, random }: Sketch<RateOp>,
  named: (id: NodeId, op: RateOp, ...inputs: NodeId[]) => NodeId,
  input: NodeId,
): NodeId {
  const size = sizeOf(net.shapeOf(input));
  const flat = named("flatten", { kind: "reshape", shape: [size] }, input);
  const last = dense(gridWeight(random, [3, size], size), gridBias(random, 3));
  return named("output", population(), named("dense", last, flat));
}

/** Neurons with one threshold or one a channel, from rest or not, of either reset. */
function anyPopulation(random: Random, shape: Shape): If {
  const length = pick(random, [1, shape[0]]);
  const thresholds = Array.from({ length }, () => between(random, 32, 96) / 64);
  return {
    kind: "if",
    threshold: tensor([length], thresholds),
    initial: pick(random, [
      filled([1], 0),
      filled([1], -0.125),
      tensor([length], thresholds.map((threshold) => threshold / 2)),
    ]),
    reset: pick(random, ["subtract", "subtract", "zero"]),
    unit: tensor([length], thresholds.map(() => between(random, 16, 256) / 64)),
  };
}

/** Neurons that take spikes back. */
function addSigned({ net, random }: Sketch<RateOp>, input: NodeId, refractory = 0): NodeId {
  const op = { ...anyPopulation(random, net.shapeOf(input)), reset: "subtract", signed: true };
  return net.add({ ...op, ...(refractory > 0 && { refractory }) } as If, input);
}

/** Encoders of constants as large as what is read. */
function addEncoded(
  { net, random }: Sketch<RateOp>,
  input: NodeId,
  attributes: Partial<Encode>,
): NodeId {
  const shape = net.shapeOf(input);
  const value = net.add({ kind: "constant", value: gridTensor(random, shape, -0.5, 1.25) });
  const coding = pick(random, ["poisson", "periodic"] as const);
  return net.add({ kind: "encode", coding, unit: filled([1], 1), ...attributes }, value);
}

/** Each channel less half the next one, so that currents are often negative. */
function alternating({ net }: Sketch<RateOp>, input: NodeId): NodeId {
  const [channels] = net.shapeOf(input);
  const weight = new Float32Array(channels * channels);
  for (let c = 0; c < channels; c++) {
    weight[c * channels + (c + 1) % channels] = -0.5;
    weight[c * channels + c] += 1;
  }
  return net.add(conv2d(tensor([channels, channels, 1, 1], weight)), input);
}

/** The gate of a max-pool. */
function gate(window: MaxPool2d): MaxPoolGate {
  return { ...window, kind: "maxPoolGate" };
}
