import type { ActivationStats, AnnGraph } from "@snnkit/ir";
import { type LoweringOptions, lowerToRate } from "../lower_to_rate.ts";
import { normaliseActivations } from "../normalise_activations.ts";
import { populateAveragePools } from "../populate_average_pools.ts";
import type { OptionValues, RateConversion, Recipe } from "../recipe.ts";
import { neuronOption } from "./_neuron_options.ts";
import { optionsOf } from "./_options_of.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

/** What this recipe can be asked for. */
interface CalibratedOptions {
  readonly timesteps: number;
  readonly neuron: NonNullable<LoweringOptions["neuron"]>;
  readonly initialPotential: number;
}

/**
 * To how many levels a step scales are fitted. Rounding errors of a layer average out over the many
 * inputs of a neuron behind it, clipped activations do not: so signed neurons get a somewhat larger
 * scale than T levels alone would have, which also saves spikes. Of unsigned neurons the counts are
 * less exact than the steps, for spikes come unevenly and none is taken back.
 */
const LEVELS_A_STEP = { signed: 1.3, unsigned: 0.25 } as const;

const annPasses = rueckauer2017.annPasses.map(({ name, run }) =>
  name === "populateAveragePools"
    // The whole plane's spikes are as good as one neuron's, and more exact.
    ? { name, run: (graph: AnnGraph) => populateAveragePools(graph, { global: false }) }
    : { name, run }
);

function lower(graph: AnnGraph, stats: ActivationStats, options: OptionValues): RateConversion {
  // The schema below says what each option is, and its values were checked by it.
  const { timesteps, neuron, initialPotential } = options as unknown as CalibratedOptions;
  const levels = Math.max(1, LEVELS_A_STEP[neuron] * timesteps);
  const { scales, findings } = normaliseActivations(graph, stats, { perChannel: true, levels });
  const lowered = lowerToRate(graph, scales, { initialPotential, neuron });
  return { graph: lowered.graph, findings: [...findings, ...lowered.findings], scales };
}

/**
 * The start of a network that is calibrated for few steps, without training and without labels.
 *
 * 1. Every channel has a scale of its own, by which the wanted number of steps tells its activations
 *    best: not so large that small ones vanish, not so small that many are clipped.
 * 2. Potentials begin at half the threshold: a spike is sent where half of it is due, so counts are
 *    rounded instead of cut off.
 * 3. Signed neurons take back what they sent too early, so that the order of spikes matters less.
 *    Chips without signed spikes get unsigned ones, which need about four times as many steps.
 * 4. Biases are corrected layer after layer for the wanted number of steps. That needs simulations
 *    and is left to `calibrate` of @snnkit/calibrate; what this recipe gives is the network before.
 * 5. With `weights: "fitted"` weights are, too, before the biases of their layer: so that samples can
 *    end early.
 * 6. Unsigned neurons begin lower where that brings the scores of samples nearer to the trained
 *    network's, and get it back over the steps: `searchDelay` of @snnkit/calibrate.
 *
 * @see Li et al. 2021, "A Free Lunch From ANN: Towards Efficient, Accurate Spiking Neural Networks
 * Calibration", arXiv:2106.06984; Wang et al. 2022, "Signed Neuron with Memory", IJCAI
 */
export const calibrated: Recipe = {
  name: "calibrated",
  title: "Scales, neurons and biases for the wanted steps, corrected by simulation",
  paper: { authors: "Li et al.", year: 2021, doi: "10.48550/arXiv.2106.06984" },
  options: [
    {
      name: "timesteps",
      summary: "The steps that scales and biases are chosen for",
      default: 32,
      range: [1, 65535],
      whole: true,
    },
    { ...neuronOption, default: "signed" },
    { ...optionsOf(rueckauer2017, "initialPotential")[0], default: 0.5 },
    {
      name: "weights",
      summary: "Whether weights stay, or are fitted to what few steps bring, so that samples can " +
        "end early",
      default: "kept",
      choices: ["kept", "fitted"],
    },
  ],
  annPasses,
  explain: rueckauer2017.explain,
  lower,
  needsCalibration: true,
};
