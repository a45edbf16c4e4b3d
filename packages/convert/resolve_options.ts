import type { OptionValue, OptionValues, RecipeBase, RecipeOption } from "./recipe.ts";

/**
 * The options of a recipe: those given, checked, and the defaults of the others.
 *
 * @param recipe Whose options they are.
 * @param given By name.
 * @throws {RangeError} Naming every option that is unknown, of the wrong type, or out of range.
 *
 * @example
 * ```ts
 * import { recipeByName, resolveOptions } from "@snnkit/convert";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const recipe = recipeByName("rueckauer2017");
 * assertEquals(resolveOptions(recipe, { percentile: 99 }).percentile, 99);
 * assertThrows(() => resolveOptions(recipe, { percentile: 101 }), RangeError, "0 … 100");
 * ```
 */
export function resolveOptions(recipe: RecipeBase, given: OptionValues = {}): OptionValues {
  const known = new Map(recipe.options.map((option) => [option.name, option]));
  const problems = Object.entries(given).flatMap(([name, value]) => {
    const option = known.get(name);
    const names = [...known.keys()].join(", ");
    return option ? problemsOf(option, value) : [`"${name}" is none of its options ${names}`];
  });
  // Told here, before anything is measured for a conversion that cannot be.
  if (given.neuron === "signed" && given.reset === "zero") {
    problems.push('"reset" must be subtract where "neuron" is signed: received "zero"');
  }
  if (problems.length > 0) {
    throw new RangeError(`Cannot use recipe "${recipe.name}" as ${problems.join("; ")}`);
  }
  const defaults = recipe.options.map((option) => [option.name, option.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

function problemsOf(option: RecipeOption, value: OptionValue): readonly string[] {
  const { name, default: usual, choices, range, whole = false } = option;
  if (typeof value !== typeof usual) {
    return [`"${name}" must be a ${typeof usual}: received ${String(value)}`];
  }
  if (choices && !choices.includes(String(value))) {
    return [`"${name}" must be one of ${choices.join(", ")}: received "${value}"`];
  }
  if (range && !(Number(value) >= range[0] && Number(value) <= range[1])) {
    return [`"${name}" must lie in ${range[0]} … ${range[1]}: received ${value}`];
  }
  if (whole && !Number.isInteger(value)) {
    return [`"${name}" must be a whole number: received ${value}`];
  }
  return [];
}
