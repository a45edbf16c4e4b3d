import type { SampleRecord } from "@snnkit/recording";
import { confidenceOf, type Criterion } from "./confidence.ts";
import { planIndex } from "./layout.ts";
import type { IfPopulation, Network } from "./network.ts";
import type { StopRule } from "./stop_rule.ts";
import { clockedCompetition, drawsOf, freeCompetition, spikingTally } from "./_spiking_tally.ts";
import { evidenceTally, type Tally } from "./_tally.ts";

/**
 * What makes the decision:
 * - `"membrane"`: the output neurons do not fire; their input, summed from 0 over the steps, counts;
 * - `"softmax"`: the same with the scores as probabilities (Rueckauer et al. 2017, soft-max without
 *   spikes); its decisions are those of `"membrane"`;
 * - `"softmax-clocked"`: a generator makes an output spike in each step with the probability
 *   `outputRate`; whose it is, is drawn from the soft-max of the summed input;
 * - `"softmax-free"`: in each step each output spikes, independently, with the probability that the
 *   soft-max of the summed input gives it;
 * - `"count"`: the output neurons fire; their spikes count, those of signed neurons by their sign.
 *
 * The two in the middle are the spiking soft-max of Rueckauer et al. 2017 ("Spiking softmax"), with and
 * without an external clock. The class with the most spikes wins; of equals, and so before the first
 * spike, that with the largest summed input; then the lowest. Input is summed over steps in the unit of
 * the trained network's logits, whatever the normalisation, so that the soft-max sharpens with time.
 * These spikes are the reader's own: records count none of them, and no synaptic operations.
 *
 * @see doi:10.3389/fnins.2017.00682
 */
export type Readout = "membrane" | "softmax" | "softmax-clocked" | "softmax-free" | "count";

/** Probability that the clock makes an output spike in a step. */
const OUTPUT_RATE = 0.3;

/** How samples are read and when they end. */
export interface ReadoutOptions {
  /** T: how many steps a sample may take. */
  readonly timesteps: number;
  /** What makes the decision; `"membrane"` unless given. */
  readonly readout?: Readout;
  /**
   * How often the clock of `"softmax-clocked"` ticks: the probability of an output spike a step, above
   * 0 and up to 1; 0.3 unless given, the 300 Hz at steps of 1 ms of that paper's own code.
   */
  readonly outputRate?: number;
  /** Seed of everything random, a whole number ≥ 0; 0 unless given. */
  readonly seed?: number;
  /** When a sample may end early; never unless given. */
  readonly stop?: StopRule;
  /** Keep the confidence after every step by this criterion; it is not kept unless given. */
  readonly confidence?: Criterion;
}

/** What a reading adds to a sample's record. */
export type Answer = Pick<SampleRecord, "steps" | "decisions" | "scores" | "confidence">;

/** Reads one sample, step by step. */
export interface Reading {
  /**
   * Takes in the next step.
   *
   * @param gathered Summed input or spikes of every output neuron by now, in plan order.
   * @returns Whether the sample ends with this step.
   */
  readonly take: (gathered: ArrayLike<number>) => boolean;
  /** What was read so far. */
  readonly answer: () => Answer;
}

/** Reads classes out of what the output population gathers. */
export interface OutputReader {
  /** Whether the output neurons fire. */
  readonly fires: boolean;
  /**
   * Begins to read a sample.
   *
   * @param index Which sample it is: what a read-out draws depends on it and on the seed alone.
   */
  readonly begin: (index: number) => Reading;
}

/** The population that a network is read out from. */
export function outputOf(network: Network): IfPopulation {
  const output = network.populations[network.output];
  if (output.kind === "if") return output;
  throw new TypeError(
    `Cannot read out "${network.name}" as its output must be of kind "if": received "${output.kind}"`,
  );
}

