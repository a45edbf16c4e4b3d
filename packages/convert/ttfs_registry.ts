import type { TtfsRecipe } from "./recipe.ts";
import { ttfsExact } from "./recipes/ttfs_exact.ts";
import { ttfsRueckauer2018 } from "./recipes/ttfs_rueckauer2018.ts";

/** Every recipe of networks that code by the time of the first spike, by name. */
export const ttfsRecipes: ReadonlyMap<string, TtfsRecipe> = new Map(
  [ttfsExact, ttfsRueckauer2018].map((recipe) => [recipe.name, recipe]),
);

/** The recipe of first spikes where none is asked for. */
export const DEFAULT_TTFS_RECIPE = "ttfs-exact";

/**
 * Find a recipe of first spikes by its name.
 *
 * @throws {RangeError} Where there is none of this name, listing those there are.
 *
 * @example
 * ```ts
 * import { ttfsRecipeByName } from "@snnkit/convert";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(ttfsRecipeByName("ttfs-exact").paper.year, 2024);
 * assertThrows(() => ttfsRecipeByName("exact"), RangeError, "ttfs-exact");
 * ```
 */
export function ttfsRecipeByName(name: string): TtfsRecipe {
  const recipe = ttfsRecipes.get(name);
  if (recipe) return recipe;
  const available = [...ttfsRecipes.keys()].map((known) => `"${known}"`).join(", ");
  throw new RangeError(
    `Cannot use a recipe of first spikes as there is none: received "${name}"\n` +
      `Hint: choose from ${available}`,
  );
}
