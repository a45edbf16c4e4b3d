import { calibrationNodes, convertToRate, type OptionValues, prepareAnn } from "@snnkit/convert";
import { type AnnGraph, nodesById, type RateGraph } from "@snnkit/ir";
import { exportOnnx, importOnnx } from "@snnkit/onnx";
import { collectActivationStats, createAnnRunner } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator, type RateEngine } from "@snnkit/sim-rate";
import { createRandom, type Tensor } from "@snnkit/tensor";
import { randomTensor } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { BLOCK_GRAPHS } from "./_blocks.ts";

const FEW = 32;
const MANY = 1024;

/**
 * Recipes, what of them clips nothing that was seen, and what error they may have in the end. The
 * gates of the papers follow the largest rate of a window nearly, those of signed neurons exactly.
 */
const RECIPES: readonly (readonly [name: string, options: OptionValues, most: number])[] = [
  ["rueckauer2017", { percentile: 100 }, 0.1],
  ["hu2018", { percentile: 100 }, 0.1],
  ["calibrated", {}, 0.05],
];

/** What a network does with one sample. */
async function simulate(graph: RateGraph, sample: Tensor, timesteps: number, engine: RateEngine) {
  const network = compileNetwork(graph);
  const simulator = await createRateSimulator(network, { timesteps, counts: true, engine });
  const { layers } = simulator;
  const { decisions, scores, counts, synapticOps } = simulator.simulate(sample.data);
  simulator.dispose();
  return { layers, decisions, scores, counts: counts!, synapticOps };
}

/**
 * How far a network is from the activations that its populations stand for: the mean distance over
 * neurons, as a fraction of what one spike a step stands for, of the worst population; and the
 * largest distance of a score, as a fraction of the largest.
 */
async function errorOf(
  graph: RateGraph,
  sample: Tensor,
  timesteps: number,
  activations: ReadonlyMap<string, Tensor>,
): Promise<number> {
  const { layers, scores, counts } = await simulate(graph, sample, timesteps, "event");
  const nodes = nodesById(graph);
  const errors = layers.map(({ id }, k) => {
    const node = nodes.get(id)!;
    const wanted = activations.get(id);
    if (node.op.kind !== "if" || !wanted || graph.outputs.includes(id)) return 0;
    const { unit } = node.op;
    const width = wanted.data.length / unit.data.length;
    const distances = wanted.data.map((value, i) =>
      Math.abs(counts[k][i] / timesteps - value / unit.data[Math.floor(i / width)])
    );
    return distances.reduce((a, b) => a + b, 0) / distances.length;
  });
  const logits = activations.get(graph.outputs[0])!.data;
  const size = Math.max(...logits.map(Math.abs));
  return Math.max(...errors, ...scores.map((score, k) => Math.abs(score - logits[k]) / size));
}

async function activationsOf(prepared: AnnGraph, sample: Tensor) {
  // Rates are compared where neurons are; what enters is known.
  const counted = calibrationNodes(prepared).filter((id) => id !== prepared.nodes[0].id);
  const outputs = [...new Set([...counted, ...prepared.outputs])];
  await using runner = await createAnnRunner(prepared, { outputs });
  return await runner.runAll(sample.data);
}

for (const trained of BLOCK_GRAPHS) {
  Deno.test(`${trained.name}: rates come nearer to the activations, step after step`, async () => {
    const { graph } = importOnnx(exportOnnx(trained), { name: trained.name });
    const sample = randomTensor(createRandom(7, 61), trained.nodes[0].shape);
    for (const [recipe, options, most] of RECIPES) {
      const prepared = prepareAnn(graph, recipe);
      const nodes = calibrationNodes(prepared);
      const stats = await collectActivationStats(prepared, [sample.data], { nodes });
      const activations = await activationsOf(prepared, sample);
      const converted = (timesteps: number): RateGraph =>
        convertToRate(prepared, stats, {
          recipe,
          options: { ...options, ...recipe === "calibrated" && { timesteps } },
        }).graph;
      const few = await errorOf(converted(FEW), sample, FEW, activations);
      const many = await errorOf(converted(MANY), sample, MANY, activations);
      const told = `${trained.name}, ${recipe}: ${few} after ${FEW}, ${many} after ${MANY} steps`;
      assert(many < few / 4 && many < most, told);
      const engines = ["event", "reference"] as const;
      const [event, reference] = await Promise.all(
        engines.map((engine) => simulate(converted(FEW), sample, FEW, engine)),
      );
      assertEquals(event, reference);
      assertEquals(event.counts.length, event.layers.length);
    }
  });
}
