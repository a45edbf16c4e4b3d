import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, fixNetwork, type SimulatorOptions } from "@snnkit/sim";
import { createRandom, filled, type Shape, sizeOf, tensor } from "@snnkit/tensor";
import { avgPool2d, conv2d, dense, population, randomTensor } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

type Net = ReturnType<typeof graphBuilder<RateOp>>;

/** Neurons of fixed point and what their spikes are carried through. */
interface Case {
  /** `[C, H, W]` of the neurons that send. */
  readonly shape: readonly [number, number, number];
  /** Adds what lies between them and those that receive; tells its node. */
  readonly between: (net: Net, sending: string) => string;
}

/** Currents, neurons, what lies between, neurons again, and three classes. */
function layers({ shape: [channels, ...plane], between }: Case, signed: boolean, seed: number) {
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("windows");
  const fire = (x: string): string => {
    const initial = filled([1], random.uniform() / 2);
    return net.add({ ...population(), initial, signed }, x);
  };
  const sending = fire(net.add(
    conv2d(randomTensor(random, [channels, 2, 1, 1])),
    net.input([
      2,
      ...plane,
    ]),
  ));
  const receiving = fire(between(net, sending));
  const size = sizeOf(net.shapeOf(receiving));
  const flat = net.add({ kind: "reshape", shape: [size] }, receiving);
  const graph: RateGraph = net.finish(
    net.add(population(), net.add(dense(randomTensor(random, [3, size], 0.3)), flat)),
  );
  return { graph, receiving };
}

/** The engines give the same records; which kernels work for those that receive. */
async function kernelsOf(its: Case, signed: boolean, seed = 1, loudness = 1) {
  const { graph, receiving } = layers(its, signed, seed);
  const network = compileNetwork(graph);
  const [, ...plane] = its.shape;
  const noise = randomTensor(createRandom(seed), [2, ...plane], loudness).data;
  // Of one value throughout, all pixels of a channel fire together.
  const sample = loudness > 2 ? noise.fill(loudness) : noise;
  const options: SimulatorOptions = { timesteps: 24, precision: "i16" };
  const { populations } = fixNetwork(network, options);
  assertEquals(populations.filter((p) => p.kind === "if" && p.grid !== undefined).length, 2);
  const profile = { now: () => 0 };
  const event = await createEventSimulator(network, { ...options, profile });
  for (const counts of [false, true]) {
    const reference = createReferenceSimulator(network, { ...options, counts }).simulate(sample);
    const own = counts ? await createEventSimulator(network, { ...options, counts }) : event;
    assertEquals(own.simulate(sample), reference);
    assertEquals(own.simulate(sample), reference, "nothing is left of the sample before");
  }
  return event.profile()!.populations.find(({ id }) => id === receiving)!.kernels;
}

const scaled = (net: Net, x: string, scale: readonly number[], shape: Shape): string =>
  net.add({ kind: "affine", scale: tensor(shape, scale), shift: filled([1], 0) }, x);

const CASES: Readonly<Record<string, Case>> = {
  "windows of 1×1": {
    shape: [16, 5, 4],
    between: (net, x) => net.add(avgPool2d(1), x),
  },
  "windows of 1×1 that skip pixels": {
    shape: [8, 5, 6],
    between: (net, x) => net.add(avgPool2d(1, 2), x),
  },
  "windows of 2×2": { shape: [32, 6, 8], between: (net, x) => net.add(avgPool2d(2), x) },
  "windows of 2×2, lanes left over": {
    shape: [20, 4, 6],
    between: (net, x) => net.add(avgPool2d(2), x),
  },
  "windows of 2×2, one vector": {
    shape: [5, 6, 6],
    between: (net, x) => net.add(avgPool2d(2), x),
  },
  "windows of 2×2, rounded up": {
    shape: [16, 7, 5],
    between: (net, x) => net.add({ ...avgPool2d(2), ceilMode: true }, x),
  },
  "windows of 2×2, rounded down": {
    shape: [16, 7, 5],
    between: (net, x) => net.add(avgPool2d(2), x),
  },
  "windows of 3×3 that overlap": {
    shape: [16, 7, 9],
    between: (net, x) => net.add({ ...avgPool2d(3, 2), padding: [1, 1, 1, 1] }, x),
  },
  "windows of 3×3, padding counts": {
    shape: [9, 7, 6],
    between: (net, x) => net.add({ ...avgPool2d(3), padding: [1, 1, 1, 1], countPadding: true }, x),
  },
  "more pixels than eight bits count": {
    shape: [24, 17, 16],
    between: (net, x) => net.add(avgPool2d([17, 16]), x),
  },
  "a factor a channel": {
    shape: [10, 3, 4],
    between: (net, x) =>
      scaled(net, x, Array.from({ length: 10 }, (_, c) => 0.3 + c / 16), [10, 1, 1]),
  },
  "pixels enlarged": {
    shape: [12, 3, 4],
    between: (net, x) =>
      net.add({ kind: "resizeNearest", rows: [0, 0, 1, 1, 2], columns: [0, 1, 1, 3] }, x),
  },
  "two sources side by side": {
    shape: [12, 4, 4],
    between: (net, x) => net.add({ kind: "concat", axis: 0 }, x, scaled(net, x, [0.75], [1])),
  },
};

for (const [name, its] of Object.entries(CASES)) {
  for (const signed of [false, true]) {
    Deno.test(`Gathered, ${signed ? "signed" : "unsigned"}: ${name}`, async () => {
      for (const [seed, loudness] of [0.2, 1, 4].entries()) {
        assertEquals(await kernelsOf(its, signed, seed, loudness), ["carried"]);
      }
    });
  }
}

Deno.test("Any average pool is gathered, with the reference's bits", async () => {
  const pair = (min: number, max: number) =>
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const pools = fc.record({
    channels: fc.integer({ min: 1, max: 40 }),
    plane: pair(3, 9),
    kernel: pair(1, 3),
    stride: pair(1, 3),
    dilation: pair(1, 2),
    padding: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(1)),
    countPadding: fc.boolean(),
    ceilMode: fc.boolean(),
    signed: fc.boolean(),
    seed: fc.nat(999),
  });
  await fc.assert(
    fc.asyncProperty(pools, async ({ channels, plane, signed, seed, ...pool }) => {
      const { kernel, dilation, padding } = pool;
      // A window must fit, and must not lie in the padding alone.
      fc.pre([0, 1].every((axis) => (kernel[axis] - 1) * dilation[axis] < plane[axis]));
      fc.pre([0, 1, 2, 3].every((side) => 2 * padding[side] <= kernel[side % 2]));
      const between: Case["between"] = (net, x) => net.add({ kind: "avgPool2d", ...pool }, x);
      assertEquals(await kernelsOf({ shape: [channels, ...plane], between }, signed, seed), [
        "carried",
      ]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("Factors that differ within a window are not gathered", async () => {
  const factors = Array.from({ length: 16 }, (_, pixel) => 0.5 + pixel / 32);
  const between: Case["between"] = (net, x) =>
    net.add(avgPool2d(2), scaled(net, x, factors, [1, 4, 4]));
  const kernels = await kernelsOf({ shape: [8, 4, 4], between }, false);
  assert(!kernels.includes("carried"));
});
