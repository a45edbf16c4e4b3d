import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  type Pass,
  runPasses,
  verifyAnn,
} from "@snnkit/ir";
import { lowerToRate } from "../lower_to_rate.ts";
import { populateAveragePools } from "../populate_average_pools.ts";
import type { OptionValues, RateConversion, Recipe } from "../recipe.ts";
import { averageMaxPools } from "./_average_max_pools.ts";
import { dropBiases } from "./_biases.ts";
import { brokenRules, type Remedies, unlikeRelu } from "./_broken_rules.ts";
import { constantInput } from "./_constant_input.ts";
import { leakOption, loweringOf, poolOptions, refractoryOption } from "./_neuron_options.ts";
import { optionsOf } from "./_options_of.ts";
import { type RuleOptions, scalesByRule } from "./_rule_scales.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

type Cao2015Options = Remedies & RuleOptions;

const remedies: {
  readonly biases: Readonly<Record<Remedies["biases"], readonly Pass<AnnOp>[]>>;
  readonly pools: Readonly<Record<Remedies["pools"], readonly Pass<AnnOp>[]>>;
} = {
  biases: { keep: [], drop: [{ name: "dropBiases", run: dropBiases }] },
  pools: {
    gate: [],
    average: [
      { name: "averageMaxPools", run: averageMaxPools },
      { name: "populateAveragePools", run: populateAveragePools },
    ],
  },
};

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): RateConversion {
  // The schema below says what each option is, and its values were checked by it.
  const checked = options as unknown as Cao2015Options;
  const { biases, pools } = checked;
  const passes = [...remedies.biases[biases], ...remedies.pools[pools]];
  const tailored = runPasses(graph, passes, verifyAnn);
  const { scales, findings } = scalesByRule(tailored, stats, checked, ({ counted, role }) => {
    const lowest = stats.nodes.get(counted)?.all.min ?? 0;
    return { unit: 1, offset: role === "pool" ? Math.min(0, lowest) : 0 };
  });
  const lowered = lowerToRate(tailored, scales, loweringOf(options));
  const broken = brokenRules(graph, stats, checked);
  return {
    graph: lowered.graph,
    findings: [constantInput, ...broken, ...findings, ...lowered.findings],
    scales,
  };
}

/**
 * The conversion of Cao, Chen and Khosla: the trained network is tailored before it is trained, and
 * its weights are then taken as they are.
 *
 * 1. The rules for the trained network: inputs are not negative, every activation is a ReLU, biases
 *    are 0, pools average with a uniform kernel. Where the given network breaks one, there is a
 *    finding for each such node: biases stay as constant currents unless `biases: "drop"`, max-pools
 *    become gates on spikes unless `pools: "average"`, negative inputs are negative currents, other
 *    activations are said by ReLUs where they can be.
 * 2. Neurons integrate and fire at one threshold θ for all; there is no leak unless asked for. Weights
 *    are not normalised, so at θ = 1 activations above 1 are lost. Weights over θ at threshold 1 give the
 *    same spikes as weights at θ, and are how it is written; biases that are kept follow, so that a
 *    spike of the n-th layer stands for `θⁿ`.
 *
 * No statistics are needed; where there are some, a finding says how much is lost above 1.
 * The paper's input is Poisson spike trains; here it is constant.
 *
 * @see Cao et al. 2015, doi:10.1007/s11263-014-0788-3
 */
export const cao2015: Recipe = {
  name: "cao2015",
  title: "Weights as they are, for networks trained without biases and max-pools",
  paper: { authors: "Cao et al.", year: 2015, doi: "10.1007/s11263-014-0788-3" },
  options: [
    {
      name: "threshold",
      summary: "Potential at which every neuron fires, in the unit of the first layer's values",
      default: 1,
      range: [0.01, 100],
    },
    {
      name: "biases",
      summary: "Biases stay as constant currents, or are left out",
      default: "keep",
      choices: ["keep", "drop"],
    },
    {
      name: "pools",
      summary: "Max-pools become gates on spikes, or average pools",
      default: "gate",
      choices: ["gate", "average"],
    },
    ...optionsOf(rueckauer2017, "reset", "initialPotential"),
    leakOption,
    refractoryOption,
    ...poolOptions,
  ],
  annPasses: rueckauer2017.annPasses,
  explain: (graph) => [...rueckauer2017.explain(graph), ...unlikeRelu(graph)],
  lower,
};
