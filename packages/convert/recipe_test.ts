import { type AnnOp, createDistribution, graphBuilder } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { dense, tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  calibrationNodes,
  ConversionError,
  convertToRate,
  DEFAULT_RECIPE,
  explainSpiking,
  preparationFindings,
  prepareAnn,
  type Recipe,
  recipeByName,
  recipes,
  resolveOptions,
} from "./mod.ts";

function statsFor(graph: ReturnType<typeof tinyConvNet>) {
  const seen = createDistribution();
  seen.add(Float32Array.of(0, 1, 2));
  const all = seen.finish();
  const entry = { all, channels: [all, all, all, all], sampleMaxima: all };
  return { samples: 1, nodes: new Map(calibrationNodes(graph).map((id) => [id, entry])) };
}

Deno.test("recipeByName() tells apart what is of another code and what is not there", () => {
  assert(recipes.has(DEFAULT_RECIPE));
  for (const name of ["ttfs-rueckauer2018", "ttfs-exact"]) {
    assertThrows(() => recipeByName(name), RangeError, "it must give rates");
  }
  assertThrows(
    () => recipeByName("best"),
    RangeError,
    `Cannot use a recipe as there is none: received "best"\nHint: choose from "rueckauer2017"`,
  );
});

Deno.test("every recipe's own defaults are options that it accepts", () => {
  for (const recipe of recipes.values()) {
    const defaults = resolveOptions(recipe);
    assertEquals(resolveOptions(recipe, defaults), defaults);
  }
});

Deno.test("resolveOptions() names everything that is wrong", () => {
  const wrong = { percentile: "high", population: "some", initialPotential: NaN, speed: 3 };
  const error = assertThrows(
    () => resolveOptions(recipeByName("rueckauer2017"), wrong),
    RangeError,
  );
  assertEquals(error.message.split("; "), [
    `Cannot use recipe "rueckauer2017" as "percentile" must be a number: received high`,
    `"population" must be one of all, positive, sampleMaxima: received "some"`,
    `"initialPotential" must lie in -1 … 1: received NaN`,
    `"speed" is none of its options percentile, population, perChannel, reset, initialPotential, ` +
    `neuron, refractory, poolEstimator, poolDecay, poolSteps, input, inputRate`,
  ]);
});

Deno.test("resolveOptions() refuses signed neurons that reset to zero", () => {
  const recipe = recipeByName("rueckauer2017");
  assertEquals(resolveOptions(recipe, { neuron: "signed" }).reset, "subtract");
  assertThrows(
    () => resolveOptions(recipe, { neuron: "signed", reset: "zero" }),
    RangeError,
    '"reset" must be subtract where "neuron" is signed: received "zero"',
  );
});

Deno.test("resolveOptions() refuses fractions where a number must be whole", () => {
  const recipe = recipeByName("calibrated");
  assertEquals(resolveOptions(recipe, { timesteps: 8 }).timesteps, 8);
  assertThrows(
    () => resolveOptions(recipe, { timesteps: 8.5 }),
    RangeError,
    `"timesteps" must be a whole number: received 8.5`,
  );
});

Deno.test("prepareAnn() does nothing to a prepared network", () => {
  for (const graph of [tinyConvNet(), tinyResNet()]) {
    const prepared = prepareAnn(graph);
    assert(prepareAnn(prepared) === prepared);
  }
});

Deno.test("convertToRate() passes options on to the neurons", () => {
  const prepared = prepareAnn(tinyConvNet());
  const { graph } = convertToRate(prepared, statsFor(prepared), {
    recipe: "rueckauer2017",
    options: { reset: "zero", initialPotential: 0.5, perChannel: true },
  });
  const { op } = graph.nodes.find((node) => node.id === "relu")!;
  assert(op.kind === "if");
  assertEquals([op.reset, op.initial.data[0], op.unit.data.length], ["zero", 0.5, 4]);
});

Deno.test("calibrated begins with a scale a channel and half a threshold, and wants more", () => {
  const prepared = prepareAnn(tinyConvNet());
  const { graph } = convertToRate(prepared, statsFor(prepared), { recipe: "calibrated" });
  const { op } = graph.nodes.find((node) => node.id === "relu")!;
  assert(op.kind === "if");
  assertEquals([op.initial.data[0], op.unit.data.length, op.signed], [0.5, 4, true]);
  assertEquals(recipeByName("calibrated").needsCalibration, true);
  assertEquals(recipeByName("rueckauer2017").needsCalibration, undefined);
});

Deno.test("convertToRate() takes a recipe of one's own", () => {
  const usual = recipeByName(DEFAULT_RECIPE);
  const own: Recipe = {
    ...usual,
    name: "own",
    lower: (graph, stats, options) => usual.lower({ ...graph, name: "mine" }, stats, options),
  };
  const prepared = prepareAnn(tinyConvNet(), own);
  assertEquals(convertToRate(prepared, statsFor(prepared), { recipe: own }).graph.name, "mine");
});

Deno.test("explainSpiking() and convertToRate() name the same nodes", () => {
  const net = graphBuilder<AnnOp>("hard");
  const gate = net.named("gate", { kind: "tanh" }, net.input([2]));
  const squashed = net.named("squashed", { kind: "logSoftmax", axis: 0 }, gate);
  net.named("p", { kind: "softmax", axis: 0 }, net.named("d", dense(filled([2, 2], 1)), squashed));
  const graph = net.finish();
  const obstacles = explainSpiking(graph);
  assertEquals(obstacles.map(({ node }) => node), ["gate", "squashed"]);
  const prepared = prepareAnn(graph);
  const error = assertThrows(
    () => convertToRate(prepared, { samples: 0, nodes: new Map() }),
    ConversionError,
  );
  assertEquals(error.obstacles, obstacles);
  assertEquals(preparationFindings(graph).map(({ node }) => node), ["p"]);
});
