import type { ActivationStats, AnnGraph, AnnOp, Finding, Pass } from "@snnkit/ir";
import { absorbConstants } from "../absorb_constants.ts";
import { activateBeforeMaxPool } from "../activate_before_max_pool.ts";
import { chooseWindows, type WindowOptions } from "../choose_windows.ts";
import { dropFinalSoftmax, finalSoftmaxFindings } from "../drop_final_softmax.ts";
import { dropIdentities } from "../drop_identities.ts";
import { dropRoundings, roundingFindings } from "../drop_roundings.ts";
import { foldAffine } from "../fold_affine.ts";
import { foldBatchNorm } from "../fold_batch_norm.ts";
import { foldConstants } from "../fold_constants.ts";
import { lowerToTtfs } from "../lower_to_ttfs.ts";
import { mergePads } from "../merge_pads.ts";
import { mergeRoundings } from "../merge_roundings.ts";
import type { OptionValues, TtfsConversion, TtfsRecipe } from "../recipe.ts";
import { replaceClip } from "../replace_clip.ts";
import { rewriteAsLinear } from "../rewrite_as_linear.ts";
import { splitLeakyRelu } from "../split_leaky_relu.ts";

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
];

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): TtfsConversion {
  // The schema below says what each option is, and its values were checked by it.
  const { margin, windowPercentile } = options as { margin: number; windowPercentile: number };
  const wanted: WindowOptions = { margin, percentile: windowPercentile };
  const { ranges, findings } = chooseWindows(graph, stats, wanted);
  const lowered = lowerToTtfs(graph, ranges);
  return {
    graph: lowered.graph,
    findings: [...levelFindings(graph), ...findings, ...lowered.findings],
  };
}

/** Neurons that spike at any time have no levels. */
function levelFindings(graph: AnnGraph): readonly Finding[] {
  const rounded = graph.nodes.filter(({ op }) => op.kind === "fakeQuantise");
  if (rounded.length === 0) return [];
  return [{
    code: "levels-dropped",
    node: rounded[0].id,
    message: `The levels of ${rounded.length} quantised activations are left out: spikes come at ` +
      `any time, so the network is that much more exact than the trained one`,
  }];
}

/**
 * The exact mapping of Stanojevic et al., there called B1: each layer has a window of time after
 * that of the layer before, in which every neuron spikes at most once; how long before the window's
 * end it does is the activation of the trained network. Weights stay.
 *
 * What is said here and not in the paper: inputs and max-pools of negative values count from the
 * smallest one; branches of residual networks wait for each other through delays; a neuron whose
 * activation is beyond its window spikes at the window's start, and is counted.
 *
 * @see Stanojevic et al. 2024, "High-performance deep spiking neural networks with 0.3 spikes per
 * neuron", Nature Communications 15:6793, doi:10.1038/s41467-024-51110-5
 */
export const ttfsExact: TtfsRecipe = {
  name: "ttfs-exact",
  title: "Time to first spike, exactly the trained network's values",
  paper: { authors: "Stanojevic et al.", year: 2024, doi: "10.1038/s41467-024-51110-5" },
  options: [
    {
      name: "margin",
      summary: "How much longer a window is than the largest activation seen, as a fraction of it",
      default: 0.5,
      range: [0, 10],
    },
    {
      name: "windowPercentile",
      summary: "Which percentile of a layer's activations counts as its largest, in per cent",
      default: 100,
      range: [1, 100],
    },
  ],
  annPasses,
  explain: (graph) => [...finalSoftmaxFindings(graph), ...roundingFindings(graph)],
  lower,
};
