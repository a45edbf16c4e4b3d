import type { NodeId } from "@snnkit/ir";
import { silentValues } from "./_silent_values.ts";
import { toPlanOrder } from "./layout.ts";
import type { Network } from "./network.ts";
import { roundToGrid } from "./round_to_grid.ts";
import { checkSample } from "./simulator.ts";

/**
 * The constant currents that a sample brings, for every population whose current depends on it:
 * the value of its input when no neuron fires, biases included, computed in float64 and rounded
 * once to float32; then to the population's grid, where it has one.
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
  const valueOf = analogValues(network, sample);
  return new Map(network.analog.targets.map(({ population, node }) => {
    const target = network.populations[population];
    const { layout, neurons } = target;
    const currents = toPlanOrder(layout, valueOf(node) ?? new Float64Array(neurons));
    const isFixed = target.kind === "if" && target.grid !== undefined;
    return [population, isFixed ? roundToGrid(currents, target.grid) : currents];
  }));
}

/**
 * The values of a network's analog part for a sample, each evaluated when it is asked for: what a
 * node yields when no neuron fires, in float64 and in the graph's order; undefined where all is 0.
 *
 * @param network What is simulated.
 * @param sample Values as the input node has them, channels first.
 * @throws {TypeError} Where the sample has another number of values.
 */
export function analogValues(
  network: Network,
  sample: Float32Array,
): (node: NodeId) => Float64Array | undefined {
  checkSample(network, sample);
  return silentValues(network.analog.nodes, new Float64Array(sample));
}
