/**
 * The event engine on a convolutional network with random weights, for pictures of which more and more
 * pixels are not 0. The names tell spikes and synaptic operations of a sample: time is proportional to
 * operations, and with them to spikes.
 *
 *     deno bench packages/sim-ttfs/event_bench.ts
 */
import { graphBuilder, type NodeId, type TtfsGraph, type TtfsOp } from "@snnkit/ir";
import { createRandom, sizeOf, tensor } from "@snnkit/tensor";
import { compileTimedNetwork, createEventTtfs } from "./mod.ts";

const WIDTH = 32;

/** Three convolutions whose biases keep neurons silent that hear nothing. */
function network(): TtfsGraph {
  const random = createRandom(1);
  const net = graphBuilder<TtfsOp>("three-layers");
  const draw = (shape: readonly number[], mean: number, deviation: number) =>
    tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => mean + deviation * random.normal()),
    );
  let end = 1;
  const layer = (x: NodeId, from: number, to: number): NodeId => {
    const conv = net.add({
      kind: "conv2d",
      weight: draw([to, from, 3, 3], 0, 1 / Math.sqrt(9 * from)),
      bias: draw([to], -0.05, 0.01),
      stride: [1, 1],
      padding: [1, 1, 1, 1],
      dilation: [1, 1],
      groups: 1,
    }, x);
    const start = end;
    end += 4;
    return net.add({ kind: "fireOnce", start, end }, conv);
  };
  const pixels = net.add({ kind: "encodeLatency", start: 0, end }, net.input([3, WIDTH, WIDTH]));
  return net.finish(layer(layer(layer(pixels, 3, 16), 16, 16), 16, 16));
}

const simulator = createEventTtfs(compileTimedNetwork(network()));
for (const share of [0.01, 0.03, 0.1, 0.3, 1]) {
  const random = createRandom(2);
  const sample = Float32Array.from(
    { length: 3 * WIDTH * WIDTH },
    () => random.uniform() < share ? random.uniform() : 0,
  );
  const { spikes, synapticOps } = simulator.simulate(sample);
  const count = spikes.reduce((sum, n) => sum + n, 0);
  Deno.bench(`${count} spikes, ${synapticOps} operations`, () => void simulator.simulate(sample));
}
