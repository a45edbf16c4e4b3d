import type { Finding } from "@snnkit/ir";
import type { Disturbance, Ticks } from "@snnkit/sim-ttfs";
import type { Interrupt } from "../io/interrupt.ts";
import type { AnnModel } from "../io/read_model.ts";
import { checkFolder } from "../io/write_file.ts";
import type { Parsed } from "../options.ts";
import { checkEnds } from "../pipeline/check_fit.ts";
import { type Compression, compressionOf } from "../pipeline/compress_graph.ts";
import { sampleFindings } from "../pipeline/job_findings.ts";
import { dataWordOf, type JobSamples, readSamples } from "../pipeline/read_samples.ts";
import { type ChosenRecipe, chosenTtfsRecipe } from "../pipeline/recipe_options.ts";
import { UserError } from "../user_error.ts";
import { readTtfsModel, type TtfsModel } from "./read_ttfs_model.ts";

/** Which simulator. */
export type TtfsEngine = "event" | "dense" | "reference";

/** Everything that a run of first spikes needs, read and checked before any work begins. */
export interface TtfsJob extends JobSamples {
  /** The trained or spiking network. */
  readonly model: AnnModel | TtfsModel;
  /** How the model is converted; absent where it is already. */
  readonly recipe: ChosenRecipe | undefined;
  /** How few bits the trained network is given before. */
  readonly compression: Compression;
  /** The clock; absent where neurons spike at any time. */
  readonly ticks: Ticks | undefined;
  /** What goes wrong on purpose. */
  readonly disturbance: Required<Disturbance>;
  /** Which simulator. */
  readonly engine: TtfsEngine;
  /** Samples in one call of ONNX Runtime. */
  readonly batch: number;
  /** Seed of everything random. */
  readonly seed: number;
  /** Where files go; absent where none are wanted. */
  readonly out: string | undefined;
  /** What reading model and data had to say. */
  readonly findings: readonly Finding[];
}

/** Reads and checks what the options of `snn run --code ttfs` name. */
export async function readTtfsJob(
  modelPath: string,
  options: Parsed,
  interrupt: Interrupt,
): Promise<TtfsJob> {
  // Before anything is read.
  dataWordOf(options);
  const out = options.text("out");
  if (out !== undefined) await checkFolder(out);
  const model = await readTtfsModel(modelPath);
  const recipe = model.kind === "ttfs" ? undefined : chosenTtfsRecipe(options);
  checkEnds(model.graph);
  const settings = simulationOf(model, options, recipe);
  const unconverted = model.kind === "ann" ? model : undefined;
  const samples = await readSamples(model.graph, unconverted, options, interrupt);
  return {
    model,
    ...samples,
    recipe,
    compression: compressionOf(options),
    ...settings,
    batch: options.number("batch") ?? 64,
    out,
    findings: sampleFindings(model, samples, options),
  };
}

function simulationOf(
  model: AnnModel | TtfsModel,
  options: Parsed,
  recipe: ChosenRecipe | undefined,
): Pick<TtfsJob, "ticks" | "disturbance" | "engine" | "seed"> {
  const steps = options.number("timesteps");
  const rounding = options.text("tick-rounding") as "nearest" | "next";
  const seed = options.number("seed") ?? 0;
  const engine = options.text("engine") === "auto" ? "event" : options.text("engine") as TtfsEngine;
  const [jitter, missing] = [options.number("jitter") ?? 0, options.number("missing") ?? 0];
  const hasWindows = model.kind === "ttfs"
    ? model.graph.nodes.every(({ op }) => op.kind !== "fireFirst")
    : recipe?.name === "ttfs-exact";
  const isDisturbed = jitter > 0 || missing > 0;
  if (!hasWindows && (steps !== undefined || isDisturbed || engine !== "event")) {
    throw new UserError(
      `Cannot run "${model.name}" as its neurons have no windows: ticks, disturbances and other ` +
        `engines than event need some`,
      "give --recipe ttfs-exact, or leave these options out",
    );
  }
  if (engine === "dense" && isDisturbed) {
    throw new UserError(
      "Cannot disturb spikes in the dense engine as its matrix products know none",
      "give --engine event",
    );
  }
  return {
    ticks: steps === undefined ? undefined : { steps, rounding },
    disturbance: { jitter, missing, seed },
    engine,
    seed,
  };
}
