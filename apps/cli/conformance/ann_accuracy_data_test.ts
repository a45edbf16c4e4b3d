import { assertEquals } from "@std/assert";
import {
  batchAt,
  dataPaths,
  type Dataset,
  decodeData,
  parseDataSpec,
  preprocess,
  type Preprocessing,
} from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { createAnnRunner, createModelRunner, type Runner } from "@snnkit/runtime";
import type { Tensor } from "@snnkit/tensor";
import { sharedData } from "./_shared_data.ts";

/** A model, the data that it is for, and how many of them it gets right within its first guesses. */
interface Case {
  readonly model: string;
  readonly data: string;
  readonly preprocessing: Preprocessing;
  readonly samples: number;
  readonly correct: Readonly<Record<number, number>>;
}

const MNIST = {
  data: "idx:datasets/t10k-images-idx3-ubyte.gz,datasets/t10k-labels-idx1-ubyte.gz",
  preprocessing: {},
  samples: 10000,
};
const CIFAR = {
  data: "cifar10:datasets/cifar10_test_0_508.bin.gz",
  preprocessing: {},
  samples: 509,
};
const RESNET = {
  ...CIFAR,
  preprocessing: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

/**
 * What ONNX Runtime was measured to get right when the data were collected. Missing is
 * `nmnist_scnn_ann_sinabs`, whose samples are counts of events: it has a test of its own.
 */
const CASES: readonly Case[] = [
  { model: "mnist_cnn_maxpool_snntb9906", ...MNIST, correct: { 1: 9906 } },
  { model: "mnist_cnn_avgpool_snntb9920", ...MNIST, correct: { 1: 9920 } },
  { model: "mnist_lenet5_snntb9914_softmax_nhwcflatten", ...MNIST, correct: { 1: 9914 } },
  { model: "mnist_mlp_snntb9815", ...MNIST, correct: { 1: 9815 } },
  { model: "mnist_lenet_bn_maxpool", ...MNIST, correct: { 1: 9947 } },
  { model: "cifar10_cnn_bn_snntb8145", ...CIFAR, correct: { 1: 414 } },
  {
    model: "cifar10_vgg6_bn_avgpool",
    ...CIFAR,
    preprocessing: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
    correct: { 1: 410 },
  },
  {
    model: "cifar10_resnet8_mlperftiny",
    ...CIFAR,
    preprocessing: { scale: 1 },
    correct: { 1: 454 },
  },
  { model: "cifar10_resnet20_akamaster", ...RESNET, correct: { 1: 464 } },
  { model: "cifar10_resnet20_akamaster_rawgraph", ...RESNET, correct: { 1: 464 } },
  { model: "cifar10_resnet44_akamaster", ...RESNET, correct: { 1: 474 } },
  {
    model: "imagenet_squeezenet_v1.0_deepcompression",
    data:
      "rgb8:imagenet/imagenet_sample100_227x227x3_rgb_u8.bin.gz,imagenet/imagenet_sample100_labels.tsv,227x227",
    preprocessing: { scale: 1, mean: [104, 117, 123], channels: "bgr" },
    samples: 100,
    correct: { 1: 64, 5: 83 },
  },
];

for (const { model, data, preprocessing, samples, correct } of CASES) {
  const file = sharedData(`models/${model}.onnx`);
  Deno.test({
    name: `${model} keeps its accuracy, as it is and imported`,
    ignore: file.absent,
    async fn() {
      const bytes = file.read();
      const dataset = read(data, preprocessing);
      assertEquals(dataset.count, samples);
      for (const asItIs of [true, false]) {
        await using runner = asItIs
          ? await createModelRunner(bytes)
          : await createAnnRunner(importOnnx(bytes).graph);
        const guesses = Object.keys(correct).map(Number);
        assertEquals(await countCorrect(runner, dataset, guesses), correct);
      }
    },
  });
}

function read(word: string, preprocessing: Preprocessing): Dataset {
  const spec = parseDataSpec(word);
  const files = dataPaths(spec).map((path) => ({ path, bytes: sharedData(path).read() }));
  return preprocess(decodeData(spec, files), preprocessing);
}

/** How many samples have their label among the k largest outputs, for each k. */
async function countCorrect(
  runner: Runner,
  dataset: Dataset,
  guesses: readonly number[],
): Promise<Record<number, number>> {
  const found = Object.fromEntries(guesses.map((k) => [k, 0]));
  const together = 250;
  for (let start = 0; start < dataset.count; start += together) {
    const outputs = await runner.run(batchAt(dataset, start, together));
    for (let s = 0; s < outputs.shape[0]; s++) {
      const rank = rankOf(outputs, s, dataset.labels![start + s]);
      for (const k of guesses) if (rank < k) found[k]++;
    }
  }
  return found;
}

/** How many outputs of a sample stand before its label: larger ones, and equal ones to the left. */
function rankOf({ shape: [, classes], data }: Tensor, sample: number, label: number): number {
  const outputs = data.subarray(sample * classes, (sample + 1) * classes);
  let rank = 0;
  outputs.forEach((value, c) => {
    if (value > outputs[label] || (value === outputs[label] && c < label)) rank++;
  });
  return rank;
}
