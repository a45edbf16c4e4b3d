import {
  binariseWeights,
  calibrationNodes,
  convertToRate,
  prepareAnn,
  quantiseActivations,
} from "@snnkit/convert";
import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
  type RateGraph,
} from "@snnkit/ir";
import { runAnn, runRate } from "@snnkit/reference";
import { createRandom, type Tensor } from "@snnkit/tensor";
import { dense, randomTensor } from "@snnkit/testkit";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";

const random = createRandom(7);
const first = dense(randomTensor(random, [12, 6]), randomTensor(random, [12]));
const second = dense(randomTensor(random, [4, 12]), randomTensor(random, [4]));
const samples = Array.from({ length: 50 }, () => randomTensor(random, [6]));

function network(): AnnGraph {
  const net = graphBuilder<AnnOp>("two-layers");
  const relu = net.named("relu", { kind: "relu" }, net.named("first", first, net.input([6])));
  net.named("logits", second, relu);
  return net.finish();
}

function statsOf(graph: AnnGraph): ActivationStats {
  const nodes = calibrationNodes(graph).map((id) => {
    const seen = createDistribution();
    for (const sample of samples) seen.add(runAnn(graph, [sample]).get(id)!.data);
    const all = seen.finish();
    return [id, { all, channels: [all], sampleMaxima: all }] as const;
  });
  return { samples: samples.length, nodes: new Map(nodes) };
}

/** The spiking network of a quantised one, by the recipe that fits its neurons. */
function converted(ann: AnnGraph, neuron: "signed" | "unsigned", timesteps: number): RateGraph {
  const recipe = neuron === "signed" ? "calibrated" : "rueckauer2017";
  const options = neuron === "signed" ? { timesteps, neuron } : { initialPotential: 0.5 };
  const prepared = prepareAnn(ann, recipe);
  return convertToRate(prepared, statsOf(prepared), { recipe, options }).graph;
}

/** Spikes of a population, less those taken back, times its unit over the steps. */
function activationsOf(graph: RateGraph, id: string, sample: Tensor, timesteps: number): number[] {
  const { spikes } = runRate(graph, [sample], timesteps).get(id)!;
  const unit = unitOf(graph, id);
  return Array.from(spikes[0], (_, i) => {
    return spikes.reduce((sum, step) => sum + step[i], 0) * unit / timesteps;
  });
}

/** What the output neurons accumulate, as the membrane read-out tells it. */
function logitsOf(graph: RateGraph, sample: Tensor, timesteps: number): number[] {
  const { currents } = runRate(graph, [sample], timesteps).get("logits")!;
  const unit = unitOf(graph, "logits");
  return Array.from(currents[0], (_, i) => {
    return currents.reduce((sum, step) => sum + step[i], 0) * unit / timesteps;
  });
}

function unitOf(graph: RateGraph, id: string): number {
  const { op } = graph.nodes.find((node) => node.id === id)!;
  assert(op.kind === "if");
  return op.unit.data[0];
}

/** Largest difference of the logits from the trained network's, in all samples. */
function errorOf(ann: AnnGraph, graph: RateGraph, timesteps: number): number {
  return Math.max(...samples.flatMap((sample) => {
    const wanted = runAnn(ann, [sample]).get("logits")!.data;
    return logitsOf(graph, sample, timesteps).map((found, i) => Math.abs(found - wanted[i]));
  }));
}

for (const neuron of ["signed", "unsigned"] as const) {
  for (const bits of [1, 2, 3]) {
    const timesteps = 2 ** bits - 1;
    const steps = timesteps === 1 ? "1 step" : `${timesteps} steps`;
    Deno.test(`${steps} of ${neuron} neurons are exactly ${bits}-bit activations of constant currents`, () => {
      const prepared = prepareAnn(network());
      const ann = quantiseActivations(prepared, statsOf(prepared), { bits });
      const graph = converted(ann, neuron, timesteps);
      for (const sample of samples) {
        const wanted = [...runAnn(ann, [sample]).get("relu")!.data];
        const found = activationsOf(graph, "relu", sample, timesteps);
        found.forEach((value, i) => assertAlmostEquals(value, wanted[i], 1e-5));
      }
      assert(errorOf(ann, graph, timesteps) < 1e-5);
      // Any other number of steps has other levels.
      assert(errorOf(ann, graph, timesteps + 1) > 1e-2);
    });
  }
}

Deno.test("neurons that start at 0 round down instead of to the nearest level", () => {
  const prepared = prepareAnn(network());
  const ann = quantiseActivations(prepared, statsOf(prepared), { bits: 2 });
  const { graph } = convertToRate(ann, statsOf(ann), { recipe: "rueckauer2017" });
  assert(errorOf(ann, graph, 3) > 1e-2);
});

Deno.test("a network of binary weights converts as it is", () => {
  const binary = binariseWeights(network(), { keepEnds: false });
  const prepared = prepareAnn(binary);
  const { graph } = convertToRate(prepared, statsOf(prepared), {
    recipe: "rueckauer2017",
    options: { percentile: 100, initialPotential: 0.5 },
  });
  const { op } = graph.nodes.find(({ id }) => id === "first")!;
  assert(op.kind === "dense");
  const values = Array.from({ length: 12 }, (_, o) => {
    return new Set(Array.from(op.weight.data.slice(6 * o, 6 * o + 6), Math.abs)).size;
  });
  assertEquals(values, new Array(12).fill(1));
  assert(errorOf(binary, graph, 1000) < 0.02);
});
