import type { ActivationStats, AnnGraph, AnnOp, Pass } from "@snnkit/ir";
import { absorbConstants } from "../absorb_constants.ts";
import { activateBeforeMaxPool } from "../activate_before_max_pool.ts";
import { dropFinalSoftmax, finalSoftmaxFindings } from "../drop_final_softmax.ts";
import { dropIdentities } from "../drop_identities.ts";
import { dropRoundings, roundingFindings } from "../drop_roundings.ts";
import { foldAffine } from "../fold_affine.ts";
import { foldBatchNorm } from "../fold_batch_norm.ts";
import { foldConstants } from "../fold_constants.ts";
import { encodeInput } from "../encode_input.ts";
import { lowerToRate } from "../lower_to_rate.ts";
import { mergePads } from "../merge_pads.ts";
import { mergeRoundings } from "../merge_roundings.ts";
import { normaliseActivations, type NormaliseOptions } from "../normalise_activations.ts";
import { populateAveragePools } from "../populate_average_pools.ts";
import type { OptionValues, RateConversion, Recipe } from "../recipe.ts";
import { replaceClip } from "../replace_clip.ts";
import { rewriteAsLinear } from "../rewrite_as_linear.ts";
import { splitLeakyRelu } from "../split_leaky_relu.ts";
import { type ChosenInput, inputOptions } from "./_input_options.ts";
import { loweringOf, neuronOption, poolOptions, refractoryOption } from "./_neuron_options.ts";

const annPasses: readonly Pass<AnnOp>[] = [
  { name: "foldConstants", run: foldConstants },
  { name: "absorbConstants", run: absorbConstants },
  { name: "rewriteAsLinear", run: rewriteAsLinear },
  { name: "dropFinalSoftmax", run: dropFinalSoftmax },
  { name: "foldBatchNorm", run: foldBatchNorm },
  { name: "dropIdentities", run: dropIdentities },
  { name: "mergePads", run: mergePads },
  { name: "activateBeforeMaxPool", run: activateBeforeMaxPool },
  { name: "splitLeakyRelu", run: splitLeakyRelu },
  { name: "replaceClip", run: replaceClip },
  { name: "mergeRoundings", run: mergeRoundings },
  { name: "dropRoundings", run: dropRoundings },
  { name: "foldAffine", run: foldAffine },
  { name: "dropIdentities", run: dropIdentities },
  { name: "populateAveragePools", run: populateAveragePools },
];

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): RateConversion {
  // The schema below says what each option is, and its values were checked by it.
  const checked = options as unknown as NormaliseOptions & ChosenInput;
  const entry = encodeInput(graph, stats, checked);
  const normalised = normaliseActivations(graph, stats, checked);
  const scales = new Map([...entry.scales, ...normalised.scales]);
  const lowered = lowerToRate(graph, scales, { ...loweringOf(options), ...entry.lowering });
  const findings = [...entry.findings, ...normalised.findings, ...lowered.findings];
  return { graph: lowered.graph, findings, scales };
}

/**
 * Conversion of continuous-valued deep networks after Rueckauer et al.: biases as constant
 * currents, batch-norms folded, weights normalised by a percentile of the activations, analog
 * input unless asked otherwise, reset by subtraction, gates as max-pools, the class read from
 * accumulated potentials. Signed neurons, which the paper does not have, can be asked for.
 *
 * What is said here and not in the paper: average pools have neurons of their own; the percentile
 * is over all values of a layer unless asked otherwise; sums follow Hu et al. 2018. Neurons that rest
 * after a spike, which the paper leaves out, get scales that much larger.
 *
 * @see Rueckauer et al. 2017, doi:10.3389/fnins.2017.00682
 */
export const rueckauer2017: Recipe = {
  name: "rueckauer2017",
  title: "Percentile-normalised integrate-and-fire neurons with reset by subtraction",
  paper: { authors: "Rueckauer et al.", year: 2017, doi: "10.3389/fnins.2017.00682" },
  options: [
    {
      name: "percentile",
      summary: "Which percentile of a layer's activations one spike a step stands for, in per cent",
      default: 99.9,
      range: [0, 100],
    },
    {
      name: "population",
      summary: "What the percentile is over: all values, those above 0, or the largest a sample",
      default: "all",
      choices: ["all", "positive", "sampleMaxima"],
    },
    {
      name: "perChannel",
      summary: "Whether every channel has a scale of its own",
      default: false,
    },
    {
      name: "reset",
      summary: "What a spike leaves of the potential: what exceeds the threshold, or zero",
      default: "subtract",
      choices: ["subtract", "zero"],
    },
    {
      name: "initialPotential",
      summary: "Potential before the first step, as a fraction of the threshold",
      default: 0,
      range: [-1, 1],
    },
    neuronOption,
    refractoryOption,
    ...poolOptions,
    ...inputOptions("current"),
  ],
  annPasses,
  explain: (graph) => [...finalSoftmaxFindings(graph), ...roundingFindings(graph)],
  lower,
};
