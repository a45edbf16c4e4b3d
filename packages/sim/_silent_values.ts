import type { NodeId, RateNode } from "@snnkit/ir";
import { evaluate, type Value } from "./_evaluate.ts";
import { isSpiking } from "./_wiring.ts";

/**
 * Values of nodes in float64 when no neuron fires, each evaluated when it is asked for.
 *
 * @param nodes All that are needed.
 * @param sample Value of the input node; undefined where no node reads it.
 */
export function silentValues(nodes: readonly RateNode[], sample: Value): (id: NodeId) => Value {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const known = new Map<NodeId, Value>();

  const compute = (node: RateNode): Value => {
    const { op, inputs, shape } = node;
    if (op.kind === "input") return sample;
    if (isSpiking(node)) return undefined;
    return evaluate(op, inputs.map(valueOf), inputs.map((id) => byId.get(id)!.shape), shape);
  };
  const valueOf = (id: NodeId): Value => {
    if (!known.has(id)) known.set(id, compute(byId.get(id)!));
    return known.get(id);
  };
  return valueOf;
}
