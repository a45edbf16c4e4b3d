import type { AnnGraph } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { createAnnRunner, createModelRunner } from "@snnkit/runtime";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { allClose } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { sharedData } from "./_shared_data.ts";

/** Every model with the kinds of its nodes, input and outputs aside, and how many of each. */
const MODELS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "cifar10_cnn_bn_snntb8145": {
    conv2d: 4,
    batchNorm: 4,
    relu: 4,
    maxPool2d: 2,
    reshape: 1,
    dense: 1,
  },
  "cifar10_resnet20_akamaster": residual(19),
  "cifar10_resnet20_akamaster_rawgraph": residual(19),
  "cifar10_resnet44_akamaster": residual(43),
  "cifar10_resnet8_mlperftiny": {
    conv2d: 9,
    batchNorm: 7,
    relu: 7,
    add: 3,
    pad: 2,
    avgPool2d: 1,
    reshape: 1,
    dense: 1,
  },
  "cifar10_vgg6_bn_avgpool": {
    conv2d: 6,
    batchNorm: 6,
    relu: 7,
    avgPool2d: 3,
    reshape: 1,
    dense: 2,
  },
  "imagenet_squeezenet_v1.0_deepcompression": {
    conv2d: 26,
    relu: 26,
    maxPool2d: 3,
    concat: 8,
    avgPool2d: 1,
    reshape: 1,
  },
  "mnist_cnn_avgpool_snntb9920": { conv2d: 2, relu: 3, avgPool2d: 1, reshape: 1, dense: 2 },
  "mnist_cnn_maxpool_snntb9906": { conv2d: 2, relu: 3, maxPool2d: 1, reshape: 1, dense: 2 },
  "mnist_lenet5_snntb9914_softmax_nhwcflatten": {
    conv2d: 3,
    relu: 4,
    maxPool2d: 2,
    reshape: 1,
    dense: 2,
    softmax: 1,
  },
  "mnist_lenet_bn_maxpool": {
    conv2d: 2,
    batchNorm: 2,
    relu: 3,
    maxPool2d: 2,
    reshape: 1,
    dense: 2,
  },
  "mnist_mlp_snntb9815": { dense: 3, relu: 2 },
  "nmnist_scnn_ann_sinabs": { conv2d: 3, relu: 5, avgPool2d: 2, affine: 2, reshape: 1, dense: 2 },
};

/** A residual network of akamaster: shortcuts slice and pad. */
function residual(layers: number): Readonly<Record<string, number>> {
  return {
    conv2d: layers,
    batchNorm: layers,
    relu: layers,
    add: (layers - 1) / 2,
    slice: 4,
    pad: 2,
    avgPool2d: 1,
    reshape: 1,
    dense: 1,
  };
}

function kindsOf(graph: AnnGraph): readonly string[] {
  return graph.nodes.map(({ op }) => op.kind);
}

for (const [name, counts] of Object.entries(MODELS)) {
  const file = sharedData(`models/${name}.onnx`);
  Deno.test({
    name: `importOnnx() and exportOnnx() keep the logits of ${name}`,
    ignore: file.absent,
    fn: async () => {
      const bytes = file.read();
      const { graph, findings } = importOnnx(bytes, { name });
      assertEquals(findings, []);
      const found = Object.groupBy(kindsOf(graph), (kind) => kind);
      assertEquals(
        Object.fromEntries(Object.entries(found).map(([kind, all]) => [kind, all!.length])),
        { input: 1, ...counts },
      );

      const { shape } = graph.nodes[0];
      const random = createRandom(5);
      const samples = Float32Array.from({ length: 8 * sizeOf(shape) }, () => random.normal());
      await using original = await createModelRunner(bytes, { name });
      await using exported = await createAnnRunner(graph);
      const expected = await original.run(samples);
      assert(expected.data.some((value) => value !== expected.data[0]));
      allClose(await exported.run(samples), expected, { absolute: 1e-4, relative: 1e-5 });
    },
  });
}

const raw = sharedData("models/cifar10_resnet20_akamaster_rawgraph.onnx");
Deno.test({
  name: "importOnnx() makes of an exporter's raw graph what it makes of the simplified one",
  ignore: raw.absent,
  fn: () => {
    const simple = sharedData("models/cifar10_resnet20_akamaster.onnx");
    const graphs = [raw, simple].map((file) => importOnnx(file.read()).graph);
    assertEquals(kindsOf(graphs[0]), kindsOf(graphs[1]));
  },
});

const large = sharedData("models/imagenet_squeezenet_v1.0_deepcompression.onnx");
Deno.test({
  name: "importOnnx() of 5 MB takes well under a second",
  ignore: large.absent,
  fn: () => {
    const bytes = large.read();
    const started = performance.now();
    importOnnx(bytes);
    assert(performance.now() - started < 1000);
  },
});
