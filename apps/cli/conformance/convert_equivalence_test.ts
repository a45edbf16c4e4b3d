import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  calibrationNodes,
  convertToRate,
  explainSpiking,
  prepareAnn,
  recipeByName,
  type Scales,
} from "@snnkit/convert";
import {
  type ActivationStats,
  type AnnGraph,
  createDistribution,
  type NodeId,
  type NodeStats,
  printGraph,
  verifyAnn,
} from "@snnkit/ir";
import { type GraphInputs, runAnn } from "@snnkit/reference";
import { createRandom, type Tensor } from "@snnkit/tensor";
import {
  allClose,
  ANN_LAYERS,
  annGraphWith,
  randomTensor,
  tinyConvNet,
  tinyResNet,
} from "@snnkit/testkit";
import { annOfRates } from "./_ann_of_rates.ts";
import { randomAnn } from "./_random_ann.ts";

const GRAPHS: readonly AnnGraph[] = [
  tinyConvNet(),
  tinyResNet(),
  ...ANN_LAYERS.map((layer) => annGraphWith(layer)),
  ...Array.from({ length: 150 }, (_, seed) => randomAnn(seed)),
];
const { annPasses } = recipeByName("rueckauer2017");

// Weights are rounded to float32 once more by each pass that changes them, and the random networks
// amplify: twelve layers of factors around 1.
const TOLERANCE = { absolute: 2e-4, relative: 2e-4 };

function sampleOf(graph: AnnGraph): GraphInputs {
  const random = createRandom(1, 12);
  return graph.nodes.filter((node) => node.op.kind === "input")
    .map((node) => randomTensor(random, node.shape));
}

/** Every node that both graphs have must have one value. */
function checkShared(
  before: AnnGraph,
  after: AnnGraph,
  expected: ReadonlyMap<NodeId, Tensor>,
): ReadonlyMap<NodeId, Tensor> {
  const values = runAnn(after, sampleOf(before));
  for (const { id } of after.nodes) {
    const wanted = expected.get(id);
    if (!wanted) continue;
    try {
      allClose(values.get(id)!, wanted, TOLERANCE);
    } catch (cause) {
      throw new Error(`Node "${id}" of "${before.name}" changed:\n${printed(before)}`, { cause });
    }
  }
  return values;
}

function printed(graph: AnnGraph): string {
  return printGraph(graph, { weights: "summary" });
}

/** The one pass that is no equivalence: it leaves out roundings, and says so. */
const LOSSY = "dropRoundings";

for (
  const pass of annPasses.filter(({ name }, i, all) =>
    name !== LOSSY && all.findIndex((p) => p.name === name) === i
  )
) {
  Deno.test(`${pass.name}() keeps the value of every node that stays, and is idempotent`, () => {
    let changed = 0;
    for (const graph of GRAPHS) {
      // Also on what the passes before it leave, which is where it works in the recipe.
      const before = annPasses.slice(0, annPasses.indexOf(pass))
        .reduce((g, earlier) => earlier.run(g), graph);
      for (const given of [graph, before]) {
        const after = pass.run(given);
        verifyAnn(after);
        if (after !== given) changed++;
        checkShared(given, after, runAnn(given, sampleOf(given)));
        assertEquals(printGraph(pass.run(after)), printGraph(after));
      }
    }
    assertNotEquals(changed, 0);
  });
}

Deno.test("prepareAnn() keeps the value of every node that stays, and is idempotent", () => {
  for (const graph of GRAPHS) {
    const prepared = prepareAnn(graph);
    checkShared(graph, prepared, runAnn(graph, sampleOf(graph)));
    assertEquals(printGraph(prepareAnn(prepared)), printGraph(prepared));
  }
});

/** Statistics of one sample. */
function statsOf(graph: AnnGraph, values: ReadonlyMap<NodeId, Tensor>): ActivationStats {
  const entry = (id: NodeId): NodeStats => {
    const { data, shape } = values.get(id)!;
    const all = distribution(data);
    const width = data.length / shape[0];
    const channels = Array.from(
      { length: shape[0] },
      (_, c) => distribution(data.subarray(c * width, (c + 1) * width)),
    );
    return { all, channels, sampleMaxima: distribution(Float32Array.of(Math.max(...data))) };
  };
  const nodes = calibrationNodes(graph).map((id) => [id, entry(id)] as const);
  return { samples: 1, nodes: new Map(nodes) };
}

function distribution(values: Float32Array): NodeStats["all"] {
  const builder = createDistribution();
  builder.add(values);
  return builder.finish();
}

/** The rates of a population times its unit are the activations of its node. */
function checkRates(
  rates: ReadonlyMap<NodeId, Tensor>,
  scales: Scales,
  expected: ReadonlyMap<NodeId, Tensor>,
  graph: AnnGraph,
): void {
  const ids = graph.nodes.filter(({ op }) => op.kind === "relu" || op.kind === "clip")
    .map(({ id }) => id);
  for (const id of new Set([...ids, ...graph.outputs])) {
    const { data, shape } = rates.get(id)!;
    const { unit } = scales.get(id)!;
    const width = data.length / unit.data.length;
    const activations = data.map((rate, i) => rate * unit.data[Math.floor(i / width)]);
    try {
      allClose({ shape, data: activations }, expected.get(id)!, TOLERANCE);
    } catch (cause) {
      throw new Error(`Node "${id}" differs:\n${printed(graph)}`, { cause });
    }
  }
}

for (
  const [perChannel, input] of [[false, "current"], [true, "current"], [false, "poisson"]] as const
) {
  const how = `${perChannel ? "one scale a channel" : "one scale a layer"}, input: ${input}`;
  Deno.test(`convertToRate() gives rates that are the activations, with ${how}`, () => {
    let populations = 0;
    for (const graph of GRAPHS.filter((graph) => explainSpiking(graph).length === 0)) {
      const prepared = prepareAnn(graph);
      // Rates of endlessly many steps are not rounded to levels.
      if (prepared.nodes.some(({ op }) => op.kind === "fakeQuantise")) continue;
      const values = runAnn(prepared, sampleOf(prepared));
      const stats = statsOf(prepared, values);
      const { graph: rate, scales } = convertToRate(prepared, stats, {
        recipe: "rueckauer2017",
        options: { percentile: 100, perChannel, input },
      });
      populations += scales.size;
      const rates = runAnn(annOfRates(rate), sampleOf(prepared));
      checkRates(rates, scales, values, prepared);
    }
    assert(populations > GRAPHS.length);
  });
}
