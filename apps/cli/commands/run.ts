import type { Interrupt } from "../io/interrupt.ts";
import { columns, say } from "../io/terminal.ts";
import type { Parsed } from "../options.ts";
import {
  checkExplainable,
  explainRun,
  type Explanation,
  withExplanation,
} from "../pipeline/explain_run.ts";
import { type Job, readJob } from "../pipeline/job.ts";
import { runJob, type RunResult } from "../pipeline/run_job.ts";
import { writeResults } from "../pipeline/write_results.ts";
import { presentExplanation } from "../present/present_explanation.ts";
import { presentRun } from "../present/present_run.ts";
import { formatNotes, RUN_OPTIONS } from "../settings.ts";
import { Interrupted } from "../user_error.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn run`: the trained and the spiking network on the same samples. */
export const runCommand: Command = {
  name: "run",
  usage: "run MODEL --data DATA [--calibrate DATA]",
  summary: "compare a trained network with its spiking twin",
  description: "Runs the trained and the spiking network on the same samples and compares them. " +
    "An .onnx file is converted on the fly, which needs --calibrate; an .snn file is converted " +
    "already. With --explain it says where the error of each layer comes from and tries what helps.",
  sections: RUN_OPTIONS,
  notes: formatNotes([
    "snn run net.onnx --data mnist --calibrate mnist:train --timesteps 64",
    "snn run net.onnx --data mnist --calibrate mnist:train --timesteps 16 --explain",
    "snn run net.snn --data images:photos/test --mean 0.5 --std 0.5 --out results",
  ]),
  run: async (options, interrupt) => {
    const began = performance.now();
    const job = await readJob(modelPath("run", options), options, interrupt);
    if (options.has("explain")) checkExplainable(job);
    const result = await runJob(job, (performance.now() - began) / 1000, interrupt);
    const explanation = await explanationOf(job, result, options, interrupt);
    const { out } = job;
    const written = out === undefined ? [] : await writeResults(out, job, result, explanation);
    const { summary, ann } = result;
    if (options.has("json")) {
      say(JSON.stringify(withExplanation(summary, explanation)));
    } else {
      const width = columns();
      say(presentRun({ summary, compared: ann !== undefined, written, columns: width }));
      if (explanation) say(`\n${presentExplanation(explanation, width)}`);
    }
    if (!options.has("explain") || explanation) return 0;
    throw new Interrupted("Interrupted while explaining; all else of the run is there");
  },
};

/** What `--explain` asks for; undefined where it was not given, or the user has seen enough. */
async function explanationOf(
  job: Job,
  result: RunResult,
  options: Parsed,
  interrupt: Interrupt,
): Promise<Explanation | undefined> {
  if (!options.has("explain")) return undefined;
  try {
    return await explainRun(job, result, options.number("explain-limit") ?? 64, interrupt);
  } catch (error) {
    // A run may have taken hours: what it found is kept.
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}
