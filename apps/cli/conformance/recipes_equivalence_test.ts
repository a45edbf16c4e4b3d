import { calibrationNodes, convertToRate, prepareAnn } from "@snnkit/convert";
import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
  type NodeId,
  type NodeStats,
  type RateGraph,
} from "@snnkit/ir";
import { runAnn, runRate } from "@snnkit/reference";
import { createRandom, filled, type Tensor, tensor } from "@snnkit/tensor";
import { allClose, avgPool2d, conv2d, dense, randomTensor, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { annOfRates } from "./_ann_of_rates.ts";

/** A small network as the papers of 2015 want it: ReLUs, average pools, no biases. */
function tailored(seed: number): AnnGraph {
  const random = createRandom(seed, 40);
  const net = graphBuilder<AnnOp>(`tailored-${seed}`);
  const relu = (name: string, input: NodeId): NodeId => net.named(name, { kind: "relu" }, input);
  const first = conv2d(randomTensor(random, [4, 1, 3, 3], 0.5), { padding: 1 });
  const one = relu("one", net.named("conv1", first, net.input([1, 6, 6])));
  const pool = net.named("pool", avgPool2d(2), one);
  const second = conv2d(randomTensor(random, [5, 4, 2, 2], 0.5));
  const two = relu("two", net.named("conv2", second, pool));
  const flat = net.named("flat", { kind: "reshape", shape: [20] }, two);
  return net.finish(net.named("logits", dense(randomTensor(random, [3, 20], 0.5)), flat));
}

/** Values between 0 and 1, as pixels are. */
function pixels(graph: AnnGraph, seed: number): Tensor {
  const random = createRandom(seed, 41);
  const { shape } = graph.nodes[0];
  return tensor(shape, filled(shape, 0).data.map(() => random.uniform()));
}

function distributionOf(values: Float32Array): NodeStats["all"] {
  const seen = createDistribution();
  seen.add(values);
  return seen.finish();
}

/** Of one sample. */
function statsOf(prepared: AnnGraph, sample: Tensor): ActivationStats {
  const values = runAnn(prepared, [sample]);
  const nodes = calibrationNodes(prepared).map((id): [NodeId, NodeStats] => {
    const { shape, data } = values.get(id)!;
    const size = data.length / shape[0];
    const channels = Array.from(
      { length: shape[0] },
      (_, c) => distributionOf(data.slice(c * size, (c + 1) * size)),
    );
    const all = distributionOf(data);
    return [id, { all, channels, sampleMaxima: all }];
  });
  return { samples: 1, nodes: new Map(nodes) };
}

/** The activation that each population stands for after infinitely many steps. */
function limitOf(graph: RateGraph, sample: Tensor): ReadonlyMap<NodeId, Float32Array> {
  const rates = runAnn(annOfRates(graph), [sample]);
  return new Map(graph.nodes.flatMap(({ id, op }) => {
    if (op.kind !== "if") return [];
    const { shape, data } = rates.get(id)!;
    const size = data.length / shape[0];
    const { unit } = op;
    const unitAt = (i: number) => unit.data[unit.data.length === 1 ? 0 : Math.floor(i / size)];
    return [[id, data.map((rate, i) => rate * unitAt(i))] as const];
  }));
}

function convert(
  recipe: string,
  graph: AnnGraph,
  sample: Tensor,
  options: Readonly<Record<string, number | string>> = {},
): readonly [prepared: AnnGraph, spiking: RateGraph] {
  const prepared = prepareAnn(graph, recipe);
  const stats = statsOf(prepared, sample);
  return [prepared, convertToRate(prepared, stats, { recipe, options }).graph];
}

const EXACT = { absolute: 1e-4, relative: 1e-4 };

// Weights decide the scale of these two, so that a threshold of 1 clips nothing.
for (const recipe of ["diehl2015-model", "diehl2015-data"]) {
  Deno.test(`${recipe} on a network without biases has rates whose limit is the ANN`, () => {
    for (const threshold of [1, 1.5]) {
      for (let seed = 0; seed < 10; seed++) {
        const sample = pixels(tailored(seed), seed);
        const [prepared, graph] = convert(recipe, tailored(seed), sample, { threshold });
        const values = runAnn(prepared, [sample]);
        const limit = limitOf(graph, sample);
        assert(limit.size === 4);
        for (const [id, activations] of limit) allClose(activations, values.get(id)!.data, EXACT);
      }
    }
  });

  // After n steps a rate of Poisson spikes is known within a few times √(p (1 − p) / n).
  for (
    const [input, error] of [["current", 0.01], ["periodic", 0.01], ["poisson", 0.05]] as const
  ) {
    Deno.test(`${recipe} comes near that limit in a number of steps, input: ${input}`, () => {
      const sample = pixels(tailored(3), 3);
      const [, graph] = convert(recipe, tailored(3), sample, { input });
      const limit = limitOf(graph, sample);
      const steps = 2000;
      for (const [id, { spikes }] of runRate(graph, [sample], steps)) {
        if (graph.outputs.includes(id) || !limit.has(id)) continue;
        const { op } = graph.nodes.find((node) => node.id === id)!;
        const unit = op.kind === "if" ? op.unit.data[0] : NaN;
        const counts = spikes.reduce(
          (sum, s) => sum.map((n, i) => n + s[i]),
          new Float32Array(limit.get(id)!.length),
        );
        allClose(counts.map((n) => n * unit / steps), limit.get(id)!, { absolute: error * unit });
      }
    });
  }
}

Deno.test("cao2015 loses nothing of a tailored network whose activations stay below 1", () => {
  for (let seed = 0; seed < 10; seed++) {
    const graph = tailored(seed);
    const sample = pixels(graph, seed);
    // A high threshold keeps every rate below one spike a step.
    const [prepared, spiking] = convert("cao2015", graph, sample, { threshold: 20 });
    const values = runAnn(prepared, [sample]);
    for (const [id, activations] of limitOf(spiking, sample)) {
      allClose(activations, values.get(id)!.data, EXACT);
    }
  }
});

Deno.test("recipe hu2018 has the limit of the ANN at percentile 100, and not with naive shortcuts", () => {
  const graph = tinyResNet();
  const sample = pixels(graph, 0);
  const errorOf = (shortcuts: string): number => {
    const options = { percentile: 100, shortcuts };
    const [prepared, spiking] = convert("hu2018", graph, sample, options);
    const [output] = prepared.outputs;
    const expected = runAnn(prepared, [sample]).get(output)!.data;
    const limit = limitOf(spiking, sample).get(output)!;
    return Math.max(...expected.map((value, i) => Math.abs(value - limit[i])));
  };
  assert(errorOf("normalised") < 1e-4);
  assert(errorOf("naive") > 0.01);
});

Deno.test("recipe hu2018 compensates as if every weight and bias were c times as large", () => {
  const sample = pixels(tinyResNet(), 0);
  const by = (factor: number, { shape, data }: Tensor): Tensor =>
    tensor(shape, data.map((value) => factor * value));
  const spikesOf = (graph: RateGraph) =>
    [...runRate(graph, [sample], 40)].map(([id, { spikes }]) => [id, spikes] as const);
  const [, plain] = convert("hu2018", tinyResNet(), sample);
  const nodes = plain.nodes.map((node) => {
    const { op } = node;
    if (op.kind === "affine") return { ...node, op: { ...op, scale: by(2, op.scale) } };
    return op.kind === "conv2d" || op.kind === "dense"
      ? { ...node, op: { ...op, weight: by(2, op.weight), bias: by(2, op.bias) } }
      : node;
  });
  const [, compensated] = convert("hu2018", tinyResNet(), sample, { compensation: 2 });
  const scaled = spikesOf({ ...plain, nodes });
  for (const [id, spikes] of scaled) assert(spikes.some((step) => step.includes(1)), id);
  assertEquals(spikesOf(compensated), scaled);
});

/** What neurons have shown in so many steps, in the unit of the activations. */
function shown(graph: RateGraph, sample: Tensor, steps: number): Map<NodeId, Float32Array> {
  const trace = runRate(graph, [sample], steps);
  return new Map(graph.nodes.flatMap(({ id, op }) => {
    if (op.kind !== "if" || graph.outputs.includes(id)) return [];
    const { spikes } = trace.get(id)!;
    const counts = spikes[0].map(() => 0);
    const sums = Float32Array.from(counts, (_, i) => spikes.reduce((sum, s) => sum + s[i], 0));
    const perUnit = sums.length / op.unit.data.length;
    return [[id, sums.map((n, i) => n * op.unit.data[Math.floor(i / perUnit)] / steps)] as const];
  }));
}

for (const recipe of ["rueckauer2017", "hu2018", "diehl2015-data", "diehl2015-model"]) {
  Deno.test(`${recipe} clips nothing more where neurons rest after a spike`, () => {
    for (let seed = 0; seed < 5; seed++) {
      const sample = pixels(tailored(seed), seed);
      const percentile = recipe.startsWith("diehl") ? {} : { percentile: 100 };
      const options = { ...percentile, refractory: 2 };
      const [prepared, graph] = convert(recipe, tailored(seed), sample, options);
      const values = runAnn(prepared, [sample]);
      for (const [id, activations] of limitOf(graph, sample)) {
        allClose(activations, values.get(id)!.data, EXACT);
      }
    }
    // Without larger scales, the busiest neurons would be cut off at a third.
    const sample = pixels(tailored(1), 1);
    const [prepared, graph] = convert("rueckauer2017", tailored(1), sample, { percentile: 100 });
    const nodes = graph.nodes.map((node) =>
      node.op.kind === "if" ? { ...node, op: { ...node.op, refractory: 2 } } : node
    );
    const cut = limitOf({ ...graph, nodes }, sample).get("one")!;
    const largest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, b));
    const whole = runAnn(prepared, [sample]).get("one")!.data;
    assert(largest(cut) < 0.34 * largest(whole));
  });
}

