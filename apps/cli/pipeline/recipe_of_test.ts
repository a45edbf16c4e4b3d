import { tinyConvNet, tinyRateGraph } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import type { Model } from "../io/read_model.ts";
import { recipeOf } from "./recipe_of.ts";

function ofFile(provenance: Readonly<Record<string, string>>): ReturnType<typeof recipeOf> {
  const model = { kind: "rate", name: "net.snn", graph: tinyRateGraph(), provenance };
  return recipeOf({ model: model as unknown as Model, recipe: undefined });
}

Deno.test("recipeOf() tells a chosen recipe with all its options", () => {
  const model = { kind: "ann", name: "net.onnx", graph: tinyConvNet() } as unknown as Model;
  const recipe = { name: "hu2018", options: { compensation: 1.5, shortcuts: "naive" } };
  assertEquals(recipeOf({ model, recipe }), { recipe: "hu2018", recipeOptions: recipe.options });
});

Deno.test("recipeOf() believes a file only what can be options", () => {
  const options = '{"percentile":99,"perChannel":true,"reset":"zero"}';
  assertEquals(ofFile({ recipe: "rueckauer2017", options }), {
    recipe: "rueckauer2017",
    recipeOptions: { percentile: 99, perChannel: true, reset: "zero" },
  });
  assertEquals(ofFile({}), { recipe: "unknown" });
  for (const other of ["", "{", "[1]", "null", "7", '{"a":{}}', '{"a":null}', '{"a":[1]}']) {
    assertEquals(ofFile({ recipe: "theirs", options: other }), { recipe: "theirs" });
  }
});
