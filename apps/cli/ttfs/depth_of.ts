import type { NodeId, TtfsGraph } from "@snnkit/ir";

/** How many windows, or layers of neurons, lie one after the other from the input to the outputs. */
export function depthOf(graph: TtfsGraph): number {
  const depths = new Map<NodeId, number>();
  for (const { id, op, inputs } of graph.nodes) {
    const before = Math.max(0, ...inputs.map((input) => depths.get(input)!));
    const isLayer = op.kind === "encodeLatency" || op.kind === "fireOnce" ||
      op.kind === "fireFirst";
    depths.set(id, isLayer ? before + 1 : before);
  }
  return Math.max(...graph.outputs.map((id) => depths.get(id)!));
}