Deno.test("neurons that rest come near the activations in so many more steps", () => {
  const sample = pixels(tailored(3), 3);
  const options = { percentile: 100, refractory: 2 };
  const [prepared, graph] = convert("rueckauer2017", tailored(3), sample, options);
  const values = runAnn(prepared, [sample]);
  for (const [id, rates] of shown(graph, sample, 2000)) {
    const { op } = graph.nodes.find((node) => node.id === id)!;
    const unit = op.kind === "if" ? op.unit.data[0] : NaN;
    allClose(rates, values.get(id)!.data, { absolute: 0.01 * unit });
  }
});

Deno.test("neurons that leak show less of each activation, and nothing of the small ones", () => {
  const sample = pixels(tailored(3), 3);
  const leak = 0.1;
  const options = { leak, input: "current" };
  const [prepared, graph] = convert("diehl2015-data", tailored(3), sample, options);
  const whole = runAnn(prepared, [sample]).get("one")!.data;
  const less = shown(graph, sample, 1000).get("one")!;
  const { op } = graph.nodes.find(({ id }) => id === "one")!;
  const unit = op.kind === "if" ? op.unit.data[0] : NaN;
  whole.forEach((activation, i) => {
    assert(less[i] <= activation + 1e-3 * unit);
    if (activation < 0.999 * leak * unit) assertEquals(less[i], 0);
    if (activation > 1.001 * leak * unit) assert(less[i] > 0);
  });
  const lost = whole.reduce((sum, activation, i) => sum + activation - less[i], 0);
  assert(lost > 0.1 * whole.reduce((a, b) => a + b), "a leak of a tenth costs more than that");
});

Deno.test("every recipe of a paper converts a residual network with biases", () => {
  for (const recipe of ["cao2015", "diehl2015-model", "diehl2015-data", "hu2018"]) {
    const sample = pixels(tinyResNet(), 1);
    const [, graph] = convert(recipe, tinyResNet(), sample);
    assertEquals(graph.nodes.filter(({ op }) => op.kind === "if").length, 7, recipe);
  }
});
