import { type OptionValues, type Recipe, recipeByName } from "@snnkit/convert";
import { errorOverview, type LayerErrors, type OwnErrorPart } from "@snnkit/metrics";
import type { Remedy, Setup } from "./remedy.ts";

/** What limits the choice. */
export interface RemedyLimits {
  /** Whether the trained network can be converted again; so unless given. */
  readonly converts?: boolean;
  /** More steps than this are not tried; any number unless given. */
  readonly mostTimesteps?: number;
}

/** A part below this share of what layers add is left alone. */
const MATTERS = 0.15;

/** The recipe that corrects a network by simulation. */
const CALIBRATED = "calibrated";

/**
 * Choose what may help against the errors of a network, those against its largest kind first.
 *
 * | part | remedies |
 * |---|---|
 * | clipping | percentile 99.99 and 100, a scale for each channel |
 * | quantisation | reset by subtraction, no leak, potentials from half the threshold, a scale for each channel, twice the steps |
 * | unevenness | signed neurons, with quantisation also from half the threshold, twice the steps |
 * | inherited | recipe `calibrated`, which corrects every layer upon those below |
 *
 * Parts that make up less than 15 % of what the layers add themselves are passed over. What the
 * network has already is left out.
 *
 * @param layers Of the network as it is.
 * @param setup How it was converted and run.
 * @param limits What can be tried.
 *
 * @example
 * ```ts
 * import { chooseRemedies } from "@snnkit/calibrate";
 * import { recipeByName, resolveOptions } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const recipe = "rueckauer2017";
 * const setup = { recipe, options: resolveOptions(recipeByName(recipe)), timesteps: 64 };
 * assertEquals(chooseRemedies([], setup).map(({ name }) => name), ["recipe-calibrated"]);
 * ```
 */
export function chooseRemedies(
  layers: readonly LayerErrors[],
  setup: Setup,
  limits: RemedyLimits = {},
): Remedy[] {
  const { weights } = errorOverview(layers);
  const parts = (Object.keys(weights) as OwnErrorPart[])
    .filter((part) => weights[part] >= MATTERS)
    .sort((a, b) => weights[b] - weights[a]);
  const { converts = true } = limits;
  const rounds = parts.includes("quantisation");
  const chosen = parts.flatMap((part) => remediesAgainst(part, setup, limits, rounds));
  if (converts && setup.recipe !== CALIBRATED) {
    chosen.push({
      name: "recipe-calibrated",
      part: "inherited",
      title: "recipe calibrated",
      change: { recipe: CALIBRATED },
    });
  }
  const names = chosen.map(({ name }) => name);
  return chosen.filter(({ name }, at) => names.indexOf(name) === at);
}

/** @param rounds Whether quantisation matters, too. */
function remediesAgainst(
  part: OwnErrorPart,
  setup: Setup,
  limits: RemedyLimits,
  rounds: boolean,
): Remedy[] {
  switch (part) {
    case "clipping":
      return [...percentiles(setup, limits), ...channels(part, setup, limits)];
    case "quantisation":
      return [
        ...subtraction(setup, limits),
        ...withoutLeak(setup, limits),
        ...halfThreshold(setup),
        ...channels(part, setup, limits),
        ...moreSteps(part, setup, limits),
      ];
    case "unevenness":
      return [...signedNeurons(setup, rounds), ...moreSteps(part, setup, limits)];
    default:
      part satisfies never;
      return [];
  }
}

/** Whether the network can be converted again with another value of an option. */
function canChange({ recipe, options }: Setup, { converts = true }: RemedyLimits, name: string) {
  const known: Recipe | undefined = converts ? recipeByName(recipe) : undefined;
  return known?.options.some((option) => option.name === name) === true && name in options;
}

function percentiles(setup: Setup, limits: RemedyLimits): Remedy[] {
  if (!canChange(setup, limits, "percentile")) return [];
  return [99.99, 100].filter((percentile) => percentile > Number(setup.options.percentile))
    .map((percentile) => ({
      name: `percentile-${percentile}`,
      part: "clipping",
      title: `percentile ${percentile}`,
      change: { options: { percentile } },
    }));
}

function channels(part: OwnErrorPart, setup: Setup, limits: RemedyLimits): Remedy[] {
  if (!canChange(setup, limits, "perChannel") || setup.options.perChannel === true) return [];
  const change = { options: { perChannel: true } };
  return [{ name: "per-channel", part, title: "a scale for each channel", change }];
}

function subtraction(setup: Setup, limits: RemedyLimits): Remedy[] {
  if (!canChange(setup, limits, "reset") || setup.options.reset !== "zero") return [];
  const change = { options: { reset: "subtract" } };
  return [{
    name: "reset-subtract",
    part: "quantisation",
    title: "reset by subtraction",
    change,
  }];
}

function withoutLeak(setup: Setup, limits: RemedyLimits): Remedy[] {
  if (!canChange(setup, limits, "leak") || setup.options.leak === 0) return [];
  return [{
    name: "leak-0",
    part: "quantisation",
    title: "neurons without leak",
    change: { options: { leak: 0 } },
  }];
}

function halfThreshold({ options }: Setup): Remedy[] {
  if (!beginsAtRest(options)) return [];
  return [{
    name: "initial-potential-0.5",
    part: "quantisation",
    title: "potentials that begin at half the threshold",
    change: { initialPotential: 0.5 },
  }];
}

function beginsAtRest({ initialPotential = 0 }: OptionValues): boolean {
  return initialPotential === 0;
}

/** Unsigned neurons that begin at half the threshold fire even sooner: only both round well. */
function signedNeurons({ options }: Setup, rounds: boolean): Remedy[] {
  if (options.neuron === "signed" || options.reset === "zero") return [];
  const shared = { part: "unevenness" } as const;
  const signed: Remedy = {
    ...shared,
    name: "neuron-signed",
    title: "signed neurons",
    change: { signed: true },
  };
  if (!rounds || !beginsAtRest(options)) return [signed];
  return [signed, {
    ...shared,
    name: "neuron-signed-0.5",
    title: "signed neurons that begin at half the threshold",
    change: { signed: true, initialPotential: 0.5 },
  }];
}

function moreSteps(part: OwnErrorPart, setup: Setup, limits: RemedyLimits): Remedy[] {
  const { converts = true, mostTimesteps = Infinity } = limits;
  const timesteps = 2 * setup.timesteps;
  // A network that was made for its steps would have to be made again.
  const isMadeForSteps = hasOption(setup.options, "timesteps");
  if (timesteps > mostTimesteps || (isMadeForSteps && !converts)) return [];
  const change = isMadeForSteps ? { timesteps, options: { timesteps } } : { timesteps };
  return [{
    name: `timesteps-${timesteps}`,
    part,
    title: `${timesteps} time steps`,
    change,
  }];
}

function hasOption(options: OptionValues, name: string): boolean {
  return Object.hasOwn(options, name);
}
