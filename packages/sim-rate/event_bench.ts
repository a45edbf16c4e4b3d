/**
 * The event engine on a spiking ResNet-20 for 32×32 images with random weights, T = 256. The names
 * tell the spikes per neuron and step and the synaptic additions of a sample: divide by the time.
 *
 *     deno bench packages/sim-rate/event_bench.ts
 */
import { graphBuilder, type NodeId, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, PRECISIONS } from "@snnkit/sim";
import { createRandom, sizeOf, tensor } from "@snnkit/tensor";
import { createEventSimulator } from "./mod.ts";

/** A ResNet-20 whose neurons are the quieter the higher their threshold. */
function resNet20(seed: number, threshold: number, signed: boolean): RateGraph {
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("resnet-20");
  const draw = (shape: readonly number[], mean: number, deviation: number) =>
    tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => mean + deviation * random.normal()),
    );
  const fire = (x: NodeId): NodeId =>
    net.add({
      kind: "if",
      threshold: tensor([1], [threshold]),
      initial: tensor([1], [0.5]),
      reset: "subtract",
      ...(signed && { signed }),
      unit: tensor([1], [1]),
    }, x);
  const conv = (x: NodeId, from: number, to: number, k: number, stride: number): NodeId =>
    net.add({
      kind: "conv2d",
      weight: draw([to, from, k, k], 0, 1 / Math.sqrt(from * k * k)),
      bias: draw([to], 0.1, 0.05),
      stride: [stride, stride],
      padding: k === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
    }, x);

  let x = fire(conv(net.input([3, 32, 32]), 3, 16, 3, 1));
  let channels = 16;
  for (const width of [16, 32, 64]) {
    for (let block = 0; block < 3; block++) {
      const stride = width !== channels ? 2 : 1;
      const inner = fire(conv(x, channels, width, 3, stride));
      const shortcut = stride === 2 ? conv(x, channels, width, 1, 2) : x;
      x = fire(net.add({ kind: "add" }, conv(inner, width, width, 3, 1), shortcut));
      channels = width;
    }
  }
  const pooled = net.add({
    kind: "avgPool2d",
    kernel: [8, 8],
    stride: [8, 8],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
    countPadding: false,
  }, x);
  const features = net.add({ kind: "reshape", shape: [64] }, pooled);
  const weight = draw([10, 64], 0, 0.1);
  return net.finish(fire(net.add({ kind: "dense", weight, bias: draw([10], 0, 0.1) }, features)));
}

const timesteps = 256;
const random = createRandom(1);
const sample = Float32Array.from({ length: 3 * 32 * 32 }, () => 0.3 * random.uniform());

const KINDS = ([[1.75, false], [3, false], [1.75, true], [3, true]] as const)
  .flatMap(([threshold, signed]) =>
    PRECISIONS.map((precision) => ({ threshold, signed, precision }))
  );

for (const { threshold, signed, precision } of KINDS) {
  const network = compileNetwork(resNet20(0, threshold, signed));
  const simulator = await createEventSimulator(network, { timesteps, precision });
  const { spikes, synapticOps } = simulator.simulate(sample);
  const additions = synapticOps.reduce((a, b) => a + b, 0);
  const neurons = simulator.layers.reduce((sum, layer) => sum + layer.neurons, 0);
  const rate = spikes.reduce((a, b) => a + b, 0) / neurons / timesteps;
  Deno.bench({
    name:
      `ResNet-20${signed ? " signed" : ""}, ${precision}, T = ${timesteps}, rate ${
        (100 * rate).toFixed(1)
      } %, ` +
      `${(additions / 1e9).toFixed(3)} G additions`,
    fn: () => void simulator.simulate(sample),
  });
}
