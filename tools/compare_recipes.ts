/**
 * Compares what recipes make of a real network of `../shared/data` in few and in many steps, in a
 * table: share of the test samples that are right, and additions against multiply-adds. `calibrated`
 * makes a network for each number of steps; of the others one is run for the most steps, and read
 * after fewer.
 *
 *     deno run -A tools/compare_recipes.ts
 *     deno run -A tools/compare_recipes.ts --timesteps 4,8 --limit 200 cifar10_resnet8_mlperftiny
 *     deno run -A tools/compare_recipes.ts --recipe calibrated --neuron signed --timesteps 8
 */
import { parseArgs } from "@std/cli";
import { REAL_MODELS } from "../apps/cli/conformance/_real_models.ts";
import { type Measured, measureNetwork, type MeasureOptions } from "./_measure_network.ts";

const ROWS: readonly Pick<MeasureOptions, "recipe" | "neuron">[] = [
  { recipe: "calibrated", neuron: "signed" },
  { recipe: "calibrated", neuron: "unsigned" },
  { recipe: "hu2018", neuron: "unsigned" },
  { recipe: "rueckauer2017", neuron: "unsigned" },
];

const args = parseArgs(Deno.args, { string: ["recipe", "neuron", "timesteps", "limit", "_"] });
const name = String(args._[0] ?? "cifar10_resnet20_akamaster");
const model = REAL_MODELS.find((its) => its.name === name);
if (model === undefined) {
  console.error(
    `No such model: ${name}; there are ${REAL_MODELS.map((its) => its.name).join(", ")}`,
  );
  Deno.exit(2);
}
const steps = String(args.timesteps ?? "8,16,32,64,128,256").split(",").map(Number);
const limit = args.limit === undefined ? undefined : Number(args.limit);

console.log(`| recipe | neurons | ${steps.join(" | ")} |`);
console.log(`|---|---|${steps.map(() => "---|").join("")}`);
let trained = "";
for (const row of ROWS) {
  const { recipe, neuron } = row;
  if ((args.recipe ?? recipe) !== recipe || (args.neuron ?? neuron) !== neuron) continue;
  const cells = recipe === "calibrated" ? await eachOf(row) : await oneOf(row);
  console.log(`| ${recipe} | ${neuron} | ${cells.join(" | ")} |`);
}
console.log(`\nThe trained network: ${trained}`);

/** A network for each number of steps. */
async function eachOf(row: typeof ROWS[0]): Promise<string[]> {
  const cells: string[] = [];
  for (const timesteps of steps) {
    const found = await measured(row, timesteps);
    const additions = (found.synapticOps / found.annMacs).toFixed(1);
    cells.push(`${percent(found.snn, found)} (${additions} ×)`);
    console.error(`${row.neuron}, ${timesteps} steps: ${found.snn} of ${found.samples}`);
  }
  return cells;
}

/** One network, after every number of steps. */
async function oneOf(row: typeof ROWS[0]): Promise<string[]> {
  const most = Math.max(...steps);
  const found = await measured(row, most);
  const additions = (found.synapticOps / found.annMacs).toFixed(1);
  return steps.map((timesteps) =>
    percent(found.curve[timesteps - 1], found) + (timesteps === most ? ` (${additions} ×)` : "")
  );
}

async function measured(row: typeof ROWS[0], timesteps: number): Promise<Measured> {
  const found = await measureNetwork(model!, { ...row, timesteps, limit });
  trained = `${percent(found.ann, found)} of ${found.samples} samples`;
  return found;
}

function percent(right: number, { samples }: Measured): string {
  return `${(100 * right / samples).toFixed(1)} %`;
}
