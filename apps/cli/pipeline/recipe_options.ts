import {
  DEFAULT_TTFS_RECIPE,
  type OptionValue,
  type OptionValues,
  type RecipeBase,
  recipeByName,
  resolveOptions,
  ttfsRecipeByName,
} from "@snnkit/convert";
import type { Parsed } from "../options.ts";
import type { RecipeFlag } from "../recipe_flags.ts";
import { RECIPE_FLAGS, USUAL_TIMESTEPS } from "../settings.ts";
import { onInput, UserError } from "../user_error.ts";

/** A recipe and what the user wants of it. */
export interface ChosenRecipe {
  /** Its name. */
  readonly name: string;
  /** Its options; those that the user did not give have the recipe's own defaults. */
  readonly options: OptionValues;
  /** Those of them that are to be searched, as the user did not give them; none unless given. */
  readonly searched?: readonly string[];
}

/**
 * The recipe that the options name, checked before any work begins.
 *
 * @throws {UserError} Where there is no such recipe, or it does not take an option as given.
 */
export function chosenRecipe(options: Parsed): ChosenRecipe {
  return onInput("--recipe", () => chosen(options, recipeByName(options.text("recipe") ?? "")));
}

/**
 * The recipe of first spikes that the options name, checked likewise.
 *
 * @throws {UserError} Where there is no such recipe, or it does not take an option as given.
 */
export function chosenTtfsRecipe(options: Parsed): ChosenRecipe {
  const name = options.has("recipe") ? options.text("recipe") : undefined;
  return onInput(
    "--recipe",
    () => chosen(options, ttfsRecipeByName(name ?? DEFAULT_TTFS_RECIPE)),
  );
}

function chosen(options: Parsed, recipe: RecipeBase): ChosenRecipe {
  const flags = RECIPE_FLAGS.filter(({ name }) => options.has(name));
  checkFlags(recipe, flags);
  const given = flags.map((flag) => [flag.option, flag.read(options)] as [string, OptionValue]);
  const timesteps = options.number("timesteps");
  const isCorrected = recipe.options.some(({ name }) => name === "timesteps");
  const values = {
    ...Object.fromEntries(given),
    ...isCorrected && timesteps !== undefined && { timesteps },
  };
  const searched = recipe.options.filter((option) => option.searched && !(option.name in values))
    .map(({ name }) => name);
  return { name: recipe.name, options: resolveOptions(recipe, values), searched };
}

/** The steps that a recipe is for unless the user says how many. */
export function stepsOf(recipe: ChosenRecipe | undefined): number {
  const own = recipe?.options.timesteps;
  return typeof own === "number" ? own : USUAL_TIMESTEPS;
}

function checkFlags(recipe: RecipeBase, flags: readonly RecipeFlag[]): void {
  const foreign = flags.filter(({ takenBy }) => !takenBy.includes(recipe.name));
  if (foreign.length > 0) {
    const list = foreign.map(({ name, takenBy }) => `--${name} (of ${takenBy.join(", ")})`);
    const others = foreign[0].takenBy.filter((name) =>
      flags.every(({ takenBy }) => takenBy.includes(name))
    );
    throw new UserError(
      `Cannot use recipe "${recipe.name}" as it must take every option given: received ` +
        list.join(", "),
      others.length > 0
        ? `give --recipe ${others.join(" or ")}, or leave the option out`
        : "leave the options out that it does not take",
    );
  }
  const twice = flags.find(({ option, name }) =>
    flags.some((other) => other.option === option && other.name !== name)
  );
  if (twice) {
    const names = flags.filter(({ option }) => option === twice.option).map(({ name }) => name);
    throw new UserError(
      `Cannot use recipe "${recipe.name}" as an option is on or off: received ` +
        names.map((name) => `--${name}`).join(" and "),
    );
  }
}
