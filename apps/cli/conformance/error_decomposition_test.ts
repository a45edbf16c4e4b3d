import { type OptionValues, recipeByName, resolveOptions } from "@snnkit/convert";
import { importOnnx } from "@snnkit/onnx";
import { assert, assertEquals } from "@std/assert";
import { readData } from "../io/read_data.ts";
import { type Converted, convertModel } from "../pipeline/convert_model.ts";
import { checkErrors, decomposedOf } from "./_error_check.ts";

const bytes = Deno.readFileSync(new URL("../../../assets/mnist_cnn.onnx", import.meta.url));
const { graph } = importOnnx(bytes, { name: "mnist_cnn" });
const training = await readData("mnist:train", { limit: 100 });
const data = await readData("mnist:test", { limit: 6 });

async function converted(name: string, given: OptionValues = {}): Promise<Converted> {
  return await convertModel(graph, training, {
    recipe: { name, options: resolveOptions(recipeByName(name), given) },
    timesteps: 12,
    signal: new AbortController().signal,
  });
}

Deno.test("The errors of every layer and gate add up, whatever the reset", async () => {
  for (const reset of ["subtract", "zero"]) {
    const { graph, prepared: ann } = await converted("rueckauer2017", { reset });
    const layers = await checkErrors({ graph, ann, data, timesteps: 12 });
    assertEquals(decomposedOf(layers).length, layers.length, "all can be told apart");
    const [first] = decomposedOf(layers);
    // The first layer receives the image itself.
    assert(first.parts.inherited.rms < 1e-4 * first.activation, `${first.parts.inherited.rms}`);
    const [lossy, usual] = [first.parts.quantisation.mean, -0.5 / 12];
    if (reset === "zero") assert(lossy < 2 * usual * first.activation, "much charge is lost");
    const last = layers.at(-1)!;
    assert(last.decomposed && last.own.rms === 0, "outputs inherit all");
  }
});

Deno.test("The errors of signed neurons that start at half a threshold are hardly uneven", async () => {
  const { graph, prepared: ann } = await converted("calibrated", { timesteps: 12 });
  const layers = decomposedOf(await checkErrors({ graph, ann, data, timesteps: 12 }));
  const uneven = layers.filter(({ parts, activation }) => parts.unevenness.rms > 0.15 * activation);
  assertEquals(uneven.map(({ name }) => name), []);
});

Deno.test("The errors of a layer behind spikes of the input are inherited from these", async () => {
  for (const input of ["poisson", "periodic"]) {
    const { graph, prepared: ann } = await converted("diehl2015-data", { input });
    const layers = await checkErrors({ graph, ann, data, timesteps: 12 });
    const [first] = decomposedOf(layers);
    assert(first.name !== "input/spikes");
    assert(first.parts.inherited.rms > 1e-3 * first.activation, `${first.parts.inherited.rms}`);
  }
});

Deno.test("The errors of outputs that fire are told apart, too", async () => {
  const { graph, prepared: ann } = await converted("rueckauer2017");
  const layers = await checkErrors({ graph, ann, data, timesteps: 12, readout: "count" });
  const last = layers.at(-1)!;
  // No spike count is negative, but most logits are.
  assert(last.decomposed && last.clipped > 0.5 && last.parts.clipping.mean > 0);
});
