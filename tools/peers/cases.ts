/** A network that contestants simulate, and for how long. */
export interface PeerCase {
  /** What it is called in the table. */
  readonly name: string;
  /** Its file in `../shared/data/models`. */
  readonly model: string;
  /** Words of `snn` that name its test images and its training images. */
  readonly data: string;
  readonly calibrate: string;
  /** Mean and standard deviation of each channel; empty where values stay in `0 … 1`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** T of the peers, and ours unless said. */
  readonly timesteps: number;
  /** How many times the images asked for: small networks get more. */
  readonly more: number;
  /** So many images, whatever is asked for; where accuracy is to be compared it must be all. */
  readonly images?: number;
  /** How many of them peers simulate at once; all unless said. */
  readonly batch?: number;
  /** What is particular to our side. */
  readonly ours: OurSide;
  /** Who takes part besides us. */
  readonly peers: readonly PeerName[];
}

/** What our side does in its own way. */
export interface OurSide {
  /** Words of `snn convert`, e.g. the recipe. */
  readonly convert: readonly string[];
  /** T, where it is another one. */
  readonly timesteps?: number;
  /** More words of `snn run`. */
  readonly run: readonly string[];
  /** How many times as many images: starting threads is worth it for long work only. */
  readonly more: number;
  /** Whether these are the peers' images again and again, from a file that holds them so often. */
  readonly repeats?: boolean;
  /** How many calibration images it converts with, where it wants others than the peers. */
  readonly calibrationImages?: number;
}

/** Peers by their files, `NAME_peer.py`. */
export type PeerName = "spikingjelly" | "dense" | "onnxruntime";

/** All convert alike and simulate as many steps. */
const ALIKE = {
  ours: { convert: ["--recipe", "rueckauer2017"], run: [], more: 8 },
  peers: ["spikingjelly", "dense"],
} as const;

/** Each in its own way, in as many steps as it needs to be as good as the trained network. */
const AT_NO_LOSS = {
  ours: {
    convert: ["--recipe", "calibrated", "--timesteps", "16", "--weights", "fitted"],
    timesteps: 16,
    run: ["--stop", "margin=0.7"],
    more: 8,
    repeats: true,
    calibrationImages: 1000,
  },
  peers: ["spikingjelly", "onnxruntime"],
} as const;

/** The networks, their files in the folder `data`. */
export function peerCases(data: string): readonly PeerCase[] {
  const files = `${data}datasets/`;
  const cifar = {
    data: `cifar10:${files}cifar10_test_0_508.bin.gz`,
    calibrate: `cifar10:${files}cifar10_data_batch_1.bin.gz`,
    mean: [.485, .456, .406],
    std: [.229, .224, .225],
    more: 1,
    ...ALIKE,
  };
  const mnist = {
    data: `idx:${files}t10k-images-idx3-ubyte.gz,${files}t10k-labels-idx1-ubyte.gz`,
    calibrate: `idx:${files}train-images-idx3-ubyte.gz,${files}train-labels-idx1-ubyte.gz`,
    mean: [],
    std: [],
    more: 8,
    ...ALIKE,
  };
  const resnet20 = { ...cifar, model: "cifar10_resnet20_akamaster.onnx" };
  return [
    { name: "ResNet-20", ...resnet20, timesteps: 256 },
    { name: "ResNet-20", ...resnet20, timesteps: 64 },
    {
      ...resnet20,
      ...AT_NO_LOSS,
      name: "ResNet-20 at no loss",
      images: 509,
      // With all at once SpikingJelly is a quarter slower.
      batch: 64,
      timesteps: 128,
    },
    { name: "ResNet-44", ...cifar, model: "cifar10_resnet44_akamaster.onnx", timesteps: 256 },
    { name: "MNIST CNN", ...mnist, model: "mnist_cnn_avgpool_snntb9920.onnx", timesteps: 100 },
  ];
}
