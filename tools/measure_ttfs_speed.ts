/**
 * Times networks of first spikes on real models of `../shared/data`, on random pictures.
 *
 *     deno run -A tools/measure_ttfs_speed.ts dense            against the trained network on the same ONNX Runtime
 *     deno run -A tools/measure_ttfs_speed.ts event lenet_bn   against the number of spikes
 */
import { calibrationNodes, convertToTtfs, prepareAnn } from "@snnkit/convert";
import { pearson } from "@snnkit/metrics";
import { importOnnx } from "@snnkit/onnx";
import { collectActivationStats, createAnnRunner } from "@snnkit/runtime";
import { compileTimedNetwork, createEventTtfs } from "@snnkit/sim-ttfs";
import { createDenseTtfs } from "@snnkit/sim-ttfs/dense";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { root } from "./_source_files.ts";

const MODELS = [
  "mnist_mlp_snntb9815",
  "mnist_lenet_bn_maxpool",
  "mnist_cnn_maxpool_snntb9906",
  "mnist_cnn_avgpool_snntb9920",
  "cifar10_cnn_bn_snntb8145",
  "cifar10_vgg6_bn_avgpool",
  "cifar10_resnet8_mlperftiny",
  "cifar10_resnet20_akamaster",
  "cifar10_resnet44_akamaster",
];
const ROUNDS = 9;
const BATCH = 64;

const [table, ...words] = Deno.args;
const models = MODELS.filter((name) => words.length === 0 || words.some((w) => name.includes(w)));
const random = createRandom(1);

/** Pictures of which a share of the pixels is not 0. */
function pictures(count: number, size: number, share = 1): Float32Array {
  return Float32Array.from(
    { length: count * size },
    () => random.uniform() < share ? random.uniform() : 0,
  );
}

async function open(model: string) {
  const file = new URL(`../shared/data/models/${model}.onnx`, root);
  const { graph } = importOnnx(Deno.readFileSync(file), { name: model });
  const prepared = prepareAnn(graph, "ttfs-exact");
  const size = sizeOf(prepared.nodes.find(({ op }) => op.kind === "input")!.shape);
  const nodes = calibrationNodes(prepared);
  const stats = await collectActivationStats(prepared, [pictures(BATCH, size)], { nodes });
  return { graph, spiking: convertToTtfs(prepared, stats).graph, size };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function dense(): Promise<void> {
  console.log("| model | trained network, images/s | dense first spikes, images/s | ratio |");
  console.log("|---|---|---|---|");
  for (const model of models) {
    const { graph, spiking, size } = await open(model);
    const samples = pictures(BATCH, size);
    await using ann = await createAnnRunner(graph, { batch: BATCH });
    await using snn = await createDenseTtfs(spiking, { batch: BATCH });
    const [first, second]: [number[], number[]] = [[], []];
    // Turn by turn, so that whatever else the machine does is shared.
    for (let round = 0; round < ROUNDS + 2; round++) {
      const a = await secondsOf(() => ann.run(samples));
      const b = await secondsOf(() => snn.run(samples));
      if (round >= 2) [first, second].forEach((list, k) => list.push([a, b][k]));
    }
    const ratio = median(first.map((a, k) => a / second[k]));
    const speeds = [first, second].map((list) => (BATCH / median(list)).toFixed(0));
    console.log(`| ${model} | ${speeds.join(" | ")} | ${ratio.toFixed(2)} |`);
  }
}

async function event(): Promise<void> {
  console.log("| model | share of pixels | spikes | operations | ms an image | ns an operation |");
  console.log("|---|---|---|---|---|---|");
  for (const model of models) {
    const { spiking, size } = await open(model);
    const simulator = createEventTtfs(compileTimedNetwork(spiking));
    const [operations, times]: [number[], number[]] = [[], []];
    for (const share of [0, 0.01, 0.03, 0.1, 0.3, 1]) {
      const samples = Array.from({ length: 12 }, () => pictures(1, size, share));
      samples.slice(0, 4).forEach((sample) => simulator.simulate(sample));
      const all = await Promise.all(samples.map((sample) => {
        const began = performance.now();
        const { spikes, synapticOps } = simulator.simulate(sample);
        return {
          ms: performance.now() - began,
          synapticOps,
          spikes: spikes.reduce((a, b) => a + b),
        };
      }));
      const ms = median(all.map((one) => one.ms));
      const mean = (of: (one: (typeof all)[number]) => number): number =>
        all.reduce((sum, one) => sum + of(one), 0) / all.length;
      const ops = mean((one) => one.synapticOps);
      operations.push(ops);
      times.push(ms);
      console.log(
        `| ${model} | ${share} | ${mean((one) => one.spikes).toFixed(0)} | ${ops.toFixed(0)} | ` +
          `${ms.toFixed(2)} | ${(1e6 * ms / ops).toFixed(2)} |`,
      );
    }
    console.log(`correlation of time and operations: ${pearson(operations, times)?.toFixed(4)}`);
  }
}

const TABLES: Readonly<Record<string, () => Promise<void>>> = { dense, event };
if (!Object.hasOwn(TABLES, table ?? "")) {
  console.error(`Cannot measure as the table must be one of ${Object.keys(TABLES).join(", ")}`);
  Deno.exit(2);
}
await TABLES[table]();
