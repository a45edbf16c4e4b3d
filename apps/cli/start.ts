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
import { listenForInterrupt } from "./io/interrupt.ts";
import { formatSeconds, say } from "./io/terminal.ts";
import { formatOptions, type Options, parseOptions } from "./options.ts";
import { readJob } from "./pipeline/job.ts";
import { runJob } from "./pipeline/run_job.ts";
import { writeResults } from "./pipeline/write_results.ts";
import { presentRun } from "./present/present_run.ts";
import { COMMON, CONVERSION, PREPROCESSING, SIMULATION } from "./settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const OPTIONS: Options = {
  out: { value: "DIR", help: "write the report there", default: `${root}snn-out` },
  ...COMMON,
};

async function start(): Promise<number> {
  const began = performance.now();
  const own = parseOptions("start", Deno.args, OPTIONS);
  if (own.has("help")) {
    say(`npm start -- [options]\n\n${formatOptions(OPTIONS)}`);
    return 0;
  }
  const out = own.text("out")!;
  const options = parseOptions("run", [
    ...["--data", "mnist:test", "--limit", "1000"],
    ...["--calibrate", "mnist:train", "--calibrate-limit", "1000"],
    ...["--timesteps", "64", "--out", out],
  ], { ...SIMULATION, ...CONVERSION, ...PREPROCESSING, ...COMMON });
  say(
    "A network trained on handwritten digits is opened from its ONNX file, turned into a spiking",
  );
  say("network and shown 1,000 test images it has never seen.");
  say();
  const job = await readJob(`${root}assets/mnist_cnn.onnx`, options);
  const interrupt = listenForInterrupt();
  try {
    const result = await runJob(job, (performance.now() - began) / 1000, interrupt);
    await writeResults(out, job, result);
    say(presentRun(result, []));
    say();
    say(
      `  Done in ${
        formatSeconds((performance.now() - began) / 1000)
      }. Open the report in a browser;`,
    );
    say("  it explains everything from the beginning:");
    say(`    ${out}/report.html`);
    say();
    say("  Try next:");
    say("    npm run --silent snn -- inspect assets/mnist_cnn.onnx");
    say("    npm run --silent snn -- run assets/mnist_cnn.onnx --data mnist --limit 200 \\");
    say("        --calibrate mnist:train --timesteps 16");
    say(
      "    npm run --silent snn -- run YOUR_MODEL.onnx --data images:FOLDER --calibrate images:FOLDER",
    );
    return 0;
  } finally {
    interrupt.dispose();
  }
}

// ONNX Runtime keeps workers alive that would keep the process waiting.
Deno.exit(await start().catch(fail));
