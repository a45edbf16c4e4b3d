/**
 * Measures recipe `calibrated` on the real models of `../shared/data`: accuracy of the trained and
 * of the spiking network, additions against multiply-adds, and how long the conversion takes.
 * Calibrated on training samples only; of ImageNet's 100 images each half is tested on a network
 * that was calibrated on the other.
 *
 *     deno run -A tools/measure_calibrated.ts                    every row
 *     deno run -A tools/measure_calibrated.ts resnet20           models whose name contains a word
 *     deno run -A tools/measure_calibrated.ts --recipe rueckauer2017 resnet20
 *     deno run -A tools/measure_calibrated.ts --neuron unsigned --timesteps 16,32 resnet44
 */
import { parseArgs } from "@std/cli";
import { REAL_MODELS, type RealModel } from "../apps/cli/conformance/_real_models.ts";
import { type Measured, measureNetwork } from "./_measure_network.ts";

/** One network for one number of steps. */
interface Row {
  readonly model: RealModel;
  readonly neuron: "signed" | "unsigned";
  readonly timesteps: number;
  /** How many points it may lose; of ImageNet the five largest count. */
  readonly allowed: number;
}

/** Points that may be lost, by a word of the model's name or by its data, neuron and steps. */
const ALLOWED: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<number, number>>>>>
> = {
  resnet20: {
    signed: { 4: 12, 8: 0.6, 16: 0.2, 32: 0.2, 64: 0.2, 128: 0.2, 256: 0.2 },
    unsigned: { 16: 7, 32: 0.6, 64: 0.2 },
  },
  resnet44: {
    signed: { 8: 6, 16: 0.8, 32: 0.2 },
    unsigned: { 64: 0.4 },
  },
  mnist: { signed: { 32: 0.2 }, unsigned: { 32: 0.2, 64: 0.2 } },
  nmnist: { signed: { 32: 0.2 }, unsigned: { 32: 0.4 } },
  cifar10: { signed: { 32: 0.6 }, unsigned: { 64: 0.6 } },
  imagenet: { signed: { 32: 3, 64: 3 } },
};

const args = parseArgs(Deno.args, { string: ["recipe", "neuron", "timesteps", "limit", "_"] });
const recipe = String(args.recipe ?? "calibrated");
const words = args._.map(String);
const wanted = args.timesteps === undefined
  ? undefined
  : String(args.timesteps).split(",").map(Number);

function* rows(): Generator<Row> {
  for (const model of REAL_MODELS) {
    if (words.length > 0 && !words.some((word) => model.name.includes(word))) continue;
    for (const neuron of ["signed", "unsigned"] as const) {
      if (args.neuron !== undefined && args.neuron !== neuron) continue;
      const word = Object.keys(ALLOWED).find((its) => model.name.includes(`_${its}_`)) ??
        model.data;
      const allowed = ALLOWED[word][neuron] ?? {};
      for (const timesteps of wanted ?? Object.keys(allowed).map(Number)) {
        yield { model, neuron, timesteps, allowed: allowed[timesteps] ?? Infinity };
      }
    }
  }
}

/** Measures a row, with or without the samples' parts swapped. */
async function measure({ model, neuron, timesteps }: Row, swapped: boolean): Promise<Measured> {
  const limit = args.limit === undefined ? undefined : Number(args.limit);
  return await measureNetwork(model, { recipe, neuron, timesteps, limit, swapped });
}

console.log("| model | neuron | T | ANN | SNN | points lost | allowed | same | additions | s |");
console.log("|---|---|---|---|---|---|---|---|---|---|");
let missed = 0;
for (const row of rows()) {
  const { model: { name, data }, neuron, timesteps, allowed } = row;
  const halves = [
    await measure(row, false),
    ...data === "imagenet" ? [await measure(row, true)] : [],
  ];
  const sum = (of: (half: typeof halves[0]) => number): number =>
    halves.reduce((total, half) => total + of(half), 0);
  const samples = sum((half) => half.samples);
  const [ann, snn] = data === "imagenet"
    ? [sum((half) => half.annTop5), sum((half) => half.snnTop5)]
    : [sum((half) => half.ann), sum((half) => half.snn)];
  const lost = 100 * (ann - snn) / samples;
  if (lost > allowed + 1e-9) missed++;
  const [{ annMacs }] = halves;
  const ops = sum((half) => half.synapticOps) / halves.length;
  const top1 = data === "imagenet"
    ? ` top 5 (top 1: ${sum((half) => half.ann)}, ${sum((half) => half.snn)})`
    : "";
  console.log(
    `| ${name} | ${neuron} | ${timesteps} | ${ann}/${samples} | ${snn}/${samples}${top1} | ` +
      `${lost.toFixed(2)} | ${allowed} | ${sum((half) => half.agreeing)} | ` +
      `${(ops / 1e6).toFixed(1)} M = ${(ops / annMacs).toFixed(2)} × | ` +
      `${(sum((half) => half.seconds) / halves.length).toFixed(0)} |`,
  );
}
Deno.exit(missed > 0 ? 1 : 0);
