import type { ActivationStats, AnnGraph, Finding } from "@snnkit/ir";
import { encodeInput } from "../encode_input.ts";
import { lowerToRate } from "../lower_to_rate.ts";
import { normaliseActivations, type NormaliseOptions } from "../normalise_activations.ts";
import type { OptionValues, RateConversion, Recipe } from "../recipe.ts";
import type { ChosenInput } from "./_input_options.ts";
import { naiveShortcuts } from "./_naive_shortcuts.ts";
import { loweringOf, neuronOption, poolOptions, refractoryOption } from "./_neuron_options.ts";
import { optionsOf } from "./_options_of.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

interface Hu2018Options extends Required<NormaliseOptions>, ChosenInput {
  readonly shortcuts: "normalised" | "naive";
  readonly compensation: number;
}

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): RateConversion {
  // The schema below says what each option is, and its values were checked by it.
  const { shortcuts, compensation, ...checked } = options as unknown as Hu2018Options;
  const entry = encodeInput(graph, stats, checked);
  const normalised = normaliseActivations(graph, stats, checked);
  const scales = new Map([...entry.scales, ...normalised.scales]);
  const neurons = { ...loweringOf(options), gain: compensation };
  const lowered = lowerToRate(graph, scales, { ...neurons, ...entry.lowering });
  const told = [...entry.findings, ...normalised.findings, ...lowered.findings];
  if (shortcuts === "normalised") return { graph: lowered.graph, findings: told, scales };
  const naive = naiveShortcuts(graph, lowered.graph);
  return { graph: naive.graph, findings: [...told, shortcutsNaive(naive.changed.length)], scales };
}

function shortcutsNaive(count: number): Finding {
  return {
    code: "shortcuts-naive",
    message: `The weight of ${count} identity shortcuts is 1 instead of λ_in / λ_out, so their ` +
      `sums differ from those of the trained network`,
  };
}

/**
 * Spiking residual networks after Hu et al.
 *
 * 1. Batch-norms are folded; pools and the last layer get integrate-and-fire neurons of their own.
 * 2. The scale λ of each population is a percentile of its activations, 99.9 unless asked
 *    otherwise.
 * 3. Shortcuts are normalised jointly with their block. With `λ_in` of the block's input, `λ_1` of
 *    its inner ReLU and `λ_out` of the ReLU behind the sum: first convolution `W λ_in / λ_1` and
 *    `b / λ_1`, second `W λ_1 / λ_out` and `b / λ_out`, projection `W λ_in / λ_out` and
 *    `b / λ_out`; an identity becomes a synapse of weight `λ_in / λ_out`, also where it is sliced
 *    and padded. Where a block ends without a ReLU (pre-activation) its sum is no population: it
 *    reaches the neurons behind as current, in the unit of each.
 * 4. The error of sampling is compensated by one factor `c ≥ 1` for the whole network: weights and
 *    biases of every layer, shortcuts too, count c times.
 *
 * What c is for: a neuron that has integrated for t steps answers `r = a / λ − V(t) / (t θ)`, and it
 * began late by as many steps as the layers below took to fill. On average it keeps a share
 * `1 − ε` of its rate, and so does each layer of what is left. With c in every layer,
 *
 * `r_l = (1 − ε) · f(c (W r_{l−1} + b)) = f(W r_{l−1} + b)` where `c (1 − ε) = 1`,
 *
 * as f, a ReLU, does not mind a positive factor: what is lost is given back in each layer before it
 * adds up. Dividing λ by c in all layers is something else: c then leaves every weight between spikes,
 * `W (λ_in / c) / (λ_out / c)`, stays in biases and the first layer alone, and rates are c times
 * higher everywhere, while the loss still grows with depth. As f is cut off at one spike a step, and
 * c that is not lost grows with depth as `c^l`, a factor too large saturates deep layers: the best
 * lies a few per cent above 1, nearer the more steps there are, and is searched on calibration samples
 * (`searchCompensation` of @snnkit/calibrate). In the code that the authors published, biases do
 * not get the factor.
 *
 * `shortcuts: "naive"` gives identities weight 1 and changes nothing else, as the paper does to show
 * what step 3 is worth. Where a network has no shortcuts, this is the recipe `rueckauer2017`.
 *
 * @see Hu et al. 2018, arXiv:1805.01352
 */
export const hu2018: Recipe = {
  name: "hu2018",
  title: "Residual networks with jointly normalised shortcuts and a compensation factor",
  paper: { authors: "Hu et al.", year: 2018, doi: "10.48550/arXiv.1805.01352" },
  options: [
    ...optionsOf(rueckauer2017, "percentile", "population", "perChannel"),
    {
      name: "shortcuts",
      summary: "Identity shortcuts: weight λ_in / λ_out, or 1 for comparison",
      default: "normalised",
      choices: ["normalised", "naive"],
    },
    {
      name: "compensation",
      summary: "Factor on weights and biases of every layer against the loss from layer to layer",
      default: 1,
      range: [1, 10],
      searched: true,
    },
    ...optionsOf(rueckauer2017, "reset", "initialPotential"),
    neuronOption,
    refractoryOption,
    ...poolOptions,
    ...optionsOf(rueckauer2017, "input", "inputRate"),
  ],
  annPasses: rueckauer2017.annPasses,
  explain: rueckauer2017.explain,
  lower,
};
