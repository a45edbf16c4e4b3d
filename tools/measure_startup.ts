/**
 * Measures how long `snn run` takes for one image and one time step of a ResNet-20 for CIFAR-10: all
 * that is not simulation. Needs `../shared/data` and Linux.
 *
 *     deno run -A tools/measure_startup.ts [--rounds N]
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { root } from "./_source_files.ts";
import { type ProcessCost, watchDeno } from "./_watch_process.ts";

const args = parseArgs(Deno.args, { string: ["rounds"], default: { rounds: "10" } });
const rounds = Number(args.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("error: --rounds must be a whole number ≥ 1");
  Deno.exit(2);
}

const shared = fileURLToPath(new URL("../shared/data/", root));
const folder = await Deno.makeTempDir({ prefix: "snnkit-startup-" });
const file = `${folder}/resnet20.snn`;
const PREPARED = ["--mean", ".485,.456,.406", "--std", ".229,.224,.225"];

async function snn(...words: readonly string[]): Promise<ProcessCost> {
  const cost = await watchDeno(["run", "-A", "apps/cli/main.ts", ...words, ...PREPARED], root);
  if (cost.code === 0) return cost;
  console.error(cost.output);
  Deno.exit(1);
}

try {
  await snn(
    ...["convert", `${shared}models/cifar10_resnet20_akamaster.onnx`, "-o", file],
    ...["--recipe", "rueckauer2017", "--calibrate-limit", "100"],
    ...["--calibrate", `cifar10:${shared}datasets/cifar10_data_batch_1.bin.gz`],
  );
  const data = `cifar10:${shared}datasets/cifar10_test_0_508.bin.gz`;
  const costs: ProcessCost[] = [];
  // The first time fills caches: it is not counted.
  for (let round = 0; round <= rounds; round++) {
    const cost = await snn("run", file, "--data", data, "--limit", "1", "--timesteps", "1");
    if (round > 0) costs.push(cost);
  }
  const show = (name: string, values: readonly number[]): void => {
    const sorted = values.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    console.log(`${name}: ${sorted[0].toFixed(2)} s at best, ${median.toFixed(2)} s mostly`);
  };
  show("from start to end", costs.map(({ seconds }) => seconds));
  show("time of processors", costs.map(({ cpuSeconds }) => cpuSeconds));
  console.log(`load of the machine over the last minute: ${Deno.loadavg()[0].toFixed(1)}`);
} finally {
  await Deno.remove(folder, { recursive: true });
}
