import type { LoweringOptions } from "../lower_to_rate.ts";
import type { OptionValues, RecipeOption } from "../recipe.ts";

/** Whether spikes can be taken back. */
export const neuronOption: RecipeOption = {
  name: "neuron",
  summary: "Whether neurons take back spikes that came too early",
  default: "unsigned",
  choices: ["signed", "unsigned"],
};

/** What a neuron does after a spike. */
export const refractoryOption: RecipeOption = {
  name: "refractory",
  summary: "For how many steps after a spike a neuron cannot spike",
  default: 0,
  range: [0, 1000],
  whole: true,
};

/** What a neuron does between spikes. */
export const leakOption: RecipeOption = {
  name: "leak",
  summary: "Fraction of its potential that a neuron loses each step",
  default: 0,
  range: [0, 0.999],
};

/** How spiking max-pools find out who is most active. */
export const poolOptions: readonly RecipeOption[] = [
  {
    name: "poolEstimator",
    summary:
      "What a max-pool on spikes takes for a rate: all spikes, those weighed exponentially " +
      "or those of the last steps",
    default: "cumulative",
    choices: ["cumulative", "exponential", "window"],
  },
  {
    name: "poolDecay",
    summary: "What an exponential estimate of a max-pool keeps from step to step",
    default: 0.9,
    range: [0.001, 0.999],
  },
  {
    name: "poolSteps",
    summary: "How many of the last steps an estimate of a max-pool counts",
    default: 16,
    range: [1, 65535],
    whole: true,
  },
];

const NAMES: readonly (keyof LoweringOptions)[] = [
  "reset",
  "initialPotential",
  "neuron",
  "leak",
  "refractory",
  "poolEstimator",
  "poolDecay",
  "poolSteps",
];

/** Those options of a recipe that say what neurons and gates are like; its schema has checked them. */
export function loweringOf(options: OptionValues): LoweringOptions {
  const own = NAMES.filter((name) => Object.hasOwn(options, name));
  return Object.fromEntries(own.map((name) => [name, options[name]]));
}
