import type { ActivationStats, AnnGraph } from "@snnkit/ir";
import { type LoweringOptions, lowerToRate } from "../lower_to_rate.ts";
import { normaliseActivations, type NormaliseOptions } from "../normalise_activations.ts";
import type { OptionValues, RateConversion, Recipe } from "../recipe.ts";
import { optionsOf } from "./_options_of.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): RateConversion {
  // The schema below says what each option is, and its values were checked by it.
  const checked = options as NormaliseOptions & LoweringOptions;
  const { percentile, population, initialPotential } = checked as Required<typeof checked>;
  const normalise = { percentile, population, perChannel: true };
  const { scales, findings } = normaliseActivations(graph, stats, normalise);
  const lowered = lowerToRate(graph, scales, { initialPotential });
  return { graph: lowered.graph, findings: [...findings, ...lowered.findings], scales };
}

/**
 * The start of a network that is calibrated for few steps, without training and without labels.
 *
 * 1. Every channel has a scale of its own, so that weak channels do not drown beside strong ones.
 * 2. Potentials begin at half the threshold: a spike is sent where half of it is due, so counts are
 *    rounded instead of cut off.
 * 3. Biases are corrected layer after layer for the wanted number of steps. That needs simulations
 *    and is left to `calibrate` of @snnkit/calibrate; what this recipe gives is the network before.
 *
 * @see Li et al. 2021, "A Free Lunch From ANN: Towards Efficient, Accurate Spiking Neural Networks
 * Calibration", arXiv:2106.06984
 */
export const calibrated: Recipe = {
  name: "calibrated",
  title: "One scale a channel, potentials from θ/2, biases corrected for the wanted steps",
  paper: { authors: "Li et al.", year: 2021, doi: "10.48550/arXiv.2106.06984" },
  options: [
    ...optionsOf(rueckauer2017, "percentile", "population"),
    { ...optionsOf(rueckauer2017, "initialPotential")[0], default: 0.5 },
  ],
  annPasses: rueckauer2017.annPasses,
  explain: rueckauer2017.explain,
  lower,
  needsCalibration: true,
};
