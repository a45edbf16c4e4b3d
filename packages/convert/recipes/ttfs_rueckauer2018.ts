import {
  type ActivationStats,
  type AnnGraph,
  type FireFirst,
  type RateGraph,
  type TtfsGraph,
  type TtfsOp,
  verifyTtfs,
} from "@snnkit/ir";
import { filled, type Tensor, tensor } from "@snnkit/tensor";
import { lowerToRate } from "../lower_to_rate.ts";
import { normaliseActivations, type NormaliseOptions } from "../normalise_activations.ts";
import type { OptionValues, TtfsConversion, TtfsRecipe } from "../recipe.ts";
import { ttfsExact } from "./ttfs_exact.ts";
import { optionsOf } from "./_options_of.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

type ChosenOptions = NormaliseOptions & Pick<FireFirst, "remedy"> & { readonly threshold: number };

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): TtfsConversion {
  // The schema below says what each option is, and its values were checked by it.
  const checked = options as unknown as ChosenOptions;
  const { scales, findings } = normaliseActivations(graph, stats, checked);
  const lowered = lowerToRate(graph, scales);
  const first = withFirstSpikes(lowered.graph, checked);
  verifyTtfs(first);
  return { graph: first, findings: [...findings, ...lowered.findings] };
}

/**
 * The same weights and thresholds, with neurons that spike once and currents that never end. Outputs
 * do not take their spikes back: the first one decides.
 */
function withFirstSpikes(
  graph: RateGraph,
  { remedy: wanted, threshold: factor }: Pick<ChosenOptions, "remedy" | "threshold">,
): TtfsGraph {
  const nodes = graph.nodes.map((node) => {
    const { op } = node;
    if (op.kind === "if") {
      // At a threshold θ the same activation spikes θ times as late.
      const decides = graph.outputs.includes(node.id);
      const threshold = decides ? op.threshold : filled([1], factor);
      const unit = decides ? op.unit : scaled(op.unit, factor);
      const remedy = decides && wanted === "corrective" ? "none" : wanted;
      return { ...node, op: { kind: "fireFirst", threshold, remedy, unit } as TtfsOp };
    }
    if (op.kind === "maxPoolGate") {
      const { kernel, stride, padding, dilation, ceilMode } = op;
      const window = { kernel, stride, padding, dilation, ceilMode };
      return { ...node, op: { kind: "earliestSpike", ...window } as TtfsOp };
    }
    if (op.kind === "encode") throw new Error("Unreachable: inputs are currents");
    return { ...node, op };
  });
  return { ...graph, nodes };
}

function scaled({ shape, data }: Tensor, factor: number): Tensor {
  return tensor(shape, data.map((value) => value * factor));
}

/**
 * Sparse temporal coding after Rueckauer and Liu: weights are normalised as for rates, inputs are
 * constant currents, every neuron spikes when its potential first reaches its threshold, and each
 * spike starts a current that never ends. The activation is the reciprocal of the time.
 *
 * It is an approximation: see {@linkcode FireFirst}. What goes wrong is that neurons spike before the
 * inhibition that comes later could hold them back; the paper's two remedies are options.
 *
 * What is said here and not in the paper: thresholds of hidden neurons are 2 unless asked otherwise,
 * so that weights of driven inputs hold their readers back less (without driven inputs it only
 * stretches time); the percentile is over all values of a layer; a neuron is
 * driven where its potential is above 0; outputs take no spike back.
 *
 * @see Rueckauer and Liu 2018, "Conversion of analog to spiking neural networks using sparse temporal
 * coding", doi:10.1109/ISCAS.2018.8351295
 */
export const ttfsRueckauer2018: TtfsRecipe = {
  name: "ttfs-rueckauer2018",
  title: "Time to first spike with currents that never end, an approximation",
  paper: { authors: "Rueckauer and Liu", year: 2018, doi: "10.1109/ISCAS.2018.8351295" },
  options: [
    { ...optionsOf(rueckauer2017, "percentile")[0], default: 100 },
    ...optionsOf(rueckauer2017, "population"),
    {
      name: "threshold",
      summary: "Threshold of hidden neurons, to which driven inputs add their weights",
      default: 2,
      range: [0.01, 100],
    },
    {
      name: "remedy",
      summary: "What helps against spikes that come too early: thresholds that wait for driven " +
        "inputs, or spikes that are taken back",
      default: "dynamic",
      choices: ["none", "dynamic", "corrective"],
    },
  ],
  annPasses: ttfsExact.annPasses,
  explain: ttfsExact.explain,
  lower,
};
