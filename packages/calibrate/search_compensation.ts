import type { Finding, RateGraph } from "@snnkit/ir";
import { argMax } from "@snnkit/metrics";
import { compileNetwork, type CreateSimulator } from "@snnkit/sim";

/** How networks are compared, and on what. */
export interface CompensationOptions {
  /** The spiking network with a compensation factor c ≥ 1, see recipe `hu2018` of @snnkit/convert. */
  readonly convert: (factor: number) => RateGraph;
  /** T: the steps of every sample that the factor is searched for, a whole number ≥ 1. */
  readonly timesteps: number;
  /** Samples without labels, as the input node has them, channels first; at least one. */
  readonly samples: readonly Float32Array[];
  /** The trained network's scores for each sample, before a soft-max, `[classes]` each. */
  readonly logits: readonly Float32Array[];
  /** Makes the simulator that networks are compared with. */
  readonly createSimulator: CreateSimulator;
  /** Told after each sample how many of at most how many simulations are done; may wait, or end. */
  readonly onProgress?: (done: number, most: number) => void | Promise<void>;
}

/** What one factor gave. */
export interface CompensationTrial {
  /** c. */
  readonly factor: number;
  /** Share of the samples that get the trained network's class. */
  readonly agreement: number;
  /** Mean divergence of the spiking network's class probabilities from the trained one's, in nats. */
  readonly divergence: number;
}

/** The factor that was found. */
export interface CompensationSearch {
  /** c, the one with the least divergence; of equals the smallest. */
  readonly factor: number;
  /** All that were tried, by factor. */
  readonly trials: readonly CompensationTrial[];
  /** What was found, for people. */
  readonly findings: readonly Finding[];
}

/** `c − 1` of the factors tried first: each twice the one before, as the best depends on T and depth. */
const EXCESSES: readonly number[] = [0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64];

/** So many larger factors in a row that are worse end the search upwards. */
const PATIENCE = 2;

/** Around the best excess e so far, what is tried then, over e. */
const BETWEEN: readonly number[] = [0.75, 1.5];

/** Around no excess. */
const LEAST = 0.005;

/**
 * Search the factor that compensates best for what a spiking network loses from layer to layer.
 *
 * For each factor c the samples are simulated for T steps, and the scores q of the accumulated
 * potentials are compared with the trained network's p, by the divergence of their soft-maxes
 * `Σ_k P_k ln(P_k / Q_k)`: unlike the share of equal classes it also tells factors apart on few
 * samples. No labels are used. First c = 1, 1.01, 1.02, 1.04 … until larger ones only get worse, then
 * factors between the best and its neighbours: at most ten. The same input gives the same bits.
 *
 * @see Hu et al. 2018, arXiv:1805.01352
 *
 * @param options What is compared.
 * @throws {RangeError} Where there is no sample, or not one list of logits a sample.
 *
 * @example
 * ```ts
 * import { searchCompensation } from "@snnkit/calibrate";
 * import { createRateSimulator } from "@snnkit/sim-rate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { factor, trials } = await searchCompensation({
 *   convert: () => tinyRateGraph(), // As if no factor made a difference.
 *   timesteps: 8,
 *   samples: [new Float32Array(36).fill(0.5)],
 *   logits: [Float32Array.of(1, 0, 0)],
 *   createSimulator: createRateSimulator,
 * });
 * assertEquals(factor, 1);
 * assertEquals(trials.map((trial) => trial.factor), [1, 1.005, 1.01, 1.02]);
 * ```
 */
export async function searchCompensation(
  options: CompensationOptions,
): Promise<CompensationSearch> {
  checkSamples(options);
  const { samples, onProgress } = options;
  const most = (EXCESSES.length + BETWEEN.length) * samples.length;
  let done = 0;
  const trials: CompensationTrial[] = [];
  const attempt = async (excess: number): Promise<void> => {
    // Rounded, so that a factor that is shown and given again is the same number.
    const factor = Math.round((1 + excess) * 1e4) / 1e4;
    trials.push(await trialOf(factor, options, async () => await onProgress?.(++done, most)));
    trials.sort((a, b) => a.factor - b.factor);
  };
  for (const excess of EXCESSES) {
    await attempt(excess);
    if (trials.length - 1 - trials.indexOf(best(trials)) >= PATIENCE) break;
  }
  const around = best(trials).factor - 1;
  for (const excess of around > 0 ? BETWEEN.map((by) => by * around) : [LEAST]) {
    await attempt(excess);
  }
  const chosen = best(trials);
  return { factor: chosen.factor, trials, findings: [searchFinding(chosen, trials, options)] };
}

/** The trial of the least divergence; of equals the first. NaN never wins. */
function best(trials: readonly CompensationTrial[]): CompensationTrial {
  return trials.reduce((a, b) => b.divergence < a.divergence ? b : a);
}

async function trialOf(
  factor: number,
  { convert, timesteps, samples, logits, createSimulator }: CompensationOptions,
  onSample: () => Promise<void>,
): Promise<CompensationTrial> {
  const network = compileNetwork(convert(factor));
  const simulator = await createSimulator(network, { timesteps, readout: "membrane" });
  let [agreeing, divergence] = [0, 0];
  try {
    for (const [i, sample] of samples.entries()) {
      const { scores } = simulator.simulate(sample, i);
      if (argMax(scores) === argMax(logits[i])) agreeing++;
      divergence += divergenceOf(logits[i], scores);
      await onSample();
    }
  } finally {
    simulator.dispose();
  }
  return {
    factor,
    agreement: agreeing / samples.length,
    divergence: divergence / samples.length,
  };
}

/** `Σ P ln(P / Q)` of the soft-maxes of two lists of scores. */
function divergenceOf(p: Float32Array, q: Float32Array): number {
  const [logP, logQ] = [logSoftmax(p), logSoftmax(q)];
  return logP.reduce((sum, log, k) => sum + Math.exp(log) * (log - logQ[k]), 0);
}

function logSoftmax(scores: Float32Array): Float64Array {
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
  return Float64Array.from(scores, (score) => score - largest - Math.log(sum));
}

function searchFinding(
  { factor, agreement }: CompensationTrial,
  trials: readonly CompensationTrial[],
  { timesteps, samples }: CompensationOptions,
): Finding {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return {
    code: "compensation-searched",
    message:
      `The compensation factor is ${factor}, the best of ${trials.length} for ${timesteps} ` +
      `steps: ${percent(agreement)} of ${samples.length} calibration samples get the trained ` +
      `network's class, ${percent(trials[0].agreement)} without it`,
  };
}

function checkSamples({ samples, logits }: CompensationOptions): void {
  if (samples.length > 0 && samples.length === logits.length) return;
  throw new RangeError(
    `Cannot search a compensation factor as there must be samples and the trained network's ` +
      `scores for each: received ${samples.length} samples and ${logits.length} lists of scores`,
  );
}
