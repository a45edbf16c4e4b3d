import { evaluateAll, toPlan } from "./_silent_values.ts";
import type { Network } from "./network.ts";
import { checkSample } from "./simulator.ts";

/**
 * The constant currents that a sample brings, for every population whose current depends on it:
 * the value of its input when no neuron fires, biases included, computed in float64 and rounded
 * once.
 *
 * @param network What is simulated.
 * @param sample Values as the input node has them, channels first.
 * @returns By the population's place: one value a neuron, in plan order.
 * @throws {TypeError} Where the sample has another number of values.
 */
export function analogCurrents(
  network: Network,
  sample: Float32Array,
): ReadonlyMap<number, Float32Array> {
  checkSample(network, sample);
  const { nodes, targets } = network.analog;
  const values = evaluateAll(nodes, new Float64Array(sample));
  return new Map(targets.map(({ population, node }) => {
    const { layout, neurons } = network.populations[population];
    return [population, toPlan(layout, neurons, values.get(node))];
  }));
}
