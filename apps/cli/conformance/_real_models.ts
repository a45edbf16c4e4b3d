import {
  dataPaths,
  type Dataset,
  decodeData,
  parseDataSpec,
  preprocess,
  type Preprocessing,
} from "@snnkit/datasets";
import { nmnistFrames } from "./_nmnist_frames.ts";
import { sharedData } from "./_shared_data.ts";

/** A trained network of the shared data, and what it was trained for. */
export interface RealModel {
  /** Name of its file, without the ending. */
  readonly name: string;
  /** Which samples it tells apart. */
  readonly data: "mnist" | "cifar10" | "nmnist" | "imagenet";
  /** How they are prepared. */
  readonly preprocessing: Preprocessing;
}

const RESNET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Every trained network of the shared data. */
export const REAL_MODELS: readonly RealModel[] = [
  ...[
    "mnist_cnn_maxpool_snntb9906",
    "mnist_cnn_avgpool_snntb9920",
    "mnist_lenet5_snntb9914_softmax_nhwcflatten",
    "mnist_mlp_snntb9815",
    "mnist_lenet_bn_maxpool",
  ].map((name) => ({ name, data: "mnist", preprocessing: {} } as const)),
  { name: "nmnist_scnn_ann_sinabs", data: "nmnist", preprocessing: {} },
  { name: "cifar10_cnn_bn_snntb8145", data: "cifar10", preprocessing: {} },
  {
    name: "cifar10_vgg6_bn_avgpool",
    data: "cifar10",
    preprocessing: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  },
  { name: "cifar10_resnet8_mlperftiny", data: "cifar10", preprocessing: { scale: 1 } },
  { name: "cifar10_resnet20_akamaster", data: "cifar10", preprocessing: RESNET },
  { name: "cifar10_resnet20_akamaster_rawgraph", data: "cifar10", preprocessing: RESNET },
  { name: "cifar10_resnet44_akamaster", data: "cifar10", preprocessing: RESNET },
  {
    name: "imagenet_squeezenet_v1.0_deepcompression",
    data: "imagenet",
    preprocessing: { scale: 1, mean: [104, 117, 123], channels: "bgr" },
  },
];

const WORDS = {
  mnist: {
    train: "idx:datasets/train-images-idx3-ubyte.gz,datasets/train-labels-idx1-ubyte.gz",
    test: "idx:datasets/t10k-images-idx3-ubyte.gz,datasets/t10k-labels-idx1-ubyte.gz",
  },
  cifar10: {
    train: "cifar10:datasets/cifar10_data_batch_1.bin.gz",
    test: "cifar10:datasets/cifar10_test_0_508.bin.gz",
  },
} as const;

const IMAGENET = "rgb8:imagenet/imagenet_sample100_227x227x3_rgb_u8.bin.gz," +
  "imagenet/imagenet_sample100_labels.tsv,227x227";

/**
 * Samples for a network, prepared. Of ImageNet there are 100 images in all: the first half of them
 * counts as `"train"`, the second as `"test"`.
 *
 * @param limit At most so many.
 * @param offset How many are left out first.
 */
export function samplesFor(
  { data, preprocessing }: RealModel,
  part: "train" | "test",
  limit: number,
  offset = 0,
): Dataset {
  if (data === "nmnist") {
    const archive = sharedData("events/nmnist_small_slayer.tar.gz").read();
    return nmnistFrames(archive, part === "train" ? "train1K" : "test100", Math.ceil(limit / 3));
  }
  const spec = parseDataSpec(data === "imagenet" ? IMAGENET : WORDS[data][part]);
  const files = dataPaths(spec).map((path) => ({ path, bytes: sharedData(path).read() }));
  const range = data === "imagenet"
    ? { offset: part === "train" ? 0 : 50, limit: Math.min(limit, 50) }
    : { offset, limit };
  return preprocess(decodeData(spec, files), { ...preprocessing, ...range });
}
