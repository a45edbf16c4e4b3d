/**
 * Runs the real models of `../shared/data` through the `snn` command and prints a table:
 * accuracy of the trained and of the spiking network, what was asked, and the speed.
 *
 *     deno run -A tools/measure_models.ts                 every model, T = 256
 *     deno run -A tools/measure_models.ts resnet20 mlp    models whose name contains a word
 *     deno run -A tools/measure_models.ts --timesteps 64 resnet20
 */
import { parseArgs } from "@std/cli";
import { root } from "./_source_files.ts";

interface Case {
  readonly model: string;
  readonly data: "mnist" | "cifar";
  readonly options: readonly string[];
  /** How many points the spiking network may lose. */
  readonly allowed: number;
}

const MNIST = { data: "mnist", options: [], allowed: 0.3 } as const;
const CIFAR = { data: "cifar", allowed: 1.0 } as const;
const RESNET = ["--mean", ".485,.456,.406", "--std", ".229,.224,.225"];
const CASES: readonly Case[] = [
  { model: "mnist_cnn_maxpool_snntb9906", ...MNIST },
  { model: "mnist_cnn_avgpool_snntb9920", ...MNIST },
  { model: "mnist_lenet5_snntb9914_softmax_nhwcflatten", ...MNIST },
  { model: "mnist_mlp_snntb9815", ...MNIST },
  { model: "mnist_lenet_bn_maxpool", ...MNIST },
  { model: "cifar10_cnn_bn_snntb8145", ...CIFAR, options: [] },
  {
    model: "cifar10_vgg6_bn_avgpool",
    ...CIFAR,
    options: ["--mean", ".4914,.4822,.4465", "--std", ".2470,.2435,.2616"],
  },
  { model: "cifar10_resnet8_mlperftiny", ...CIFAR, options: ["--scale", "1"] },
  { model: "cifar10_resnet20_akamaster", ...CIFAR, options: RESNET },
  { model: "cifar10_resnet20_akamaster_rawgraph", ...CIFAR, options: RESNET },
  { model: "cifar10_resnet44_akamaster", ...CIFAR, options: RESNET },
];

const args = parseArgs(Deno.args, { string: ["timesteps", "limit", "_"] });
const timesteps = String(args.timesteps ?? "256");
const words = args._.map(String);
const data = new URL("../shared/data/", root).pathname;
const source = {
  mnist: {
    data: `idx:${data}datasets/t10k-images-idx3-ubyte.gz,${data}datasets/t10k-labels-idx1-ubyte.gz`,
    calibrate:
      `idx:${data}datasets/train-images-idx3-ubyte.gz,${data}datasets/train-labels-idx1-ubyte.gz`,
    limit: "2000",
  },
  cifar: {
    data: `cifar10:${data}datasets/cifar10_test_0_508.bin.gz`,
    calibrate: `cifar10:${data}datasets/cifar10_data_batch_1.bin.gz`,
    limit: "509",
  },
};

console.log(`| model | ANN | SNN, T = ${timesteps} | points lost | allowed | images/s | seconds |`);
console.log("|---|---|---|---|---|---|---|");
let missed = 0;
for (const { model, data: kind, options, allowed } of CASES) {
  if (words.length > 0 && !words.some((word) => model.includes(word))) continue;
  const from = source[kind];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "run",
        "-A",
        new URL("apps/cli/main.ts", root).pathname,
        "run",
        `${data}models/${model}.onnx`,
      ],
      ...["--data", from.data, "--limit", String(args.limit ?? from.limit)],
      ...["--calibrate", from.calibrate, "--calibrate-limit", "1000"],
      ...["--recipe", "rueckauer2017", "--timesteps", timesteps, "--json", ...options],
    ],
    stdin: "null",
  }).output();
  if (code !== 0) {
    missed++;
    const [first] = new TextDecoder().decode(stderr).trim().split("\n");
    console.log(`| ${model} | failed with ${code}: ${first} |`);
    continue;
  }
  const run = JSON.parse(new TextDecoder().decode(stdout));
  const lost = 100 * (run.ann.accuracy - run.snn.accuracy);
  if (lost > allowed + 1e-9) missed++;
  const count = (x: { correct: number; accuracy: number }): string =>
    `${x.correct}/${run.samples} = ${(100 * x.accuracy).toFixed(2)} %`;
  const seconds = Object.values(run.seconds as Record<string, number>).reduce((a, b) => a + b, 0);
  console.log(
    `| ${model} | ${count(run.ann)} | ${count(run.snn)} | ${lost.toFixed(2)} | ${allowed} | ` +
      `${run.imagesPerSecond.toFixed(1)} | ${seconds.toFixed(0)} |`,
  );
}
Deno.exit(missed > 0 ? 1 : 0);
