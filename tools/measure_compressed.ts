/**
 * Runs real models of `../shared/data` with fewer and fewer bits through the `snn` command and
 * prints the table of docs/compressed.md: the accuracy of the compressed trained network, of the
 * spiking one that is made of it, and how often both give the same answer.
 *
 *     deno run -A tools/measure_compressed.ts             every model
 *     deno run -A tools/measure_compressed.ts resnet20    models whose name contains a word
 */
import { root } from "./_source_files.ts";

interface Bits {
  /** Of a weight; as in the file where absent. */
  readonly weights?: number;
  /** Of an activation; as in the file where absent. */
  readonly activations?: number;
  /** Steps of the spiking network. */
  readonly timesteps: number;
}

const BITS: readonly Bits[] = [
  { timesteps: 32 },
  { weights: 8, timesteps: 32 },
  { weights: 4, timesteps: 32 },
  { weights: 2, timesteps: 32 },
  { weights: 1, timesteps: 32 },
  { weights: 8, activations: 4, timesteps: 15 },
  { weights: 4, activations: 3, timesteps: 7 },
  { weights: 4, activations: 2, timesteps: 3 },
];

const data = new URL("../shared/data/", root).pathname;
const sets = `${data}datasets/`;
const MNIST = [
  `--data=idx:${sets}t10k-images-idx3-ubyte.gz,${sets}t10k-labels-idx1-ubyte.gz`,
  `--calibrate=idx:${sets}train-images-idx3-ubyte.gz,${sets}train-labels-idx1-ubyte.gz`,
];
const CIFAR = [
  `--data=cifar10:${sets}cifar10_test_0_508.bin.gz`,
  `--calibrate=cifar10:${sets}cifar10_data_batch_1.bin.gz`,
  "--mean=.485,.456,.406",
  "--std=.229,.224,.225",
];
const MODELS: readonly (readonly [string, readonly string[]])[] = [
  ["mnist_lenet_bn_maxpool", MNIST],
  ["mnist_cnn_avgpool_snntb9920", MNIST],
  ["cifar10_resnet20_akamaster", CIFAR],
];

/** What of `snn run --json` is shown. */
interface Summary {
  readonly ann: { readonly accuracy: number };
  readonly snn: { readonly accuracy: number; readonly agreement: number };
}

async function measure(model: string, options: readonly string[], bits: Bits): Promise<Summary> {
  const { weights, activations, timesteps } = bits;
  const run = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("apps/cli/main.ts", root).pathname,
      "run",
      `${data}models/${model}.onnx`,
      ...options,
      "--limit=500",
      "--calibrate-limit=200",
      "--recipe=calibrated",
      `--timesteps=${timesteps}`,
      ...weights === undefined ? [] : [`--weight-bits=${weights}`],
      ...activations === undefined ? [] : [`--activation-bits=${activations}`],
      "--json",
    ],
    stderr: "inherit",
  });
  const { success, stdout } = await run.output();
  if (!success) throw new Error(`Cannot measure "${model}" as its run must end well`);
  return JSON.parse(new TextDecoder().decode(stdout)) as Summary;
}

const perCent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const bitsText = (bits?: number): string => bits === undefined ? "float32" : String(bits);

console.log("| model | bits of weights | of activations | T | ANN | SNN | same answer |");
console.log("|---|---|---|---|---|---|---|");
for (const [model, options] of MODELS) {
  if (Deno.args.length > 0 && !Deno.args.some((word) => model.includes(word))) continue;
  for (const bits of BITS) {
    const { ann, snn } = await measure(model, options, bits);
    const cells = [
      model,
      bitsText(bits.weights),
      bitsText(bits.activations),
      bits.timesteps,
      ...[ann.accuracy, snn.accuracy, snn.agreement].map(perCent),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
