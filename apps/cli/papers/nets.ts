import type { Preprocessing } from "@snnkit/datasets";
import { fileURLToPath } from "node:url";

/** A network in a file. */
export interface FileNet {
  /** Discriminates the union. */
  readonly kind: "file";
  /** Name of the file in `--data-dir`, or a whole path of what the product brings along. */
  readonly file: string;
  /** What it was trained on. */
  readonly data: "mnist" | "cifar10";
  /** How it wants its samples. */
  readonly preprocessing: Preprocessing;
}

/** A residual network with seeded weights, made when it is needed. */
export interface UntrainedNet {
  /** Discriminates the union. */
  readonly kind: "untrained";
  /** How many layers have weights. */
  readonly depth: number;
}

/** Where a network comes from. */
export type Net = FileNet | UntrainedNet;

const IMAGENET_COLOURS: Preprocessing = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

const mnist = (file: string): FileNet => ({ kind: "file", file, data: "mnist", preprocessing: {} });
const cifar = (file: string, preprocessing: Preprocessing): FileNet => ({
  kind: "file",
  file,
  data: "cifar10",
  preprocessing,
});
const untrained = (depth: number): UntrainedNet => ({ kind: "untrained", depth });

const KNOWN = {
  "mnist-cnn": mnist(fileURLToPath(new URL("../../../assets/mnist_cnn.onnx", import.meta.url))),
  "mnist-mlp": mnist("mnist_mlp_snntb9815.onnx"),
  "mnist-average": mnist("mnist_cnn_avgpool_snntb9920.onnx"),
  "cifar-cnn": cifar("cifar10_cnn_bn_snntb8145.onnx", {}),
  "resnet-20": cifar("cifar10_resnet20_akamaster.onnx", IMAGENET_COLOURS),
  "resnet-44": cifar("cifar10_resnet44_akamaster.onnx", IMAGENET_COLOURS),
  "untrained-8": untrained(8),
  "untrained-20": untrained(20),
  "untrained-32": untrained(32),
  "untrained-44": untrained(44),
  "untrained-56": untrained(56),
  "untrained-110": untrained(110),
} satisfies Readonly<Record<string, Net>>;

/** A network that a paper's rows can name. */
export type NetName = keyof typeof KNOWN;

/** Every network that a paper's rows can name. */
export const NETS: Readonly<Record<NetName, Net>> = KNOWN;
