import { listenForInterrupt } from "../io/interrupt.ts";
import { say } from "../io/terminal.ts";
import { readJob } from "../pipeline/job.ts";
import { runJob } from "../pipeline/run_job.ts";
import { writeResults } from "../pipeline/write_results.ts";
import { presentRun } from "../present/present_run.ts";
import { COMMON, CONVERSION, formatDataForms, PREPROCESSING, SIMULATION } from "../settings.ts";
import { type Command, modelPath } from "./command.ts";

/** `snn run`: the trained and the spiking network on the same samples. */
export const runCommand: Command = {
  name: "run",
  usage: "run MODEL --data DATA [--calibrate DATA]",
  summary: "run a network as it was trained and as a spiking one",
  description: "Runs the trained and the spiking network on the same samples and compares them. " +
    "An .onnx file\nis converted on the fly, which needs --calibrate.",
  options: { ...SIMULATION, ...CONVERSION, ...PREPROCESSING, ...COMMON },
  notes: formatDataForms(),
  run: async (options) => {
    const began = performance.now();
    const job = await readJob(modelPath("run", options), options);
    const interrupt = listenForInterrupt();
    try {
      const result = await runJob(job, (performance.now() - began) / 1000, interrupt);
      const written = job.out === undefined ? [] : await writeResults(job.out, job, result);
      say(options.has("json") ? JSON.stringify(result.summary) : presentRun(result, written));
      return 0;
    } finally {
      interrupt.dispose();
    }
  },
};
