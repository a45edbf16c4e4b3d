import { type OptionValues, recipeByName, resolveOptions } from "@snnkit/convert";
import type { ErrorPart, LayerErrors } from "@snnkit/metrics";
import { assertEquals } from "@std/assert";
import { layerWith } from "./_test_layers.ts";
import { chooseRemedies, type RemedyLimits } from "./choose_remedies.ts";

/** The names of what is chosen against one layer's errors. */
function chosen(
  sizes: Partial<Record<ErrorPart, number>>,
  recipe = "rueckauer2017",
  given: OptionValues = {},
  limits: RemedyLimits = {},
): string[] {
  const layers: LayerErrors[] = [layerWith("relu", sizes)];
  const options = resolveOptions(recipeByName(recipe), given);
  return chooseRemedies(layers, { recipe, options, timesteps: 64 }, limits)
    .map(({ name }) => name);
}

Deno.test("chooseRemedies() answers clipping by larger scales", () => {
  const others = ["per-channel", "recipe-calibrated"];
  const clipping = 0.1;
  assertEquals(chosen({ clipping }), ["percentile-99.99", "percentile-100", ...others]);
  assertEquals(chosen({ clipping }, "hu2018", { percentile: 99.99 }), [
    "percentile-100",
    ...others,
  ]);
  assertEquals(chosen({ clipping }, "rueckauer2017", { percentile: 100, perChannel: true }), [
    "recipe-calibrated",
  ]);
});

Deno.test("chooseRemedies() answers quantisation by rounding and by time", () => {
  const usual = ["initial-potential-0.5", "per-channel", "timesteps-128", "recipe-calibrated"];
  assertEquals(chosen({ quantisation: 0.1 }), usual);
  assertEquals(chosen({ quantisation: 0.1 }, "rueckauer2017", { reset: "zero" }), [
    "reset-subtract",
    ...usual,
  ]);
  assertEquals(chosen({ quantisation: 0.1 }, "cao2015", { leak: 0.1 })[0], "leak-0");
  assertEquals(chosen({ quantisation: 0.1 }, "calibrated", { timesteps: 64 }), ["timesteps-128"]);
});

Deno.test("chooseRemedies() answers unevenness by signed neurons, where these can be", () => {
  const unevenness = 0.1;
  assertEquals(chosen({ unevenness }), ["neuron-signed", "timesteps-128", "recipe-calibrated"]);
  assertEquals(chosen({ unevenness }, "rueckauer2017", { reset: "zero" }), [
    "timesteps-128",
    "recipe-calibrated",
  ]);
  assertEquals(chosen({ unevenness }, "calibrated"), ["timesteps-128"]);
});

Deno.test("chooseRemedies() begins with what is worst and passes over what hardly matters", () => {
  assertEquals(chosen({ clipping: 0.01, quantisation: 0.1, unevenness: 0.2 }), [
    ...["neuron-signed", "neuron-signed-0.5", "timesteps-128"],
    ...["initial-potential-0.5", "per-channel", "recipe-calibrated"],
  ]);
});

Deno.test("chooseRemedies() converts nothing again where that cannot be", () => {
  const all = { clipping: 0.1, quantisation: 0.1, unevenness: 0.1 };
  const limits = { converts: false };
  assertEquals(chosen(all, "rueckauer2017", {}, limits), [
    "initial-potential-0.5",
    "timesteps-128",
    "neuron-signed",
    "neuron-signed-0.5",
  ]);
  assertEquals(chosen(all, "calibrated", {}, limits), []);
  assertEquals(chosen(all, "rueckauer2017", {}, { ...limits, mostTimesteps: 100 }), [
    "initial-potential-0.5",
    "neuron-signed",
    "neuron-signed-0.5",
  ]);
});
