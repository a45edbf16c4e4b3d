import type { Recipe } from "../recipe.ts";
import { diehl2015Options, lowerByRule } from "./_diehl2015.ts";
import { modelRule } from "./_model_rule.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

/**
 * Model-based weight normalisation after Diehl et al.: no neuron can ever need more than one spike
 * a step, whatever the input.
 *
 * 1. The network is cleaned up; it should have ReLUs and no biases.
 * 2. Layer after layer, weights are divided by the largest possible positive input of any neuron,
 *    `W ← W / max_i Σ_j max(0, W_ij)`, given at most one spike of each neuron before in a step.
 *    No statistics are needed: where there are none, and where inputs are currents, these are taken
 *    to lie between 0 and 1; else an input spike stands for the largest value, over the input rate.
 * 3. Neurons integrate, fire at the threshold, 1 unless asked otherwise, and are reset.
 *
 * Safe, and slow: real inputs drive neurons far below what is possible, so deep rates become small.
 *
 * The paper's biases are zero; where there are some, they become constant currents in proportion to
 * the weights, with one finding a node. Its input is Poisson spike trains, and so it is here unless
 * asked otherwise.
 *
 * @see Diehl et al. 2015, doi:10.1109/IJCNN.2015.7280696
 */
export const diehl2015Model: Recipe = {
  name: "diehl2015-model",
  title: "Weights normalised by the largest input that is possible",
  paper: { authors: "Diehl et al.", year: 2015, doi: "10.1109/IJCNN.2015.7280696" },
  options: diehl2015Options,
  annPasses: rueckauer2017.annPasses,
  explain: rueckauer2017.explain,
  lower: (graph, stats, options) =>
    lowerByRule(graph, stats, options, (entry) => modelRule(graph, entry)),
};
