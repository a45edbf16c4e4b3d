/**
 * Runs the real models of `../shared/data` as networks of first spikes through the `snn` command and
 * prints the tables of docs/ttfs.md.
 *
 *     deno run -A tools/measure_ttfs.ts exact                every model, event and dense engine
 *     deno run -A tools/measure_ttfs.ts exact --limit 100 resnet20 mlp
 *     deno run -A tools/measure_ttfs.ts ticks                accuracy against ticks of a window
 *     deno run -A tools/measure_ttfs.ts disturbed            jitter, missing spikes, few bits
 *     deno run -A tools/measure_ttfs.ts classic              ttfs-rueckauer2018 and rates
 */
import type { TtfsSummary } from "@snnkit/metrics";
import { parseArgs } from "@std/cli";
import { root } from "./_source_files.ts";

interface Case {
  readonly model: string;
  readonly data: "mnist" | "cifar" | "imagenet";
  readonly options: readonly string[];
}

const RESNET = ["--mean", ".485,.456,.406", "--std", ".229,.224,.225"];
const VGG = ["--mean", ".4914,.4822,.4465", "--std", ".2470,.2435,.2616"];
const SQUEEZE = ["--channels", "bgr", "--scale", "1", "--mean", "104,117,123"];
const CASES: readonly Case[] = [
  { model: "mnist_mlp_snntb9815", data: "mnist", options: [] },
  { model: "mnist_lenet_bn_maxpool", data: "mnist", options: [] },
  { model: "mnist_lenet5_snntb9914_softmax_nhwcflatten", data: "mnist", options: [] },
  { model: "mnist_cnn_maxpool_snntb9906", data: "mnist", options: [] },
  { model: "mnist_cnn_avgpool_snntb9920", data: "mnist", options: [] },
  { model: "cifar10_cnn_bn_snntb8145", data: "cifar", options: [] },
  { model: "cifar10_vgg6_bn_avgpool", data: "cifar", options: VGG },
  { model: "cifar10_resnet8_mlperftiny", data: "cifar", options: ["--scale", "1"] },
  { model: "cifar10_resnet20_akamaster", data: "cifar", options: RESNET },
  { model: "cifar10_resnet20_akamaster_rawgraph", data: "cifar", options: RESNET },
  { model: "cifar10_resnet44_akamaster", data: "cifar", options: RESNET },
  { model: "imagenet_squeezenet_v1.0_deepcompression", data: "imagenet", options: SQUEEZE },
];

const data = new URL("../shared/data/", root).pathname;
const labels = `${data}imagenet/imagenet_sample100_labels.tsv`;
const pictures = `rgb8:${data}imagenet/${imagenetFile()},${labels},227x227`;
const SOURCES = {
  mnist: {
    data: `idx:${data}datasets/t10k-images-idx3-ubyte.gz,${data}datasets/t10k-labels-idx1-ubyte.gz`,
    calibrate:
      `idx:${data}datasets/train-images-idx3-ubyte.gz,${data}datasets/train-labels-idx1-ubyte.gz`,
  },
  cifar: {
    data: `cifar10:${data}datasets/cifar10_test_0_508.bin.gz`,
    calibrate: `cifar10:${data}datasets/cifar10_data_batch_1.bin.gz`,
  },
  // There are no others: windows are measured on the pictures themselves.
  imagenet: { data: pictures, calibrate: pictures },
};

function imagenetFile(): string {
  const files = [...Deno.readDirSync(`${data}imagenet`)].map(({ name }) => name);
  return files.find((name) => /\.(bin|rgb8?|raw)(\.gz)?$/.test(name)) ?? "images.rgb8";
}

/** One run; what `--json` prints. */
async function run(known: Case, ...options: readonly string[]): Promise<TtfsSummary> {
  const from = SOURCES[known.data];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", new URL("apps/cli/main.ts", root).pathname],
      ...["run", `${data}models/${known.model}.onnx`, "--data", from.data],
      ...["--calibrate", from.calibrate, "--json", ...known.options, ...options],
    ],
    stdin: "null",
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const args = parseArgs(Deno.args, { string: ["limit", "_"] });
const [table, ...words] = args._.map(String);
const limit = args.limit === undefined ? [] : ["--limit", String(args.limit)];
const chosen = (usual: readonly string[] = []): readonly Case[] =>
  CASES.filter(({ model }) => {
    const wanted = words.length > 0 ? words : usual;
    // The raw graph is the same network once more; some tables do without.
    const isTwin = model.endsWith("_rawgraph") && table !== "exact";
    return !isTwin && (wanted.length === 0 || wanted.some((word) => model.includes(word)));
  });
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const power = (value: number): string => value === 0 ? "0" : value.toExponential(1);

