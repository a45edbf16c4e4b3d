import type { Recipe, RecipeOption } from "../recipe.ts";

/** Options that a recipe shares with another one, in the order asked for. */
export function optionsOf(recipe: Recipe, ...names: readonly string[]): readonly RecipeOption[] {
  return names.map((name) => recipe.options.find((option) => option.name === name)!);
}
