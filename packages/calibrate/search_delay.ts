import type { Finding, RateGraph } from "@snnkit/ir";
import type { CreateSimulator } from "@snnkit/sim";
import { measureOutcome } from "./_measure_outcome.ts";
import type { Calibrated } from "./calibrate.ts";
import { delayStart } from "./delay_start.ts";
import type { TrialSample } from "./try_remedies.ts";

/** Which delays are tried, and on what. */
export interface DelaySearchOptions {
  /** T: the steps of every sample, a whole number ≥ 1. */
  readonly timesteps: number;
  /** By what shares of their thresholds neurons begin lower, see {@linkcode delayStart}. */
  readonly delays: readonly number[];
  /** Corrects a network whose neurons are held back, see {@linkcode calibrate}. */
  readonly correct: (graph: RateGraph) => Promise<Calibrated>;
  /** Samples that no network was corrected on, with the trained network's scores. */
  readonly samples: readonly TrialSample[];
  /** Makes the simulator that networks are compared with. */
  readonly createSimulator: CreateSimulator;
  /** Told after each sample how many of how many are compared; may wait, or end the work. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
}

/** What one delay gave. */
export interface DelayTrial {
  /** δ. */
  readonly delay: number;
  /** `√(Σ (s − y)² / Σ y²)` over scores s and logits y of all samples. */
  readonly scoreError: number;
}

/** A corrected network whose neurons start with the best of the delays. */
export interface DelaySearch extends Calibrated {
  /** δ; 0 where no neuron can be held back. */
  readonly delay: number;
  /** What was tried, in the order given; nothing where there was no choice. */
  readonly trials: readonly DelayTrial[];
}

/**
 * Search how far unsigned neurons are held back at first: each network is corrected, then simulated
 * on other samples, and the one whose scores are nearest to the trained network's is kept; of equals
 * the first. Deep networks gain, for each layer starts upon what all before it got wrong at first;
 * shallow ones may lose. Where no neuron can be held back the network is corrected as it is.
 *
 * @param graph A converted network with one output; not modified.
 * @param options What is tried.
 *
 * @example
 * ```ts
 * import { searchDelay } from "@snnkit/calibrate";
 * import { createRateSimulator } from "@snnkit/sim-rate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { delay, trials } = await searchDelay(tinyRateGraph(), {
 *   timesteps: 8,
 *   delays: [0, 0.2],
 *   correct: (graph) => Promise.resolve({ graph, findings: [], steps: [], fitted: [] }), // As if all were well.
 *   samples: [{ values: new Float32Array(36).fill(0.5), logits: [0, 0, 0] }],
 *   createSimulator: createRateSimulator,
 * });
 * assertEquals([delay, trials.length], [0, 2]);
 * ```
 */
export async function searchDelay(
  graph: RateGraph,
  options: DelaySearchOptions,
): Promise<DelaySearch> {
  const { timesteps, delays, correct, samples, createSimulator, onProgress } = options;
  const held = delays.map((by) => by === 0 ? graph : delayStart(graph, { by, timesteps }));
  if (held.every((its) => its === graph)) return { ...await correct(graph), delay: 0, trials: [] };
  const total = delays.length * samples.length;
  let done = 0;
  const onSample = async (): Promise<void> => await onProgress?.(++done, total);
  const trials: (DelayTrial & { readonly network: Calibrated })[] = [];
  for (const [k, delay] of delays.entries()) {
    const network = await correct(held[k]);
    const run = { samples, timesteps, readout: "membrane", createSimulator, onSample } as const;
    const { scoreError } = await measureOutcome(network.graph, run);
    trials.push({ delay, scoreError, network });
  }
  const best = trials.reduce((a, b) => b.scoreError < a.scoreError ? b : a);
  return {
    ...best.network,
    findings: [...best.network.findings, delayFinding(best, samples.length)],
    delay: best.delay,
    trials: trials.map(({ delay, scoreError }) => ({ delay, scoreError })),
  };
}

function delayFinding({ delay, scoreError }: DelayTrial, samples: number): Finding {
  const start = delay === 0
    ? "Neurons start at once"
    : `Neurons begin ${delay} of their threshold lower, which they get back over the steps`;
  return {
    code: "start-searched",
    message: `${start}: so the scores of ${samples} other samples are nearest to the trained ` +
      `network's, ${(100 * scoreError).toPrecision(2)} % off`,
  };
}
