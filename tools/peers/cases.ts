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
  /** T, the same for all. */
  readonly timesteps: number;
  /** How many times the images asked for: small networks get more. */
  readonly more: number;
}

/** The networks, their files in the folder `data`. */
export function peerCases(data: string): readonly PeerCase[] {
  const files = `${data}datasets/`;
  const cifar = {
    data: `cifar10:${files}cifar10_test_0_508.bin.gz`,
    calibrate: `cifar10:${files}cifar10_data_batch_1.bin.gz`,
    mean: [.485, .456, .406],
    std: [.229, .224, .225],
    more: 1,
  };
  const mnist = {
    data: `idx:${files}t10k-images-idx3-ubyte.gz,${files}t10k-labels-idx1-ubyte.gz`,
    calibrate: `idx:${files}train-images-idx3-ubyte.gz,${files}train-labels-idx1-ubyte.gz`,
    mean: [],
    std: [],
    more: 8,
  };
  const resnet20 = { ...cifar, model: "cifar10_resnet20_akamaster.onnx" };
  return [
    { name: "ResNet-20", ...resnet20, timesteps: 256 },
    { name: "ResNet-20", ...resnet20, timesteps: 64 },
    { name: "ResNet-44", ...cifar, model: "cifar10_resnet44_akamaster.onnx", timesteps: 256 },
    { name: "MNIST CNN", ...mnist, model: "mnist_cnn_avgpool_snntb9920.onnx", timesteps: 100 },
  ];
}
