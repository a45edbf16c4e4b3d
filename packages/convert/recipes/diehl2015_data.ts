import type { Recipe } from "../recipe.ts";
import { dataRule } from "./_data_rule.ts";
import { diehl2015Options, lowerByRule } from "./_diehl2015.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

/**
 * Data-based weight normalisation after Diehl et al.: no neuron needs more than one spike a step on
 * the calibration samples, nor because of one spike before it.
 *
 * 1. The network is cleaned up; it should have ReLUs and no biases.
 * 2. Layer after layer, `scale = max(largest weight, largest activation)`,
 *    `W ← W / (scale / previousScale)`, `previousScale = scale`, from 1 for the input. So a spike of
 *    a layer stands for an activation of `scale`.
 * 3. Neurons integrate, fire at the threshold, 1 unless asked otherwise, and are reset.
 *
 * The paper's biases are zero; where there are some, `b ← b / scale`, with one finding a node. Its
 * input is Poisson spike trains, and so it is here unless asked otherwise; an input spike stands for
 * the largest value, over the input rate.
 *
 * @see Diehl et al. 2015, doi:10.1109/IJCNN.2015.7280696
 */
export const diehl2015Data: Recipe = {
  name: "diehl2015-data",
  title: "Weights normalised by the largest weight and activation",
  paper: { authors: "Diehl et al.", year: 2015, doi: "10.1109/IJCNN.2015.7280696" },
  options: diehl2015Options,
  annPasses: rueckauer2017.annPasses,
  explain: rueckauer2017.explain,
  lower: (graph, stats, options) =>
    lowerByRule(graph, stats, options, () => dataRule(graph, stats)),
};
