import type { SampleRecord } from "@snnkit/recording";
import { confidenceOf, type Criterion } from "./confidence.ts";
import { planIndex } from "./layout.ts";
import type { IfPopulation, Network } from "./network.ts";
import type { StopRule } from "./stop_rule.ts";
import { evidenceTally, type Tally } from "./_tally.ts";

/**
 * What makes the decision:
 * - `"membrane"`: the output neurons do not fire; their input, summed from 0 over the steps, counts;
 * - `"softmax"`: the same with the scores as probabilities (Rueckauer et al. 2017, soft-max without
 *   spikes); its decisions are those of `"membrane"`;
 * - `"count"`: the output neurons fire; their spikes count, those of signed neurons by their sign.
 */
export type Readout = "membrane" | "softmax" | "count";

/** How samples are read and when they end. */
export interface ReadoutOptions {
  /** T: how many steps a sample may take. */
  readonly timesteps: number;
  /** What makes the decision; `"membrane"` unless given. */
  readonly readout?: Readout;
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
  /** Begins to read a sample. */
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
 * the trained network's logits; for `"softmax"` their soft-max.
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

  const begin = (_index: number): Reading => {
    const tally = tallyOf(readout, neurons);
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

function tallyOf(readout: Readout, classes: number): Tally {
  switch (readout) {
    case "membrane":
    case "count":
      return evidenceTally(classes, false);
    case "softmax":
      return evidenceTally(classes, true);
    default:
      readout satisfies never;
      throw new Error("Unreachable: unknown read-out");
  }
}

/** Whether a read-out ever makes spikes of the outputs. */
export function readsSpikes(readout: Readout): boolean {
  return fires(readout);
}

/** Whether the output neurons of the network fire. */
function fires(readout: Readout): boolean {
  switch (readout) {
    case "count":
      return true;
    case "membrane":
    case "softmax":
      return false;
    default:
      readout satisfies never;
      throw new Error("Unreachable: unknown read-out");
  }
}
