import type { ActivationStats, AnnGraph, Finding, NodeId } from "@snnkit/ir";
import { encodeInput, type InputEncoding } from "../encode_input.ts";
import { lowerToRate } from "../lower_to_rate.ts";
import type { OptionValues, RateConversion, RecipeOption } from "../recipe.ts";
import { nodesWithBias } from "./_biases.ts";
import { type ChosenInput, inputOptions, unlikePoisson } from "./_input_options.ts";
import { leakOption, loweringOf, refractoryOption } from "./_neuron_options.ts";
import { optionsOf } from "./_options_of.ts";
import { type RuleOptions, type ScaleRule, scalesByRule } from "./_rule_scales.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

/** The threshold of all neurons. */
export const thresholdOption: RecipeOption = {
  name: "threshold",
  summary: "Potential at which every neuron fires, where 1 is what a weight is normalised for",
  default: 1,
  range: [0.01, 100],
};

/** What both variants of the recipe let people choose. */
export const diehl2015Options: readonly RecipeOption[] = [
  thresholdOption,
  ...optionsOf(rueckauer2017, "reset", "initialPotential"),
  leakOption,
  refractoryOption,
  ...inputOptions("poisson"),
];

/**
 * Lower a network whose populations are scaled by one of the paper's rules.
 *
 * @param ruleFor The rule, given how the sample enters.
 */
export function lowerByRule(
  graph: AnnGraph,
  stats: ActivationStats,
  options: OptionValues,
  ruleFor: (entry: InputEncoding) => ScaleRule,
): RateConversion {
  // The schema above says what each option is, and its values were checked by it.
  const checked = options as unknown as RuleOptions & ChosenInput;
  const entry = encodeInput(graph, stats, checked);
  const ruled = scalesByRule(graph, stats, checked, ruleFor(entry));
  const scales = new Map([...entry.scales, ...ruled.scales]);
  const lowered = lowerToRate(graph, scales, { ...loweringOf(options), ...entry.lowering });
  const biases = nodesWithBias(graph).map(biasScaled);
  return {
    graph: lowered.graph,
    findings: [
      ...unlikePoisson(checked.input),
      ...entry.findings,
      ...biases,
      ...ruled.findings,
      ...lowered.findings,
    ],
    scales,
  };
}

function biasScaled(node: NodeId): Finding {
  return {
    code: "bias-kept",
    node,
    message: `The paper's networks have no biases: those of "${node}" stay as constant currents, ` +
      `scaled to the unit of its neurons, and its rates may exceed what weights alone allow`,
  };
}
