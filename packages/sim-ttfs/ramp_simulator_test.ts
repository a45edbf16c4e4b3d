import { type FireFirst, graphBuilder, type TtfsGraph, type TtfsOp } from "@snnkit/ir";
import { createRandom, filled, type Random, tensor } from "@snnkit/tensor";
import { dense, maxPool2d } from "@snnkit/testkit";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ttfsCases } from "./conformance/cases.ts";
import { createRampSimulator } from "./mod.ts";

const one = filled([1], 1);
const neurons = (remedy: FireFirst["remedy"]): FireFirst => ({
  kind: "fireFirst",
  threshold: one,
  remedy,
  unit: one,
});

/** Fully connected layers: weights `[out][in]` and biases. */
interface Layer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

function randomLayers(random: Random, widths: readonly number[]): Layer[] {
  const draw = (): number => Math.fround(random.normal());
  return widths.slice(1).map((width, k) => ({
    weight: Array.from({ length: width }, () => Array.from({ length: widths[k] }, draw)),
    bias: Array.from({ length: width }, () => 0.3 * draw()).map(Math.fround),
  }));
}

function graphOf(layers: readonly Layer[], inputs: number, remedy: FireFirst["remedy"]): TtfsGraph {
  const net = graphBuilder<TtfsOp>("ramps");
  let x = net.add(neurons(remedy), net.input([inputs]));
  for (const { weight, bias } of layers) {
    const shape = [weight.length, weight[0].length];
    const linear = dense(tensor(shape, weight.flat()), tensor([bias.length], [...bias]));
    x = net.add(neurons(remedy), net.add(linear, x));
  }
  return net.finish();
}

/** By its definition in small steps of time: when each neuron last crossed its threshold upwards. */
function inSmallSteps(
  layers: readonly Layer[],
  sample: readonly number[],
  remedy: FireFirst["remedy"],
  dt: number,
  duration: number,
): number[][] {
  const all: readonly Layer[] = [{ weight: sample.map(() => []), bias: sample }, ...layers];
  const u = all.map(({ bias }) => bias.map(() => 0));
  const times = all.map(({ bias }) => bias.map(() => Infinity));
  for (let t = dt; t < duration; t += dt) {
    all.forEach(({ weight, bias }, k) => {
      bias.forEach((b, i) => {
        const before = k === 0 ? [] : times[k - 1];
        u[k][i] += dt *
          (b + before.reduce((sum, time, j) => sum + (time < t ? weight[i][j] : 0), 0));
        const waits = before.reduce(
          (sum, time, j) =>
            sum + (time === Infinity && u[k - 1][j] > 0 ? Math.abs(weight[i][j]) : 0),
          0,
        );
        const theta = 1 + (remedy === "dynamic" ? waits : 0);
        if (times[k][i] === Infinity && u[k][i] >= theta) times[k][i] = t;
        if (remedy === "corrective" && u[k][i] < theta) times[k][i] = Infinity;
      });
    });
  }
  return times;
}

for (const remedy of ["none", "dynamic", "corrective"] as const) {
  Deno.test(`Neurons with the remedy "${remedy}" do what small steps of time do`, () => {
    const random = createRandom(7);
    const [dt, duration] = [2e-3, 60];
    let [spikes, far, compared] = [0, 0, 0];
    for (let round = 0; round < 10; round++) {
      const layers = randomLayers(random, [4, 5, 3]);
      const sample = Array.from({ length: 4 }, () => Math.fround(random.uniform()));
      const simulator = createRampSimulator(graphOf(layers, 4, remedy), { times: true });
      const { times } = simulator.simulate(Float32Array.from(sample));
      inSmallSteps(layers, sample, remedy, dt, duration).forEach((list, k) =>
        list.forEach((time, i) => {
          compared++;
          const exact = times![k][i] < duration - 1 ? times![k][i] : Infinity;
          const stepped = time < duration - 1 ? time : Infinity;
          if (exact < Infinity) spikes++;
          const isNear = exact === stepped || Math.abs(exact - stepped) < 0.05;
          if (!isNear) far++;
        })
      );
    }
    // Where a potential just touches its threshold, steps and lines may part.
    assert(far <= 0.03 * compared, `${far} of ${compared} are far off`);
    assert(spikes > 60, `${spikes} spikes`);
  });
}

Deno.test("Without a remedy every spike is where the paper's formula has it", () => {
  const random = createRandom(3);
  for (let round = 0; round < 20; round++) {
    const layers = randomLayers(random, [6, 8]);
    const sample = Float32Array.from({ length: 6 }, random.uniform);
    const { times } = createRampSimulator(graphOf(layers, 6, "none"), { times: true })
      .simulate(sample);
    times![1].forEach((time, i) => {
      if (time === Infinity) return;
      const { weight, bias } = layers[0];
      const heard = weight[i].map((w, j) => times![0][j] < time ? w : 0);
      const driven = heard.reduce((sum, w, j) => sum + (w === 0 ? 0 : w * times![0][j]), 0);
      const slope = heard.reduce((sum, w) => sum + w, bias[i]);
      assertAlmostEquals(time, (1 + driven) / slope, 1e-6);
    });
  }
});

Deno.test("The first layer's activations are exact: 1 / t = max(0, W x + b)", () => {
  const layers = [{ weight: [[0.5, -0.25]], bias: [0.125] }];
  const net = graphBuilder<TtfsOp>("first");
  const linear = dense(tensor([1, 2], layers[0].weight.flat()), tensor([1], [0.125]));
  const graph = net.finish(net.add(neurons("none"), net.add(linear, net.input([2]))));
  const { scores, spikes } = createRampSimulator(graph).simulate(Float32Array.of(0.75, 0.5));
  assertEquals([...scores], [0.375]);
  assertEquals([...spikes], [1]);
});

Deno.test("Where no output spikes the one that falls least wins", () => {
  const layers = [{ weight: [[-1], [-0.5]], bias: [0, 0] }];
  const { scores } = createRampSimulator(graphOf(layers, 1, "none")).simulate(Float32Array.of(1));
  assertEquals([...scores], [-1, -0.5]);
});

Deno.test("A max-pool passes the first spike of its window", () => {
  const net = graphBuilder<TtfsOp>("pool");
  const first = net.add(neurons("none"), net.input([1, 2, 2]));
  const pooled = net.add({ ...maxPool2d(2), kind: "earliestSpike" }, first);
  const flat = net.add({ kind: "reshape", shape: [1] }, pooled);
  net.add(neurons("none"), net.add(dense(tensor([1, 1], [1])), flat));
  const simulator = createRampSimulator(net.finish(), { times: true });
  const { times } = simulator.simulate(Float32Array.of(0.25, 0.5, 0, 0.125));
  assertEquals(times?.map((list) => [...list]), [[4, 2, Infinity, 8], [2], [3]]);
});

Deno.test("A network of windows is refused", () => {
  assertThrows(() => createRampSimulator(ttfsCases[0].graph), TypeError, "without windows");
});
