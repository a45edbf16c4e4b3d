import type { Remedy, Setup } from "@snnkit/calibrate";
import { RECIPE_FLAGS } from "../settings.ts";

/**
 * The options of the command line that ask for a remedy, e.g. `"--percentile 99.99"`; undefined where
 * there are none.
 *
 * @param remedy What is wanted.
 * @param setup How the network was converted.
 * @param converts Whether the command converts the network itself.
 */
export function askForRemedy(
  { change }: Remedy,
  { recipe: own }: Setup,
  converts: boolean,
): string | undefined {
  const { recipe = own, options = {}, timesteps, signed, initialPotential } = change;
  const wanted = Object.entries({
    ...options,
    ...signed && { neuron: "signed" },
    ...initialPotential !== undefined && { initialPotential },
  }).filter(([name]) => name !== "timesteps");
  const words = [
    ...recipe !== own ? [`--recipe ${recipe}`] : [],
    ...wanted.map(([option, value]) => flagFor(option, value, recipe)),
    ...timesteps === undefined ? [] : [`--timesteps ${timesteps}`],
  ];
  if (words.includes(undefined)) return undefined;
  const all = words.join(" ");
  const isRunOption = wanted.length === 0 && recipe === own && !Object.hasOwn(options, "timesteps");
  return converts || isRunOption ? all : `convert again with ${all}`;
}

/** An option of a recipe as the command line has it; undefined where it has none. */
function flagFor(
  option: string,
  value: string | number | boolean,
  recipe: string,
): string | undefined {
  const flags = RECIPE_FLAGS.filter((flag) =>
    flag.option === option && flag.takenBy.includes(recipe)
  );
  const isOff = ({ name }: { readonly name: string }): boolean => name.startsWith("no-");
  const flag = typeof value === "boolean" ? flags.find((flag) => isOff(flag) !== value) : flags[0];
  if (flag === undefined) return undefined;
  return typeof value === "boolean" ? `--${flag.name}` : `--${flag.name} ${value}`;
}
