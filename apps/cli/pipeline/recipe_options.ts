import { recipeByName, resolveOptions } from "@snnkit/convert";
import type { Parsed } from "../options.ts";
import { onInput } from "../user_error.ts";

/** A recipe and what the user wants of it. */
export interface ChosenRecipe {
  /** Its name. */
  readonly name: string;
  /** Its options; those that the user did not give have the recipe's own defaults. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The recipe that the options name, checked before any work begins.
 *
 * @throws {UserError} Where there is no such recipe, or it does not take an option.
 */
export function chosenRecipe(options: Parsed): ChosenRecipe {
  return onInput("--recipe", () => {
    const recipe = recipeByName(options.text("recipe") ?? "");
    const percentile = options.number("percentile");
    const reset = options.text("reset");
    const takes = (name: string): boolean => recipe.options.some((option) => option.name === name);
    const [neuron, timesteps] = [options.text("neuron"), options.number("timesteps")];
    const given = {
      ...options.has("percentile") && percentile !== undefined && { percentile },
      ...options.has("reset") && reset !== undefined && { reset },
      // Where a recipe cannot choose, its neurons are unsigned.
      ...neuron !== undefined && (neuron === "signed" || takes("neuron")) && { neuron },
      ...timesteps !== undefined && takes("timesteps") && { timesteps },
    };
    return { name: recipe.name, options: resolveOptions(recipe, given) };
  });
}
