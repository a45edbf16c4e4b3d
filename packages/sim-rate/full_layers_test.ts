import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, type Precision } from "@snnkit/sim";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { conv2d, dense, population, randomTensor } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

type Net = ReturnType<typeof graphBuilder<RateOp>>;

/** Neurons on a plane, and a fully connected layer that reads them. */
interface Case {
  /** `[C, H, W]` of the neurons that send. */
  readonly shape: readonly [number, number, number];
  readonly outputs: number;
  readonly signed?: boolean;
  /** A convolution reads the same neurons, so that zeros lie around their bit planes. */
  readonly isConvolved?: boolean;
}

const CASES: Readonly<Record<string, Case>> = {
  "many pixels of few channels": { shape: [8, 5, 7], outputs: 24 },
  "words of 64 bits left over": { shape: [24, 3, 3], outputs: 40 },
  "zeros around the planes": { shape: [16, 5, 3], outputs: 16, isConvolved: true },
  "lanes that are no neurons": { shape: [10, 4, 4], outputs: 13 },
  "one pixel": { shape: [200, 1, 1], outputs: 9 },
  "spikes that are taken back": { shape: [16, 4, 4], outputs: 24, signed: true },
};

function layers({ shape, outputs, signed = false, isConvolved }: Case, seed: number) {
  const [channels, ...plane] = shape;
  const random = createRandom(seed);
  const net: Net = graphBuilder<RateOp>("full");
  const sending = net.add(
    { ...population(), signed },
    net.add(conv2d(randomTensor(random, [channels, 2, 1, 1])), net.input([2, ...plane])),
  );
  const full = (x: string, to: number): string => {
    const size = sizeOf(net.shapeOf(x));
    const flat = net.add({ kind: "reshape", shape: [size] }, x);
    return net.add(dense(randomTensor(random, [to, size], 1 / Math.sqrt(size))), flat);
  };
  const sum = (): string => {
    if (!isConvolved) return full(sending, outputs);
    const kernel = randomTensor(random, [channels, channels, 3, 3], 0.2);
    const beside = net.add(population(), net.add(conv2d(kernel, { padding: 1 }), sending));
    return net.add({ kind: "add" }, full(sending, outputs), full(beside, outputs));
  };
  const receiving = net.add(population(), sum());
  const graph: RateGraph = net.finish(net.add(population(), full(receiving, 3)));
  return { graph, receiving };
}

for (const [name, its] of Object.entries(CASES)) {
  for (const precision of ["f32", "i16"] as const satisfies readonly Precision[]) {
    Deno.test(`Fully connected, ${precision}: ${name}`, async () => {
      for (const [seed, loudness] of [0, 0.1, 1, 4].entries()) {
        const { graph, receiving } = layers(its, seed);
        const network = compileNetwork(graph);
        const [, ...plane] = its.shape;
        const sample = randomTensor(createRandom(seed), [2, ...plane], loudness).data;
        for (const counts of [false, true]) {
          const options = { timesteps: 24, precision, counts };
          const profile = { now: () => 0 };
          const event = await createEventSimulator(network, { ...options, profile });
          const reference = createReferenceSimulator(network, options);
          assertEquals(event.simulate(sample), reference.simulate(sample));
          const { kernels } = event.profile()!.populations.find(({ id }) => id === receiving)!;
          assert(kernels.includes(its.signed ? "graded-rows" : "full"), kernels.join());
        }
      }
    });
  }
}
