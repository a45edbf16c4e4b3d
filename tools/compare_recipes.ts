/**
 * Compares what recipes make of a real network of `../shared/data` in few and in many steps, in a
 * table: share of the test samples that are right, and additions against multiply-adds.
 *
 *     deno run -A tools/compare_recipes.ts
 *     deno run -A tools/compare_recipes.ts --timesteps 4,8 --limit 200 cifar10_resnet8_mlperftiny
 */
import { parseArgs } from "@std/cli";
import { REAL_MODELS } from "../apps/cli/conformance/_real_models.ts";
import { type MeasureOptions, measureNetwork } from "./_measure_network.ts";

const ROWS: readonly Pick<MeasureOptions, "recipe" | "neuron">[] = [
  { recipe: "calibrated", neuron: "signed" },
  { recipe: "calibrated", neuron: "unsigned" },
  { recipe: "hu2018", neuron: "unsigned" },
  { recipe: "rueckauer2017", neuron: "unsigned" },
];

const args = parseArgs(Deno.args, { string: ["timesteps", "limit", "_"] });
const name = String(args._[0] ?? "cifar10_resnet20_akamaster");
const model = REAL_MODELS.find((its) => its.name === name);
if (model === undefined) {
  console.error(`No such model: ${name}; there are ${REAL_MODELS.map((its) => its.name).join(", ")}`);
  Deno.exit(2);
}
const steps = String(args.timesteps ?? "8,16,32,64,128,256").split(",").map(Number);
const limit = args.limit === undefined ? undefined : Number(args.limit);

console.log(`| recipe | neurons | ${steps.join(" | ")} |`);
console.log(`|---|---|${steps.map(() => "---|").join("")}`);
let trained = "";
for (const { recipe, neuron } of ROWS) {
  const cells: string[] = [];
  for (const timesteps of steps) {
    const found = await measureNetwork(model, { recipe, neuron, timesteps, limit });
    const { samples, ann, snn, synapticOps, annMacs } = found;
    const percent = (right: number): string => `${(100 * right / samples).toFixed(1)} %`;
    trained = `${percent(ann)} of ${samples} samples`;
    cells.push(`${percent(snn)} (${(synapticOps / annMacs).toFixed(1)} ×)`);
  }
  console.log(`| ${recipe} | ${neuron} | ${cells.join(" | ")} |`);
}
console.log(`\nThe trained network: ${trained}`);
