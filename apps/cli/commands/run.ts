import { columns, say } from "../io/terminal.ts";
import { checkExplainable, explainRun } from "../pipeline/explain_run.ts";
import { readJob } from "../pipeline/job.ts";
import { profilable, profileRun, runDocument } from "../pipeline/profile_run.ts";
import { runJob } from "../pipeline/run_job.ts";
import { writeResults } from "../pipeline/write_results.ts";
import { presentExplanation } from "../present/present_explanation.ts";
import { presentProfile } from "../present/present_profile.ts";
import { presentRun } from "../present/present_run.ts";
import { formatNotes, RUN_OPTIONS } from "../settings.ts";
import { codeOf } from "../ttfs/code_of.ts";
import { runFirstSpikes } from "../ttfs/run_command.ts";
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
    const path = modelPath("run", options);
    if (await codeOf(path, options) === "ttfs") {
      return await runFirstSpikes(path, options, interrupt);
    }
    const began = performance.now();
    const read = await readJob(path, options, interrupt);
    if (options.has("explain")) checkExplainable(read);
    const job = options.has("profile") ? profilable(read) : read;
    const result = await runJob(job, (performance.now() - began) / 1000, interrupt);
    const explanation = await asked(
      options.has("explain"),
      () => explainRun(job, result, options.number("explain-limit") ?? 64, interrupt),
    );
    const profile = await asked(options.has("profile"), () => profileRun(job, result, interrupt));
    const { out } = job;
    const extras = { explanation, profile };
    const written = out === undefined ? [] : await writeResults(out, job, result, extras);
    const { summary, ann } = result;
    if (options.has("json")) {
      say(JSON.stringify(runDocument(summary, extras)));
    } else {
      const width = columns();
      say(presentRun({ summary, compared: ann !== undefined, written, columns: width }));
      if (explanation) say(`\n${presentExplanation(explanation, width)}`);
      if (profile) say(`\n${presentProfile(profile, width)}`);
    }
    if (options.has("explain") && !explanation) throw late("explaining");
    if (options.has("profile") && !profile) throw late("profiling");
    return 0;
  },
};

/** What an option asks for; undefined where it was not given, or the user has seen enough. */
async function asked<T>(wanted: boolean, work: () => Promise<T>): Promise<T | undefined> {
  if (!wanted) return undefined;
  try {
    return await work();
  } catch (error) {
    // A run may have taken hours: what it found is kept.
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}

function late(doing: string): Interrupted {
  return new Interrupted(`Interrupted while ${doing}; all else of the run is there`);
}
