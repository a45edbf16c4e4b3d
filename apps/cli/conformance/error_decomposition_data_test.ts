import { recipeByName, resolveOptions } from "@snnkit/convert";
import { type Dataset, decodeData, parseDataSpec, preprocess } from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { assert, assertEquals } from "@std/assert";
import { convertModel } from "../pipeline/convert_model.ts";
import { checkErrors, decomposedOf } from "./_error_check.ts";
import { sharedData } from "./_shared_data.ts";

const model = sharedData("models/cifar10_resnet20_akamaster.onnx");
const TIMESTEPS = 32;

function read(file: string, limit: number): Dataset {
  const path = `datasets/${file}.bin.gz`;
  const spec = parseDataSpec(`cifar10:${path}`);
  const preprocessing = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], limit };
  return preprocess(decodeData(spec, [{ path, bytes: sharedData(path).read() }]), preprocessing);
}

Deno.test({
  name: "The errors of every layer of ResNet-20 add up to those observed, within 1e-3",
  ignore: model.absent,
  async fn() {
    const { graph } = importOnnx(model.read(), { name: "resnet20" });
    const name = "rueckauer2017";
    const network = await convertModel(graph, read("cifar10_data_batch_1", 64), {
      recipe: { name, options: resolveOptions(recipeByName(name)) },
      timesteps: TIMESTEPS,
      signal: new AbortController().signal,
    });
    const layers = await checkErrors({
      graph: network.graph,
      ann: network.prepared,
      data: read("cifar10_test_0_508", 3),
      timesteps: TIMESTEPS,
    });
    const told = decomposedOf(layers);
    // 19 ReLUs, the neurons of the last pool, and the logits.
    assertEquals([told.length, layers.length], [21, 21]);
    assert(told[0].parts.inherited.rms < 1e-4 * told[0].activation);
    // Each layer inherits from all below.
    assert(told.at(-2)!.parts.inherited.share > 0.5);
    const [first] = told;
    assert(first.largest === "quantisation" && first.parts.quantisation.mean < 0, "it cuts off");
  },
});
