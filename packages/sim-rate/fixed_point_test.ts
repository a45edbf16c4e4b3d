import { graphBuilder, type If, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, fixNetwork, type IfPopulation } from "@snnkit/sim";
import { blockNames, compare, randomGraph, randomSample } from "@snnkit/sim/conformance";
import { createRandom, filled, tensor } from "@snnkit/tensor";
import { conv2d, dense, population, randomTensor } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { createEventSimulator, createRateSimulator, createReferenceSimulator } from "./mod.ts";

const READOUTS = ["membrane", "count", "softmax-free"] as const;

/** How many populations of a graph have 16-bit potentials. */
function fixedOf(graph: RateGraph, timesteps: number): IfPopulation[] {
  const { populations } = fixNetwork(compileNetwork(graph), { timesteps });
  return populations.filter((p) => p.kind === "if").filter(({ grid }) => grid !== undefined);
}

async function compareOn(seed: number, block?: string): Promise<number> {
  const graph = randomGraph(seed, block === undefined ? {} : { blocks: [block] });
  const samples = [randomSample(graph, seed), randomSample(graph, seed + 1)];
  const timesteps = 1 + (7 * seed) % 50;
  const readout = READOUTS[seed % 3];
  const stop = seed % 2 === 0
    ? { kind: "none" } as const
    : { kind: "margin", atLeast: 0.3 } as const;
  const options = { timesteps, readout, seed, stop, precision: "i16" } as const;
  await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
  return fixedOf(graph, timesteps).length;
}

for (const block of blockNames) {
  Deno.test(`In fixed point both engines give the same spikes through "${block}"`, async () => {
    let fixed = 0;
    for (let seed = 0; seed < 8; seed++) fixed += await compareOn(seed, block);
    assert(fixed > 0, "no population is in fixed point");
  });
}

Deno.test("In fixed point both engines give the same spikes on random graphs", async () => {
  for (let seed = 2000; seed < 2040; seed++) await compareOn(seed);
});

/** Two layers of neurons of several vectors a pixel; the first one's currents are the sample. */
function restless(op: Partial<If>, seed: number, channels: number, gain = 0.5): RateGraph {
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("restless");
  const fire = (x: string, wide: number, op: Partial<If>) => {
    const initial = randomTensor(random, [wide], 0.5);
    return net.add({ ...population(), initial, threshold: filled([wide], 0.75), ...op }, x);
  };
  const convolve = (x: string, from: number) => {
    const weight = randomTensor(random, [channels, from, 3, 3], gain / Math.sqrt(from));
    return net.add(conv2d(weight, { padding: 1 }), x);
  };
  const first = fire(convolve(net.input([2, 6, 7]), 2), channels, op);
  const second = fire(convolve(first, channels), channels, op);
  const flat = net.add({ kind: "reshape", shape: [channels * 42] }, second);
  const last = dense(randomTensor(random, [5, channels * 42], 0.3));
  return net.finish(fire(net.add(last, flat), 5, {}));
}

for (const signed of [false, true]) {
  for (const reset of signed ? ["subtract"] as const : ["subtract", "zero"] as const) {
    const name = `${signed ? "signed" : "unsigned"}, ${reset}`;
    Deno.test(`In fixed point both engines give the same spikes: ${name}`, async () => {
      for (const [seed, channels] of [3, 8, 21].entries()) {
        const graph = restless({ signed, reset }, seed, channels);
        assertEquals(fixedOf(graph, 50).length, 2);
        const samples = [1, 2].map((s) => randomTensor(createRandom(s), [2, 6, 7]).data);
        for (const readout of READOUTS) {
          // Long enough that some potentials are cut off.
          const options = { timesteps: 300, readout, precision: "i16" } as const;
          await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
          const network = compileNetwork(graph);
          const plain = await createEventSimulator(network, options);
          const { spikes } = createReferenceSimulator(network, options).simulate(samples[0]);
          assertEquals(plain.simulate(samples[0]).spikes, spikes);
        }
      }
    });
  }
}

/**
 * A neuron whose source sends a spike in every step, before which it has `before` potential. Its weight
 * and current make it fall or climb for a long time.
 */
