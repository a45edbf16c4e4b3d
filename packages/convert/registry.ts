import type { Recipe } from "./recipe.ts";
import { calibrated } from "./recipes/calibrated.ts";
import { cao2015 } from "./recipes/cao2015.ts";
import { diehl2015Data } from "./recipes/diehl2015_data.ts";
import { diehl2015Model } from "./recipes/diehl2015_model.ts";
import { hu2018 } from "./recipes/hu2018.ts";
import { rueckauer2017 } from "./recipes/rueckauer2017.ts";
import { ttfsRecipes } from "./ttfs_registry.ts";

/** Every recipe of rate-coded networks, by name. */
export const recipes: ReadonlyMap<string, Recipe> = new Map(
  [rueckauer2017, hu2018, cao2015, diehl2015Model, diehl2015Data, calibrated].map((
    recipe,
  ) => [recipe.name, recipe]),
);

/** The recipe where none is asked for. */
export const DEFAULT_RECIPE = "calibrated";

/**
 * Find a recipe by its name.
 *
 * @throws {RangeError} Where there is none of this name, listing those there are.
 *
 * @example
 * ```ts
 * import { recipeByName } from "@snnkit/convert";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(recipeByName("rueckauer2017").paper.year, 2017);
 * assertThrows(() => recipeByName("rueckauer"), RangeError, "rueckauer2017");
 * ```
 */
export function recipeByName(name: string): Recipe {
  const recipe = recipes.get(name);
  if (recipe) return recipe;
  if (ttfsRecipes.has(name)) {
    throw new RangeError(
      `Cannot use a recipe as it must give rates: received "${name}", which gives first spikes\n` +
        `Hint: ask for the code ttfs, on the command line with --code ttfs`,
    );
  }
  const available = [...recipes.keys()].map((known) => `"${known}"`).join(", ");
  throw new RangeError(
    `Cannot use a recipe as there is none: received "${name}"\nHint: choose from ${available}`,
  );
}
