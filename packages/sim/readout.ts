import { planIndex } from "./layout.ts";
import type { IfPopulation, Network } from "./network.ts";

/**
 * What makes the decision:
 * - `"membrane"`: the output neurons do not fire; their input, summed from 0 over the steps, counts;
 * - `"softmax"`: the same with the scores as probabilities (Rueckauer et al. 2017, soft-max without
 *   spikes); its decisions are those of `"membrane"`;
 * - `"count"`: the output neurons fire; their spikes count, those of signed neurons by their sign.
 */
export type Readout = "membrane" | "softmax" | "count";

/** Reads classes out of what the output population has gathered. */
export interface OutputReader {
  /** Whether the output neurons fire. */
  readonly fires: boolean;
  /**
   * The winning class: the largest `gathered · unit`, compared exactly; ties: the lowest class.
   *
   * @param gathered Summed input or spikes of every output neuron, in plan order.
   */
  readonly decide: (gathered: ArrayLike<number>) => number;
  /**
   * Scores of the classes in the unit of the trained network's logits: `gathered · unit / steps`;
   * for `"softmax"` their soft-max. In the graph's order.
   *
   * @param gathered Summed input or spikes of every output neuron, in plan order.
   * @param steps Over how many steps was summed.
   */
  readonly scores: (gathered: ArrayLike<number>, steps: number) => Float32Array;
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
 * The reader that all engines share, so that their decisions cannot differ.
 *
 * @param network What is simulated.
 * @param readout What makes the decision.
 */
export function createOutputReader(network: Network, readout: Readout): OutputReader {
  const { neurons, layout, unit } = outputOf(network);
  const plan = Uint32Array.from({ length: neurons }, (_, element) => planIndex(layout, element));
  const units = Float32Array.from(plan, (neuron) => unit[neuron % unit.length]);

  const decide = (gathered: ArrayLike<number>): number => {
    let [best, highest] = [0, -Infinity];
    for (let i = 0; i < neurons; i++) {
      // The product of two float32 numbers is exact in float64.
      const score = gathered[plan[i]] * units[i];
      if (score > highest) [best, highest] = [i, score];
    }
    return best;
  };
  const scores = (gathered: ArrayLike<number>, steps: number): Float32Array => {
    const logits = Float64Array.from(plan, (neuron, i) => gathered[neuron] * units[i] / steps);
    return Float32Array.from(readout === "softmax" ? softmax(logits) : logits);
  };
  return { fires: fires(readout), decide, scores };
}

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

function softmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((x) => Math.exp(x - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}
