import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, fixNetwork, type SimulatorOptions } from "@snnkit/sim";
import { createRandom, filled } from "@snnkit/tensor";
import { conv2d, dense, population, randomTensor } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

/** A convolution between two populations of fixed point. */
interface Case {
  readonly channels: readonly [number, number];
  readonly plane: readonly [number, number];
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

const CASES: Readonly<Record<string, Case>> = {
  "one vector": { channels: [8, 8], plane: [7, 6], kernel: 3, stride: 1, padding: 1 },
  "two groups, two vectors": {
    channels: [16, 16],
    plane: [9, 5],
    kernel: 3,
    stride: 1,
    padding: 1,
  },
  "three groups, four vectors": {
    channels: [20, 32],
    plane: [5, 8],
    kernel: 3,
    stride: 1,
    padding: 1,
  },
  "no padding": { channels: [9, 13], plane: [8, 8], kernel: 3, stride: 1, padding: 0 },
  "more padding than kernel": { channels: [3, 5], plane: [4, 5], kernel: 3, stride: 1, padding: 3 },
  "a wide kernel": { channels: [16, 16], plane: [7, 7], kernel: 5, stride: 1, padding: 2 },
  "a stride": { channels: [16, 32], plane: [8, 9], kernel: 3, stride: 2, padding: 1 },
  "a stride without padding": {
    channels: [8, 16],
    plane: [7, 10],
    kernel: 3,
    stride: 2,
    padding: 0,
  },
  "one tap": { channels: [16, 24], plane: [5, 5], kernel: 1, stride: 1, padding: 0 },
  "one pixel": { channels: [8, 8], plane: [1, 1], kernel: 3, stride: 1, padding: 1 },
};

/** Neurons, a convolution of what they send, and another one with a shortcut over it. */
function layers(its: Case, signed: boolean, seed: number): RateGraph {
  const { channels: [from, to], plane, kernel, stride, padding } = its;
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("patterns");
  const fire = (x: string, wide: number) => {
    const initial = randomTensor(random, [wide], 0.5);
    return net.add({ ...population(), initial, threshold: filled([wide], 1), signed }, x);
  };
  const convolve = (x: string, shape: readonly [number, number], k: number, options: object) => {
    const weight = randomTensor(random, [...shape, k, k], 1.2 / Math.sqrt(shape[1] * k));
    return net.add(conv2d(weight, options), x);
  };
  const first = fire(convolve(net.input([2, ...plane]), [from, 2], 1, {}), from);
  const second = fire(convolve(first, [to, from], kernel, { stride, padding }), to);
  const third = convolve(second, [to, to], 3, { padding: 1 });
  const last = fire(net.add({ kind: "add" }, third, second), to);
  const [rows, columns] = plane.map((n) => Math.floor((n + 2 * padding - kernel) / stride) + 1);
  const size = to * rows * columns;
  const flat = net.add({ kind: "reshape", shape: [size] }, last);
  return net.finish(fire(net.add(dense(randomTensor(random, [3, size], 0.2)), flat), 3));
}

for (const [name, its] of Object.entries(CASES)) {
  for (const signed of [false, true]) {
    Deno.test(`By patterns, ${signed ? "signed" : "unsigned"}: ${name}`, async () => {
      // From silence to neurons that fire nearly always: both ways of adding are taken.
      for (const [seed, loudness] of [0, 0.1, 0.4, 1, 3].entries()) {
        const network = compileNetwork(layers(its, signed, seed));
        const sample = randomTensor(createRandom(seed), [2, ...its.plane]).data.map((x) =>
          Math.abs(x) * loudness
        );
        for (const counts of [false, true]) {
          const options: SimulatorOptions = { timesteps: 40, precision: "i16", counts };
          const { populations } = fixNetwork(network, options);
          const grids = populations.filter((p) => p.kind === "if" && p.grid !== undefined);
          assertEquals(grids.length, 3);
          const reference = createReferenceSimulator(network, options).simulate(sample);
          const event = await createEventSimulator(network, options);
          assertEquals(event.simulate(sample), reference);
          assertEquals(event.simulate(sample), reference, "nothing is left of the sample before");
        }
      }
    });
  }
}

Deno.test("The profile names patterns and what is carried over", async () => {
  const network = compileNetwork(layers(CASES["one vector"], true, 1));
  const profile = { now: () => 0 };
  const event = await createEventSimulator(network, { timesteps: 4, precision: "i16", profile });
  event.simulate(new Float32Array(84).fill(1));
  const kernels = event.profile()!.populations.map(({ kernels }) => kernels);
  assertEquals(kernels[1], ["patterns"]);
  assertEquals(kernels[2], ["patterns", "carried"]);
  assert(!kernels[3].includes("patterns"));
});
