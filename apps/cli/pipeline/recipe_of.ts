import type { OptionValues } from "@snnkit/convert";
import type { RunSettings } from "@snnkit/metrics";
import type { AnnModel, RateModel } from "../io/read_model.ts";
import type { TtfsModel } from "../ttfs/read_ttfs_model.ts";
import type { ChosenRecipe } from "./recipe_options.ts";

/** What a job tells of its model. */
export interface ConvertedModel {
  /** A trained network, or a spiking one. */
  readonly model: AnnModel | RateModel | TtfsModel;
  /** How it is converted; absent where it is already. */
  readonly recipe: ChosenRecipe | undefined;
}

/**
 * The recipe of a job and its options; a file of another tool may tell neither.
 *
 * @param used The options that the model was converted with, where some were searched.
 */
export function recipeOf(
  { model, recipe }: ConvertedModel,
  used: OptionValues | undefined = recipe?.options,
): Pick<RunSettings, "recipe" | "recipeOptions"> {
  if (model.kind === "ann") {
    return recipe && used ? { recipe: recipe.name, recipeOptions: used } : { recipe: "unknown" };
  }
  const { recipe: name = "unknown", options } = model.provenance;
  const recipeOptions = options === undefined ? undefined : readOptions(options);
  return { recipe: name, ...recipeOptions && { recipeOptions } };
}

/** Options as a file holds them; undefined where it is another tool's and holds something else. */
function readOptions(json: string): OptionValues | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.every(([, option]) => ["number", "string", "boolean"].includes(typeof option))
    ? Object.fromEntries(entries)
    : undefined;
}