async function exact(): Promise<void> {
  console.log(
    "| model | samples | ANN | event | dense | beyond a window | outputs off by, event | dense | " +
      "spikes a neuron | decided, of the last window |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|");
  for (const known of chosen()) {
    const event = await run(known, "--code", "ttfs", ...limit);
    const dense = await run(known, "--code", "ttfs", "--engine", "dense", ...limit);
    const { inside, outside, decisions } = event.ttfs;
    console.log(
      `| ${known.model} | ${event.samples} | ${event.ann.correct} | ${event.snn.correct} | ` +
        `${dense.snn.correct} | ${outside.samples} | ${power(inside.worst)} | ` +
        `${power(dense.ttfs.inside.worst)} | ${event.spikes.perNeuron.toFixed(3)} | ` +
        `${percent(decisions?.meanShare ?? 1)} |`,
    );
    if (inside.agreeing !== inside.samples) console.log("classes differ within windows!");
  }
}

const TICKS = [8, 16, 32, 64, 128];

async function ticks(): Promise<void> {
  console.log(`| model | samples | ANN | ${TICKS.map((s) => `S = ${s}`).join(" | ")} |`);
  console.log(`|---|---|---|${TICKS.map(() => "---").join("|")}|`);
  for (const known of chosen(["mnist_mlp", "lenet_bn", "resnet20_akamaster"])) {
    for (const rounding of ["nearest", "next"]) {
      const found: string[] = [];
      let last: TtfsSummary | undefined;
      for (const steps of TICKS) {
        const options = ["--timesteps", String(steps), "--tick-rounding", rounding];
        last = await run(known, "--code", "ttfs", "--engine", "dense", ...options, ...limit);
        found.push(percent(last.snn.accuracy));
      }
      const { samples, ann } = last!;
      console.log(
        `| ${known.model}, ${rounding} | ${samples} | ${percent(ann.accuracy)} | ` +
          `${found.join(" | ")} |`,
      );
    }
  }
}

const DISTURBANCES: readonly (readonly [name: string, options: readonly string[]])[] = [
  ...[0.005, 0.01, 0.02, 0.05].map((j) => [`jitter ${j}`, ["--jitter", String(j)]] as const),
  ...[0.01, 0.02, 0.05, 0.1].map((p) => [`missing ${p}`, ["--missing", String(p)]] as const),
  ...[8, 6, 5, 4].map((k) => [`weights of ${k} bits`, ["--weight-bits", String(k)]] as const),
];

async function disturbed(): Promise<void> {
  const cases = chosen(["lenet_bn", "resnet20_akamaster"]);
  console.log(`| disturbance | ${cases.map(({ model }) => model).join(" | ")} |`);
  console.log(`|---|${cases.map(() => "---").join("|")}|`);
  for (const [name, options] of [["none", []] as const, ...DISTURBANCES]) {
    const found: string[] = [];
    for (const known of cases) {
      const { snn } = await run(known, "--code", "ttfs", ...options, ...limit);
      found.push(percent(snn.accuracy));
    }
    console.log(`| ${name} | ${found.join(" | ")} |`);
  }
}

/** The first step of a rate-coded run that is as accurate, and what it had cost by then. */
function soonest({ curve, samples }: TtfsSummary, accuracy: number): string {
  const point = curve.find(({ correct }) => correct / samples >= accuracy);
  return point === undefined
    ? "never"
    : `${(point.synapticOps / 1e3).toFixed(0)} k at step ${point.t}`;
}

async function classic(): Promise<void> {
  console.log(
    "| model | samples | ANN | none | dynamic | corrective | operations, of the better remedy | " +
      "rates as accurate | ttfs-exact |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const known of chosen(["mnist_mlp", "lenet", "mnist_cnn"])) {
    const found = [];
    for (const remedy of ["none", "dynamic", "corrective"]) {
      found.push(
        await run(known, "--recipe", "ttfs-rueckauer2018", "--remedy", remedy, ...limit),
      );
    }
    const better = found.slice(1).reduce((a, b) => b.snn.correct > a.snn.correct ? b : a);
    const rate = await run(known, "--recipe", "rueckauer2017", "--timesteps", "256", ...limit);
    const exact = await run(known, "--code", "ttfs", ...limit);
    const thousands = (count: number): string => `${(count / 1e3).toFixed(0)} k`;
    console.log(
      `| ${known.model} | ${better.samples} | ${percent(better.ann.accuracy)} | ` +
        `${found.map(({ snn }) => percent(snn.accuracy)).join(" | ")} | ` +
        `${thousands(better.operations.synapticOps)} | ${soonest(rate, better.snn.accuracy)} | ` +
        `${thousands(exact.operations.synapticOps)} |`,
    );
  }
}

const TABLES: Readonly<Record<string, () => Promise<void>>> = {
  exact,
  ticks,
  disturbed,
  classic,
};
if (!Object.hasOwn(TABLES, table ?? "")) {
  console.error(`Cannot measure as the table must be one of ${Object.keys(TABLES).join(", ")}`);
  Deno.exit(2);
}
await TABLES[table]();
