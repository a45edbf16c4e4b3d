import { type AnnGraph, type Finding, runPasses, verifyAnn } from "@snnkit/ir";
import type { RecipeBase } from "./recipe.ts";
import { DEFAULT_RECIPE, recipeByName } from "./registry.ts";
import { ttfsRecipes } from "./ttfs_registry.ts";

/** One pass may make room for an earlier one; no network that was met needs more than three rounds. */
const ROUNDS = 10;

/**
 * Run a recipe's clean-up passes on a trained network until none changes it, verifying after each.
 *
 * The prepared network gives the same class for every input. What is left of it corresponds one to
 * one to the spiking network: each ReLU will be a population. Activation statistics are collected
 * on it. Idempotent.
 *
 * @param graph A trained network.
 * @param recipe A recipe or its name; the default one unless given.
 * @throws {RangeError} Where there is no such recipe.
 * @throws {InvalidGraphError} Where the graph breaks the rules of its dialect.
 *
 * @example
 * ```ts
 * import { prepareAnn } from "@snnkit/convert";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const ids = ["input", "norm", "relu", "pool", "flatten", "dense"];
 * assertEquals(prepareAnn(tinyConvNet()).nodes.map((node) => node.id), ids);
 * ```
 */
export function prepareAnn(
  graph: AnnGraph,
  recipe: string | RecipeBase = DEFAULT_RECIPE,
): AnnGraph {
  const { annPasses } = recipeOf(recipe);
  for (let round = 0; round < ROUNDS; round++) {
    const before = graph;
    graph = runPasses(before, annPasses, verifyAnn);
    if (graph === before) break;
  }
  return graph;
}

/**
 * What people should know of what {@linkcode prepareAnn} does to a network, e.g. that a soft-max is
 * left out.
 *
 * @param graph A trained network, not yet prepared.
 * @param recipe A recipe or its name; the default one unless given.
 * @throws {RangeError} Where there is no such recipe.
 */
export function preparationFindings(
  graph: AnnGraph,
  recipe: string | RecipeBase = DEFAULT_RECIPE,
): readonly Finding[] {
  return recipeOf(recipe).explain(graph);
}

function recipeOf(recipe: string | RecipeBase): RecipeBase {
  if (typeof recipe !== "string") return recipe;
  return ttfsRecipes.get(recipe) ?? recipeByName(recipe);
}
