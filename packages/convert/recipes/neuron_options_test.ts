import { createDistribution, type If, type MaxPoolGate, type RateGraph } from "@snnkit/ir";
import { tinyConvNet } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import { calibrationNodes } from "../calibration_nodes.ts";
import { convertToRate } from "../convert_to_rate.ts";
import { prepareAnn } from "../prepare_ann.ts";
import type { OptionValues, RateConversion } from "../recipe.ts";
import { recipes } from "../registry.ts";

/** A network with a max-pool, whose values were all between 0 and 2. */
function convert(recipe: string, options: OptionValues): RateConversion {
  const prepared = prepareAnn(tinyConvNet(), recipe);
  const seen = createDistribution();
  seen.add(Float32Array.of(0, 1, 2));
  const all = seen.finish();
  const entry = { all, channels: [all, all, all, all], sampleMaxima: all };
  const nodes = new Map(calibrationNodes(prepared).map((id) => [id, entry]));
  return convertToRate(prepared, { samples: 1, nodes }, { recipe, options });
}

const neuronsOf = ({ nodes }: RateGraph): If[] =>
  nodes.flatMap(({ op }) => op.kind === "if" ? [op] : []);
const gatesOf = ({ nodes }: RateGraph): MaxPoolGate[] =>
  nodes.flatMap(({ op }) => op.kind === "maxPoolGate" ? [op] : []);

/** The recipes that take an option. */
const takersOf = (option: string): string[] =>
  [...recipes.values()]
    .filter(({ options }) => options.some(({ name }) => name === option))
    .map(({ name }) => name);

const codesOf = ({ findings }: RateConversion): string[] => findings.map(({ code }) => code);

Deno.test("recipes of papers take neurons that rest, those of 2015 such that leak", () => {
  const papers = ["rueckauer2017", "hu2018", "diehl2015-data", "diehl2015-model", "cao2015"];
  assertEquals(takersOf("refractory").sort(), papers.sort());
  assertEquals(takersOf("neuron").sort(), ["calibrated", "hu2018", "rueckauer2017"]);
  assertEquals(takersOf("leak").sort(), ["cao2015", "diehl2015-data", "diehl2015-model"]);
  const gated = ["cao2015", "hu2018", "rueckauer2017"];
  for (const option of ["poolEstimator", "poolDecay", "poolSteps"]) {
    assertEquals(takersOf(option).sort(), gated);
  }
});

for (const recipe of takersOf("neuron")) {
  Deno.test(`${recipe} has signed neurons and gates that track counts, or neither`, () => {
    for (const neuron of ["signed", "unsigned"]) {
      const { graph } = convert(recipe, { neuron });
      const isSigned = neuron === "signed";
      assertEquals(neuronsOf(graph).map(({ signed = false }) => signed), [isSigned, isSigned]);
      assertEquals(gatesOf(graph).map(({ estimator }) => estimator === "track"), [isSigned]);
    }
  });
}

for (const recipe of takersOf("refractory")) {
  Deno.test(`${recipe} gives neurons that rest scales that leave room`, () => {
    const usual = convert(recipe, {});
    const rested = convert(recipe, { refractory: 3 });
    assertEquals(neuronsOf(usual.graph).map(({ refractory }) => refractory), [
      undefined,
      undefined,
    ]);
    neuronsOf(rested.graph).forEach(({ refractory, unit }, i) => {
      assertEquals(refractory, 3);
      assertEquals(unit.data, neuronsOf(usual.graph)[i].unit.data.map((x) => 4 * x));
    });
    for (const [id, { clipped }] of rested.scales) {
      assertEquals(clipped, usual.scales.get(id)!.clipped);
    }
    assertEquals(codesOf(rested).filter((code) => code === "neurons-rest").length, 1);
    assertEquals(codesOf(usual).includes("neurons-rest"), false);
  });

  Deno.test(`${recipe} leaves weights between neurons that rest as they are`, () => {
    const weightsOf = ({ graph }: RateConversion) =>
      graph.nodes.flatMap(({ op }) => op.kind === "dense" ? [[...op.weight.data]] : []);
    assertEquals(
      weightsOf(convert(recipe, { refractory: 3 })),
      weightsOf(convert(recipe, {})),
    );
  });
}

for (const recipe of takersOf("leak")) {
  Deno.test(`${recipe} has neurons that leak where asked for, and says so`, () => {
    const leaky = convert(recipe, { leak: 0.125 });
    assertEquals(neuronsOf(leaky.graph).map(({ leak }) => leak), [0.875, 0.875]);
    assertEquals(codesOf(leaky).includes("neurons-leak"), true);
    const usual = convert(recipe, {});
    assertEquals(neuronsOf(usual.graph).map(({ leak }) => leak), [undefined, undefined]);
    assertEquals(codesOf(usual).includes("neurons-leak"), false);
  });
}

for (const recipe of takersOf("poolEstimator")) {
  Deno.test(`${recipe} has gates of every estimator`, () => {
    const told = (options: OptionValues) =>
      gatesOf(convert(recipe, options).graph).map(({ estimator, decay, steps }) => [
        estimator,
        decay,
        steps,
      ]);
    assertEquals(told({}), [[undefined, undefined, undefined]]);
    assertEquals(told({ poolEstimator: "exponential", poolDecay: 0.75 }), [
      ["exponential", 0.75, undefined],
    ]);
    assertEquals(told({ poolEstimator: "window", poolSteps: 5 }), [["window", undefined, 5]]);
  });
}