function steady(op: Partial<If>, weight: number, initial: number): RateGraph {
  const net = graphBuilder<RateOp>("steady");
  const source = net.add(population(), net.input([1]));
  const driven = net.add(
    { ...population(), initial: tensor([1], [initial]), ...op },
    net.add(dense(tensor([1, 1], [weight])), source),
  );
  return net.finish(net.add(population(), net.add(dense(tensor([1, 1], [1])), driven)));
}

/** One value a case: the source's current, its weight, the potential at rest, and what is signed. */
const EDGES: readonly (readonly [string, number, number, number, boolean])[] = [
  ["falls for ever", 1, -4, 0, false],
  ["falls for ever and takes back", 1, -4, 15, true],
  ["climbs for ever", 1, 4, 0, false],
  ["climbs and then fires off what it has", 0.0625, 8, 8, false],
  ["fires every other step", 0.5, 1, 0, true],
  ["begins far below", 1, 1, -16, false],
  ["begins far above and falls", 1, -0.5, 16, true],
];

for (const [name, current, weight, initial, signed] of EDGES) {
  Deno.test(`A neuron in fixed point ${name} as in exact arithmetic`, async () => {
    const graph = steady({ signed }, weight, initial);
    assertEquals(fixedOf(graph, 200).length, 2);
    const samples = [Float32Array.of(current), Float32Array.of(0), Float32Array.of(-current)];
    const options = { timesteps: 200, readout: "count", precision: "i16" } as const;
    await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
  });
}

/** Excites its neuron for some steps by one source and inhibits it by another for others. */
function turning(signed: boolean, first: number, second: number): RateGraph {
  const net = graphBuilder<RateOp>("turning");
  const theta = tensor([2], [1, 1]);
  // The second source waits: it begins far below its threshold.
  const initial = tensor([2], [0, -12]);
  const sources = net.add({ ...population(), threshold: theta, initial }, net.input([2]));
  const driven = net.add(
    { ...population(), signed },
    net.add(dense(tensor([1, 2], [first, second])), sources),
  );
  return net.finish(net.add(population(), net.add(dense(tensor([1, 1], [1])), driven)));
}

for (const signed of [false, true]) {
  for (const [first, second] of [[-8, 16], [8, -16], [-8, 9], [8, -9]]) {
    const name = `${first} and then ${second}${signed ? ", signed" : ""}`;
    Deno.test(`A neuron cut off and turned, ${name}, spikes as in exact arithmetic`, async () => {
      const graph = turning(signed, first, second);
      assertEquals(fixedOf(graph, 200).length, 2);
      // The first source spikes at once in every step, the second from step 12 or 24 on.
      const samples = [[1, 1], [1, 0.5], [1, 0.25], [0.9375, 1]].map((s) => Float32Array.from(s));
      const options = { timesteps: 200, readout: "count", precision: "i16" } as const;
      await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
    });
  }
}

Deno.test("A current beyond the format is simulated in float32", async () => {
  const graph = steady({}, 1, 0);
  // 8192 steps of a grid of 512 are 16.
  const samples = [16, 16.5, 1e6, -17, Infinity, NaN, 0.3].map((x) => Float32Array.of(x));
  const options = { timesteps: 20, readout: "count", precision: "i16" } as const;
  await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
});

Deno.test("A network that is in doubt again and again goes on in float32", async () => {
  const graph = turning(false, -8, 16);
  const network = compileNetwork(graph);
  const options = { timesteps: 100, readout: "count", precision: "i16" } as const;
  const event = await createEventSimulator(network, options);
  const reference = createReferenceSimulator(network, options);
  const sample = Float32Array.of(1, 0.5);
  for (let i = 0; i < 12; i++) {
    assertEquals(event.simulate(sample, i), reference.simulate(sample, i));
  }
});

Deno.test("createRateSimulator() simulates in the precision it is told", async () => {
  const network = compileNetwork(restless({}, 5, 6));
  const sample = randomTensor(createRandom(9), [2, 6, 7]).data;
  const fixed = fixNetwork(network, { timesteps: 40 });
  for (const engine of ["event", "reference"] as const) {
    const options = { timesteps: 40, engine, counts: true };
    const rounded = await createRateSimulator(network, { ...options, precision: "i16" });
    const float = await createRateSimulator(fixed, options);
    assertEquals(rounded.simulate(sample), float.simulate(sample));
  }
});
