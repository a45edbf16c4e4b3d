import { graphBuilder, type If, type MaxPoolGate, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork } from "@snnkit/sim";
import { compare } from "@snnkit/sim/conformance";
import { createRandom, filled } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d, population, randomTensor } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

/** Every kind of neuron that is not plain. */
const NEURONS: readonly Partial<If>[] = [true, false].flatMap((signed) =>
  (["subtract", "zero"] as const).flatMap((reset) =>
    [{ leak: 0.9 }, { refractory: 2 }, { leak: 0.77, refractory: 1 }].map((op) => ({
      ...op,
      reset,
      signed,
    }))
  )
).filter(({ signed, reset }) => !signed || reset === "subtract");

const nameOf = ({ signed, reset, leak = 1, refractory = 0 }: Partial<If>): string =>
  `${signed ? "signed" : "unsigned"}, ${reset}, α = ${leak}, r = ${refractory}`;

/** Neurons of several vectors a pixel, whose currents change their sign, of three layers. */
function restless(op: Partial<If>, seed: number, channels: number): RateGraph {
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("restless");
  const fire = (x: string, wide: number) => {
    const initial = randomTensor(random, [wide], 0.5);
    const threshold = filled([wide], 0.75);
    return net.add({ ...population(), initial, threshold, ...op }, x);
  };
  const convolve = (x: string, from: number) => {
    const weight = randomTensor(random, [channels, from, 3, 3], 0.5 / Math.sqrt(from));
    return net.add(conv2d(weight, { padding: 1 }), x);
  };
  const first = fire(convolve(net.input([2, 6, 7]), 2), channels);
  const second = fire(convolve(first, channels), channels);
  const flat = net.add({ kind: "reshape", shape: [channels * 42] }, second);
  const last = dense(randomTensor(random, [5, channels * 42], 0.3));
  return net.finish(fire(net.add(last, flat), 5));
}

for (const op of NEURONS) {
  Deno.test(`createEventSimulator() gives the bits of the definition: ${nameOf(op)}`, async () => {
    for (const [seed, channels] of [3, 8, 21].entries()) {
      const graph = restless(op, seed, channels);
      const samples = [1, 2].map((s) => randomTensor(createRandom(s), [2, 6, 7]).data);
      for (const readout of ["membrane", "count"] as const) {
        const options = { timesteps: 37, readout };
        await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
      }
      // The same where nobody asks for counts.
      const options = { timesteps: 37, readout: "count" } as const;
      const network = compileNetwork(graph);
      const event = await createEventSimulator(network, options);
      const expected = createReferenceSimulator(network, options).simulate(samples[0]);
      assertEquals(event.simulate(samples[0]), expected);
      const sent = expected.spikes.reduce((sum, n) => sum + n, 0);
      assert(sent > 37 * channels, `hardly anything is sent: ${sent} spikes`);
    }
  });
}

const GATES: readonly Partial<MaxPoolGate>[] = [
  { estimator: "exponential", decay: 0.5 },
  { estimator: "exponential", decay: 0.97 },
  { estimator: "window", steps: 1 },
  { estimator: "window", steps: 5 },
  // The last steps are longer than a block of steps.
  { estimator: "window", steps: 21 },
];

for (const op of GATES) {
  const { estimator, decay, steps } = op;
  const name = `${estimator} ${decay ?? steps}`;
  Deno.test(`createEventSimulator() gives the bits of the definition: gates ${name}`, async () => {
    for (const [seed, channels] of [3, 8, 21].entries()) {
      const random = createRandom(seed, 7);
      const net = graphBuilder<RateOp>("gates");
      const convolve = (x: string, from: number) =>
        net.add(conv2d(randomTensor(random, [channels, from, 3, 3], 0.4), { padding: 1 }), x);
      const input = net.input([2, 6, 7]);
      const first = net.add(population(), convolve(input, 2));
      const second = net.add({ ...population(), refractory: 1 }, convolve(first, channels));
      const joined = net.add({ kind: "concat", axis: 0 }, first, second);
      const window = { ...maxPool2d(3, 1), padding: [1, 1, 1, 1], dilation: [1, 2] } as const;
      const gate = net.add({ ...window, kind: "maxPoolGate", ...op }, joined);
      const size = net.shapeOf(gate).reduce((product, length) => product * length, 1);
      const flat = net.add({ kind: "reshape", shape: [size] }, gate);
      const last = dense(randomTensor(random, [5, size], 0.3));
      const graph = net.finish(net.add(population(), net.add(last, flat)));
      const samples = [1, 2].map((s) => randomTensor(createRandom(s), [2, 6, 7]).data);
      const options = { timesteps: 43, readout: "count" } as const;
      await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
    }
  });
}
