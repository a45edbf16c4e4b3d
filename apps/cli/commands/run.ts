import { columns, say } from "../io/terminal.ts";
import { readJob } from "../pipeline/job.ts";
import { runJob } from "../pipeline/run_job.ts";
import { writeResults } from "../pipeline/write_results.ts";
import { presentRun } from "../present/present_run.ts";
import { formatNotes, RUN_OPTIONS } from "../settings.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn run`: the trained and the spiking network on the same samples. */
export const runCommand: Command = {
  name: "run",
  usage: "run MODEL --data DATA [--calibrate DATA]",
  summary: "compare a trained network with its spiking twin",
  description: "Runs the trained and the spiking network on the same samples and compares them. " +
    "An .onnx file is converted on the fly, which needs --calibrate; an .snn file is converted " +
    "already.",
  sections: RUN_OPTIONS,
  notes: formatNotes([
    "snn run net.onnx --data mnist --calibrate mnist:train --timesteps 64",
    "snn run net.snn --data images:photos/test --mean 0.5 --std 0.5 --out results",
  ]),
  run: async (options, interrupt) => {
    const began = performance.now();
    const job = await readJob(modelPath("run", options), options, interrupt);
    const result = await runJob(job, (performance.now() - began) / 1000, interrupt);
    const written = job.out === undefined ? [] : await writeResults(job.out, job, result);
    const { summary, ann } = result;
    say(
      options.has("json")
        ? JSON.stringify(summary)
        : presentRun({ summary, compared: ann !== undefined, written, columns: columns() }),
    );
    return 0;
  },
};
