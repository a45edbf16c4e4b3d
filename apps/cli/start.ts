/**
 * The main job on what the product brings along: `npm start` or `deno task start`.
 *
 * Converts the embedded MNIST network, runs 1,000 test images as a spiking network, shows what
 * happened and writes a report.
 *
 *     deno task start [--out DIR]      the report goes into snn-out unless a folder is given
 */
import { fileURLToPath } from "node:url";
import { fail } from "./fail.ts";
import { type Interrupt, listenForInterrupt } from "./io/interrupt.ts";
import { spareMemory } from "./io/spare_memory.ts";
import { columns, say } from "./io/terminal.ts";
import { parseOptions } from "./options.ts";
import { readJob } from "./pipeline/job.ts";
import { runJob } from "./pipeline/run_job.ts";
import { writeResults } from "./pipeline/write_results.ts";
import { formatSeconds } from "./present/format.ts";
import { formatSections, type OptionSection, optionsOf } from "./present/format_help.ts";
import { presentRun } from "./present/present_run.ts";
import { RUN_OPTIONS } from "./settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const OPTIONS: readonly OptionSection[] = [{
  title: "Options",
  options: {
    out: { value: "DIR", help: "write the report there", default: `${root}snn-out` },
    help: { help: "show this help" },
  },
}];

/** The job, as words of `snn run`. */
const WORDS: readonly string[] = [
  ...["--data", "mnist:test", "--limit", "1000"],
  ...["--calibrate", "mnist:train", "--calibrate-limit", "1000"],
  ...["--timesteps", "8"],
];

const TASK = `A network trained on handwritten digits is opened from its ONNX file, turned into a
spiking network and shown 1,000 test images it has never seen.
`;

function ending(out: string, seconds: number): string {
  return `
  Done in ${formatSeconds(seconds)}. Open the report in a browser;
  it explains everything from the beginning:
    ${out}/report.html

  Try next:
    npm run --silent snn -- inspect assets/mnist_cnn.onnx
    npm run --silent snn -- run assets/mnist_cnn.onnx --data mnist --limit 200 \\
        --calibrate mnist:train --timesteps 4
    npm run --silent snn -- run YOUR_MODEL.onnx --data images:FOLDER --calibrate images:FOLDER`;
}

async function start(interrupt: Interrupt): Promise<number> {
  const began = performance.now();
  const passed = (): number => (performance.now() - began) / 1000;
  const own = parseOptions("start", Deno.args, optionsOf(OPTIONS));
  if (own.has("help")) {
    say(`npm start -- [options]\n\n${formatSections(OPTIONS)}`);
    return 0;
  }
  const out = own.text("out") ?? "";
  const options = parseOptions("run", [...WORDS, "--out", out], optionsOf(RUN_OPTIONS));
  say(TASK);
  const job = await readJob(`${root}assets/mnist_cnn.onnx`, options, interrupt);
  const result = await runJob(job, passed(), interrupt);
  await writeResults(out, job, result);
  say(presentRun({ summary: result.summary, compared: true, written: [], columns: columns() }));
  say(ending(out, passed()));
  return 0;
}

spareMemory();
const interrupt = listenForInterrupt();
// ONNX Runtime keeps workers alive that would keep the process waiting.
Deno.exit(await start(interrupt).catch(fail));
