import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  type Pass,
  runPasses,
  verifyAnn,
} from "@snnkit/ir";
import { encodeInput } from "../encode_input.ts";
import { lowerToRate } from "../lower_to_rate.ts";
import { populateAveragePools } from "../populate_average_pools.ts";
import type { OptionValues, RateConversion, Recipe } from "../recipe.ts";
import { averageMaxPools } from "./_average_max_pools.ts";
import { dropBiases } from "./_biases.ts";
import { brokenRules, type Remedies, unlikeRelu } from "./_broken_rules.ts";
import { type ChosenInput, inputOptions, unlikePoisson } from "./_input_options.ts";
import { leakOption, loweringOf, poolOptions, refractoryOption } from "./_neuron_options.ts";
import { optionsOf } from "./_options_of.ts";
import { type RuleOptions, scalesByRule } from "./_rule_scales.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

type Cao2015Options = Remedies & RuleOptions & ChosenInput;

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
  const entry = encodeInput(tailored, stats, checked);
  const first = Math.max(0, ...[...entry.scales.values()].map(({ unit }) => unit.data[0])) || 1;
  const ruled = scalesByRule(tailored, stats, checked, ({ counted, role }) => {
    const lowest = stats.nodes.get(counted)?.all.min ?? 0;
    return { unit: first, offset: role === "pool" ? Math.min(0, lowest) : 0 };
  });
  const scales = new Map([...entry.scales, ...ruled.scales]);
  const lowered = lowerToRate(tailored, scales, { ...loweringOf(options), ...entry.lowering });
  const findings = [
    ...unlikePoisson(checked.input),
    ...entry.findings,
    ...brokenRules(graph, stats, checked),
    ...ruled.findings,
    ...lowered.findings,
  ];
  return { graph: lowered.graph, findings, scales };
}

/**
 * The conversion of Cao, Chen and Khosla: the trained network is tailored before it is trained, and
 * its weights are then taken as they are.
 *
 * 1. The rules for the trained network: inputs are not negative, every activation is a ReLU, biases
 *    are 0, pools average with a uniform kernel. Where the given network breaks one, there is a
 *    finding for each such node: biases stay as constant currents unless `biases: "drop"`, max-pools
 *    become gates on spikes unless `pools: "average"`, negative inputs send negative spikes, other
 *    activations are said by ReLUs where they can be.
 * 2. Neurons integrate and fire at one threshold θ for all; there is no leak unless asked for. Weights
 *    are not normalised, so at θ = 1 activations above 1 are lost. Weights over θ at threshold 1 give the
 *    same spikes as weights at θ, and are how it is written; biases that are kept follow, so that a
 *    spike of the n-th layer stands for `θⁿ`.
 * 3. Inputs are Poisson spike trains unless asked otherwise: `I` between 0 and 1 sends a spike in a
 *    step with the probability `c I`. All rates behind are then c times as high as those of constant
 *    currents, and a spike of the n-th layer stands for `θⁿ / c`, so that what is lost begins there.
 *
 * No statistics are needed; where there are some, a finding says how much is lost above that.
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
    ...inputOptions("poisson", 1 / 3),
  ],
  annPasses: rueckauer2017.annPasses,
  explain: (graph) => [...rueckauer2017.explain(graph), ...unlikeRelu(graph)],
  lower,
};
