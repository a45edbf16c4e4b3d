import { formatStopRule } from "@snnkit/sim";
import type { EngineChoice } from "./engines.ts";
import type { Job } from "./job.ts";
import { preprocessingNote } from "./preprocessing.ts";
import type { ChosenRecipe } from "./recipe_options.ts";
import type { RunIdentity } from "./resume_file.ts";

/** The engines that give the same spikes. */
const EXACT = "event or reference";

/**
 * What must not change between an interrupted run and the one that goes on: all that a sample's
 * record depends on. Threads do not belong to it, nor which engine it is, but for the dense one: the
 * others give the same spikes.
 *
 * @param engine Which engine it is; nothing is said of it where `auto` has not chosen yet.
 */
export function runIdentity(job: Job, engine: string = job.engine): RunIdentity {
  const { model, recipe, calibration, compression } = job;
  const converted = recipe === undefined ? {} : {
    recipe: recipe.name,
    "recipe options": JSON.stringify({ ...recipe.options, ...searchedOf(recipe) }),
    calibrate: calibration?.word ?? "",
    "calibrate-limit": calibration?.data.count ?? 0,
    "weight-bits": compression.weightBits ?? 0,
    "activation-bits": compression.activationBits ?? 0,
  };
  return {
    model: model.name,
    "model checksum": model.checksum,
    data: job.dataWord,
    offset: job.offset,
    samples: job.data.count,
    preprocessing: preprocessingNote(job.preprocessing),
    layout: job.preprocessing.layout ?? "auto",
    ...converted,
    timesteps: job.timesteps,
    precision: job.precision,
    readout: job.readout,
    "output-rate": job.outputRate ?? "",
    stop: formatStopRule(job.stop),
    seed: job.seed,
    ...engine !== "auto" && { engine: engine === "dense" ? engine : EXACT },
  };
}

/**
 * The engine for what is left of an interrupted run: where nobody says which, of the kind that it began
 * with.
 *
 * @param found What its file belongs to; absent where nothing was interrupted.
 */
export function resumedEngine(
  choice: EngineChoice,
  found: Readonly<Record<string, unknown>> | undefined,
): EngineChoice {
  if (choice !== "auto" || found === undefined) return choice;
  return found.engine === "dense" ? "dense" : "event";
}

/** What is not known before the search. */
function searchedOf({ searched = [] }: ChosenRecipe): Readonly<Record<string, string>> {
  return Object.fromEntries(searched.map((name) => [name, "searched"]));
}
