import type { NodeId, RateNode } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import { evaluate, type Value } from "./_evaluate.ts";
import type { Layout } from "./layout.ts";
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

/**
 * Values of nodes in float64 when no neuron fires.
 *
 * @param nodes Operands first.
 * @param sample Value of the input node; undefined where no node reads it.
 */
export function evaluateAll(nodes: readonly RateNode[], sample: Value): ReadonlyMap<NodeId, Value> {
  const values = new Map<NodeId, Value>();
  const shapes = new Map<NodeId, Shape>();
  for (const { id, op, inputs, shape } of nodes) {
    shapes.set(id, shape);
    if (op.kind === "input") values.set(id, sample);
    else if (op.kind === "if" || op.kind === "maxPoolGate") values.set(id, undefined);
    else {
      const operands = inputs.map((input) => values.get(input));
      values.set(id, evaluate(op, operands, inputs.map((input) => shapes.get(input)!), shape));
    }
  }
  return values;
}

/** Values in the graph's order, rounded to float32 in plan order. */
export function toPlan(
  { pixels, channels, order }: Layout,
  neurons: number,
  value: Value,
): Float32Array {
  if (!value) return new Float32Array(neurons);
  if (order === "channelsLast") return new Float32Array(value);
  const current = new Float32Array(neurons);
  // As graphIndex() has it, without a division a neuron: this runs for every sample.
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * pixels;
    for (let p = 0; p < pixels; p++) current[p * channels + channel] = value[plane + p];
  }
  return current;
}
