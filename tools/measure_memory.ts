/**
 * Measures the most memory that `deno task snn run` holds, for few and many samples and for few and
 * many time steps: it must not grow with the samples. Networks are converted before. Needs Linux;
 * ResNet-20 needs `../shared/data`.
 *
 *     deno run -A tools/measure_memory.ts [mnist|resnet20] [--threads N] [--no-report]
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };
import { root } from "./_source_files.ts";
import { type ProcessCost, watchDeno } from "./_watch_process.ts";

/** A network, its data, and the runs that are compared. */
interface Case {
  readonly model: string;
  readonly calibrate: string;
  readonly data: string;
  readonly options: readonly string[];
  /** Samples and time steps. */
  readonly runs: readonly (readonly [number, number])[];
}

/** What `deno task snn` gives to deno. */
const [, ...SNN] = config.tasks.snn.split(" ");

const shared = fileURLToPath(new URL("../shared/data/", root));
const CASES: Readonly<Record<string, Case>> = {
  mnist: {
    model: "assets/mnist_cnn.onnx",
    calibrate: "mnist:train",
    data: "mnist",
    options: [],
    runs: [[64, 64], [256, 64], [1024, 64], [4096, 64], [64, 1024]],
  },
  resnet20: {
    model: `${shared}models/cifar10_resnet20_akamaster.onnx`,
    calibrate: `cifar10:${shared}datasets/cifar10_data_batch_1.bin.gz`,
    data: `cifar10:${shared}datasets/cifar10_test_0_508.bin.gz`,
    options: ["--mean", ".485,.456,.406", "--std", ".229,.224,.225"],
    runs: [[32, 64], [128, 64], [508, 64], [32, 256], [32, 1024]],
  },
};

const args = parseArgs(Deno.args, {
  string: ["threads"],
  boolean: ["no-report"],
  default: { threads: "2" },
});
const [name = "mnist"] = args._.map(String);
const chosen = CASES[name];
if (chosen === undefined) {
  console.error(`error: the networks are ${Object.keys(CASES).join(", ")}: received "${name}"`);
  Deno.exit(2);
}
const { model, calibrate, data, options, runs } = chosen;
const folder = await Deno.makeTempDir({ prefix: "snnkit-memory-" });
const file = `${folder}/net.snn`;

async function snn(...words: readonly string[]): Promise<ProcessCost> {
  const cost = await watchDeno([...SNN, ...words, ...options], root);
  if (cost.code === 0) return cost;
  throw new Error(cost.output);
}

try {
  const recipe = ["--recipe", "rueckauer2017", "--calibrate-limit", "64"];
  await snn("convert", model, "--calibrate", calibrate, ...recipe, "-o", file);
  const out = args["no-report"] ? [] : ["--out", `${folder}/results`];
  console.log("  samples  steps    peak MB   seconds");
  for (const [samples, steps] of runs) {
    const { peakBytes, seconds } = await snn(
      ...["run", file, "--data", data, "--threads", String(args.threads), ...out],
      ...["--limit", String(samples), "--timesteps", String(steps)],
    );
    const cells = [
      String(samples).padStart(9),
      String(steps).padStart(7),
      (peakBytes / 1e6).toFixed(0).padStart(11),
      seconds.toFixed(1).padStart(10),
    ];
    console.log(cells.join(""));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
