import { recipeByName, resolveOptions } from "@snnkit/convert";
import { countMacs } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { assert } from "@std/assert";
import { convertModel } from "../pipeline/convert_model.ts";
import { type Compared, compareNetworks } from "./_compare_networks.ts";
import { REAL_MODELS, type RealModel, samplesFor } from "./_real_models.ts";
import { sharedData } from "./_shared_data.ts";

/** What a network does after its conversion by recipe `calibrated`, on so many test samples. */
async function calibrated(
  model: RealModel,
  timesteps: number,
  samples: number,
  calibration = 500,
): Promise<Compared & { readonly annMacs: number }> {
  const { name } = model;
  const { graph } = importOnnx(sharedData(`models/${name}.onnx`).read(), { name });
  const options = resolveOptions(recipeByName("calibrated"), { timesteps });
  const converted = await convertModel(graph, samplesFor(model, "train", calibration), {
    recipe: { name: "calibrated", options },
    timesteps,
    signal: new AbortController().signal,
  });
  const compared = await compareNetworks(converted, samplesFor(model, "test", samples), timesteps);
  return { ...compared, annMacs: countMacs(graph).total };
}

const fileOf = ({ name }: RealModel) => sharedData(`models/${name}.onnx`);

const resnet20 = REAL_MODELS.find(({ name }) => name === "cifar10_resnet20_akamaster")!;

Deno.test({
  name:
    "recipe calibrated: ResNet-20 answers as the trained network after 8 steps, for few additions",
  ignore: fileOf(resnet20).absent,
  fn: async () => {
    const { ann, snn, agreeing, samples, synapticOps, annMacs } = await calibrated(
      resnet20,
      8,
      509,
      1000,
    );
    assert(ann - snn <= 0.006 * samples, `${snn} of ${samples}, not ${ann}`);
    assert(agreeing >= 0.92 * samples, `${agreeing} of ${samples} agree`);
    assert(synapticOps <= 1.7 * annMacs, `${synapticOps} additions for ${annMacs}`);
  },
});

for (const model of REAL_MODELS.filter(({ data }) => data === "mnist" || data === "nmnist")) {
  Deno.test({
    name: `recipe calibrated: ${model.name} loses nearly nothing in 32 steps`,
    ignore: fileOf(model).absent,
    fn: async () => {
      const samples = model.data === "nmnist" ? 300 : 500;
      const { ann, snn } = await calibrated(model, 32, samples);
      assert(ann - snn <= 2, `${snn} of ${samples}, not ${ann}`);
    },
  });
}