/**
 * The reader that all engines share, so that their decisions, and when they end, cannot differ.
 *
 * A class's evidence after step `t` is `gathered · unit`, an exact product in float64. It wins with the
 * largest; ties: the lowest class. Scores are the evidence over the steps simulated, in the unit of
 * the trained network's logits; for `"softmax"` their soft-max; for `"softmax-clocked"` and
 * `"softmax-free"`, where spikes win, spikes a step.
 *
 * @param network What is simulated.
 * @param options What makes the decision, and when a sample may end.
 *
 * @example
 * ```ts
 * import { compileNetwork, createOutputReader } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const reader = createOutputReader(compileNetwork(tinyRateGraph()), { timesteps: 2 });
 * const reading = reader.begin(0);
 * assertEquals(reading.take([1, 0, 0]), false);
 * assertEquals(reading.take([1, 0, 3]), true); // The last step.
 * assertEquals([...reading.answer().decisions], [0, 2]);
 * ```
 */
export function createOutputReader(network: Network, options: ReadoutOptions): OutputReader {
  const { timesteps, readout = "membrane", stop = { kind: "none" }, confidence } = options;
  const { neurons, layout, unit } = outputOf(network);
  const plan = Uint32Array.from({ length: neurons }, (_, element) => planIndex(layout, element));
  const units = Float32Array.from(plan, (neuron) => unit[neuron % unit.length]);

  const begin = (index: number): Reading => {
    const tally = tallyOf(readout, neurons, options, index);
    const evidence = new Float64Array(neurons);
    const decisions = new Uint16Array(timesteps);
    const kept = new Float32Array(confidence === undefined ? 0 : timesteps);
    let steps = 0;
    const take = (gathered: ArrayLike<number>): boolean => {
      // The product of two float32 numbers is exact in float64.
      for (let i = 0; i < neurons; i++) evidence[i] = gathered[plan[i]] * units[i];
      tally.add(evidence);
      decisions[steps] = tally.decide();
      if (confidence !== undefined) kept[steps] = confidenceOf(confidence, evidence, timesteps);
      steps++;
      return steps === timesteps || isReached(stop, tally, evidence, timesteps);
    };
    const answer = (): Answer => ({
      steps,
      decisions: decisions.slice(0, steps),
      scores: tally.scores(steps),
      ...confidence !== undefined && { confidence: kept.slice(0, steps) },
    });
    return { take, answer };
  };
  return { fires: fires(readout), begin };
}

function isReached(
  stop: StopRule,
  tally: Tally,
  evidence: Float64Array,
  timesteps: number,
): boolean {
  switch (stop.kind) {
    case "none":
      return false;
    case "first-spike":
      return tally.hasSpiked();
    case "margin":
      return confidenceOf("margin", evidence, timesteps) >= stop.atLeast;
    case "entropy":
      return confidenceOf("entropy", evidence, timesteps) <= stop.atMost;
    default:
      stop satisfies never;
      throw new Error("Unreachable: unknown stop rule");
  }
}

function tallyOf(
  readout: Readout,
  classes: number,
  { outputRate = OUTPUT_RATE, seed = 0 }: ReadoutOptions,
  index: number,
): Tally {
  switch (readout) {
    case "membrane":
    case "count":
      return evidenceTally(classes, false);
    case "softmax":
      return evidenceTally(classes, true);
    case "softmax-clocked":
      return spikingTally(classes, clockedCompetition(drawsOf(seed, index), outputRate));
    case "softmax-free":
      return spikingTally(classes, freeCompetition(drawsOf(seed, index)));
    default:
      readout satisfies never;
      throw new Error("Unreachable: unknown read-out");
  }
}

/** Whether the output neurons of the network fire under a read-out. */
function fires(readout: Readout): boolean {
  return readout === "count";
}

/** Whether a read-out has output spikes: those of the neurons, or its own. */
export function readsSpikes(readout: Readout): boolean {
  return readout !== "membrane" && readout !== "softmax";
}
