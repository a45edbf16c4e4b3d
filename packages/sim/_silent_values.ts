import type { NodeId, RateNode } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import { evaluate, type Value } from "./_evaluate.ts";
import type { Layout } from "./layout.ts";

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
