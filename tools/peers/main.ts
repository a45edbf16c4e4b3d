/**
 * Simulates the same networks with snnkit and with its peers in turns, and prints ratios of images a
 * second. See docs/bench.md for what the figures mean.
 *
 *     deno task bench:peers                        every network, three rounds
 *     deno task bench:peers ResNet-20 --images 64  networks whose name contains a word
 *     deno task bench:peers --rounds 5 --threads 1 --json --no-compile
 */
import { parseArgs } from "@std/cli";
import { fileURLToPath } from "node:url";
import { peerCases, type PeerName } from "./cases.ts";
import { compareTurns } from "./compare_turns.ts";
import { runSnn, snnContestant, startPython, type Turn } from "./contestant.ts";
import { installPeers } from "./install_peers.ts";
import { repeatRecords } from "./repeat_records.ts";

const args = parseArgs(Deno.args, {
  string: ["images", "rounds", "threads", "_"],
  boolean: ["json", "no-compile"],
  default: { images: "24", rounds: "3", threads: "2" },
});
const compiles = args["no-compile"] !== true;
const [asked, rounds, threads] = [args.images, args.rounds, args.threads].map(Number);
if (![asked, rounds, threads].every((value) => Number.isInteger(value) && value >= 1)) {
  console.error("error: --images, --rounds and --threads must be whole numbers ≥ 1");
  Deno.exit(2);
}
const CALIBRATION = 200;
const TITLES: Readonly<Record<PeerName, string>> = {
  spikingjelly: "SpikingJelly 2.0.0",
  dense: "dense PyTorch",
  onnxruntime: "ANN, ONNX Runtime",
};
const root = new URL("../../", import.meta.url);
const data = fileURLToPath(new URL("../shared/data/", root));
const words = args._.map(String);
const cases = peerCases(data).filter(({ name }) =>
  words.length === 0 || words.some((word) => name.includes(word))
);
const tell = (line: string): void => args.json ? undefined : console.log(line);

const python = await installPeers(fileURLToPath(new URL(".reports/peers", root))).catch((error) => {
  console.error(`error: ${error.message}`);
  Deno.exit(1);
});
const place = await Deno.makeTempDir({ prefix: "snnkit-peers-" });
const results: unknown[] = [];
try {
  for (const { name, model, data: word, calibrate, timesteps, ...its } of cases) {
    const { mean, std, ours, peers } = its;
    const images = its.images ?? asked * its.more;
    const path = `${data}models/${model}`;
    const colours = mean.length > 0 ? ["--mean", mean.join(","), "--std", std.join(",")] : [];
    const file = `${place}/${model}.snn`;
    const limit = `${ours.calibrationImages ?? CALIBRATION}`;
    await runSnn([
      ...["convert", path, "--calibrate", calibrate, "--limit", limit, "-o", file],
      ...[...ours.convert, ...colours],
    ]);
    const ourWord = ours.repeats ? await repeatedData(word, images, ours.more) : word;
    const settings = {
      ...{ model: path, data: word, calibrate, mean, std, images, timesteps, threads },
      ...{ calibrationImages: CALIBRATION, batch: its.batch ?? images * ours.more },
    };
    const ourWords = [
      ...[file, "--data", ourWord, "--limit", `${images * ours.more}`, "--engine", "event"],
      ...["--timesteps", `${ours.timesteps ?? timesteps}`, "--threads", `${threads}`],
      ...[...colours, ...ours.run],
    ];
    const contestants = [
      snnContestant("snnkit, 16 bits", [...ourWords, "--precision", "i16"]),
      snnContestant("snnkit", ourWords),
    ];
    for (const peer of peers) {
      const compile = peer === "dense" && compiles;
      const title = `${TITLES[peer]}${compile ? ", compiled" : ""}`;
      // The trained network is so fast that it needs as many images as we do.
      const own = peer === "onnxruntime"
        ? { images: images * ours.more, data: ourWord }
        : { images, data: word };
      contestants.push(await startPython(python, title, { ...settings, ...own, peer, compile }));
    }
    const turns = contestants.map(({ name }) => ({ name, turns: [] as Turn[] }));
    for (let round = 0; round < rounds; round++) {
      for (const [i, contestant] of contestants.entries()) {
        turns[i].turns.push(await contestant.turn());
      }
    }
    for (const { dispose } of contestants) dispose();
    const standings = compareTurns(turns);
    results.push({ name, model, timesteps, images, rounds, threads, standings });
    tell(`${name}, T = ${timesteps}: ${images} images, ${rounds} rounds, ${threads} threads`);
    for (const { name, imagesPerSecond, range, accuracy, ratio } of standings) {
      const rate = `${imagesPerSecond.toPrecision(3)} images/s`.padEnd(16);
      const spread = `(${range.map((value) => value.toPrecision(3)).join(" … ")})`.padEnd(18);
      const times = name === contestants[0].name ? "" : `16 bits ${ratio.toPrecision(3)} ×`;
      const right = `${(100 * accuracy).toFixed(1)} % right`.padEnd(14);
      tell(`  ${name.padEnd(24)}${rate}${spread}${right}${times}`.trimEnd());
    }
    tell("");
  }
} finally {
  await Deno.remove(place, { recursive: true });
}
if (args.json) {
  const machine = {
    ...{ os: Deno.build.os, arch: Deno.build.arch, cores: navigator.hardwareConcurrency },
    load: Deno.loadavg(),
  };
  console.log(JSON.stringify({ date: new Date().toISOString(), machine, results }));
} else {
  const [load] = Deno.loadavg();
  console.log(`load of the machine over the last minute: ${load.toFixed(1)}`);
  if (load > navigator.hardwareConcurrency + 1) {
    console.log(
      "The machine was busy with other work: threads that wait for each other, as PyTorch's do, " +
        "suffer most from that.\nDo not quote these ratios.",
    );
  }
}

/** The word of a file, in the folder of this run, that holds the first images of another so often. */
async function repeatedData(word: string, images: number, times: number): Promise<string> {
  const file = `${place}/repeated.bin`;
  const bytes = await Deno.readFile(word.replace(/^cifar10:/, ""));
  await Deno.writeFile(file, await repeatRecords(bytes, images, times));
  return `cifar10:${file}`;
}
