import type { Finding } from "@snnkit/ir";
import { warmUp } from "@snnkit/runtime";
import type { Precision, Readout, StopRule } from "@snnkit/sim";
import { possibleThreads } from "@snnkit/sim-rate";
import type { Interrupt } from "../io/interrupt.ts";
import { type Model, readModel } from "../io/read_model.ts";
import { checkFolder } from "../io/write_file.ts";
import type { Parsed } from "../options.ts";
import { MOST_TIMESTEPS } from "../settings.ts";
import { UserError } from "../user_error.ts";
import { checkEnds } from "./check_fit.ts";
import { type Compression, compressionOf } from "./compress_graph.ts";
import type { EngineChoice } from "./engines.ts";
import { jobFindings } from "./job_findings.ts";
import { readingOf } from "./reading.ts";
import { dataWordOf, type JobSamples, readSamples } from "./read_samples.ts";
import { checkResumeFile } from "./resume_file.ts";
import { type ChosenRecipe, chosenRecipe, stepsOf } from "./recipe_options.ts";

/** Everything that one run needs, read and checked before any work begins. */
export interface Job extends JobSamples {
  /** The trained or spiking network. */
  readonly model: Model;
  /** How the model is converted; absent where it is already. */
  readonly recipe: ChosenRecipe | undefined;
  /** How few bits the trained network is given before. */
  readonly compression: Compression;
  /** Steps of every sample. */
  readonly timesteps: number;
  /** How the class is read. */
  readonly readout: Readout;
  /** How often the clock of a read-out ticks; as the read-out likes where absent. */
  readonly outputRate: number | undefined;
  /** When samples may end early. */
  readonly stop: StopRule;
  /** Which simulator. */
  readonly engine: EngineChoice;
  /** Number format of potentials. */
  readonly precision: Precision;
  /** How many samples are simulated side by side. */
  readonly threads: number;
  /** Samples in one call of ONNX Runtime. */
  readonly batch: number;
  /** The same for the dense engine; as many as suit it where nobody has said. */
  readonly denseBatch: number | undefined;
  /** Seed of everything random. */
  readonly seed: number;
  /** Where files go; absent where none are wanted. */
  readonly out: string | undefined;
  /** Whether to go on from what an interrupted run left. */
  readonly resume: boolean;
  /** What reading model and data had to say. */
  readonly findings: readonly Finding[];
}

/** Reads and checks what the options of `snn run` name; all errors come before any work. */
export async function readJob(
  modelPath: string,
  options: Parsed,
  interrupt: Interrupt,
): Promise<Job> {
  // Before anything is read.
  dataWordOf(options);
  const out = options.text("out");
  if (options.has("resume") && out === undefined) {
    throw new UserError("Cannot resume as --out must name the folder of the interrupted run");
  }
  const reading = readingOf(options);
  if (out !== undefined) await checkFolder(out);
  if (out !== undefined && options.has("resume")) await checkResumeFile(out);
  const model = await readModel(modelPath);
  const recipe = model.kind === "rate" ? undefined : chosenRecipe(options);
  checkEnds(model.graph);
  // It starts while data are read; where it cannot, the first network to run on it says why.
  if (model.kind === "ann" || model.ann !== undefined) warmUp();
  const unconverted = model.kind === "ann" ? model : undefined;
  const samples = await readSamples(model.graph, unconverted, options, interrupt);
  const side = possibleThreads(options.number("threads") ?? navigator.hardwareConcurrency);
  const job = {
    model,
    ...samples,
    recipe,
    compression: compressionOf(options),
    timesteps: timestepsOf(model, options, recipe),
    ...reading,
    engine: (options.text("engine") ?? "auto") as EngineChoice,
    precision: options.text("precision") as Precision,
    threads: side.threads,
    batch: options.number("batch") ?? 64,
    denseBatch: options.has("batch") ? options.number("batch") : undefined,
    seed: options.number("seed") ?? 0,
    out,
    resume: options.has("resume"),
  };
  return { ...job, findings: [...jobFindings(job, options), ...side.findings] };
}

/** What the user says, else what the file or the recipe is for, else the default. */
function timestepsOf(model: Model, options: Parsed, recipe: ChosenRecipe | undefined): number {
  const meant = model.kind === "rate" ? Number(model.provenance.timesteps ?? "") : 0;
  const usable = Number.isInteger(meant) && meant > 0 && meant <= MOST_TIMESTEPS;
  return options.number("timesteps") ?? (usable ? meant : stepsOf(recipe));
}
