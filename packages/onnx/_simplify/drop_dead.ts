import type { AnnGraph, NodeId } from "@snnkit/ir";

/** Leaves out nodes that no output depends on, inputs too where at least one input stays. */
export function dropDead(graph: AnnGraph): AnnGraph {
  const live = new Set<NodeId>(graph.outputs);
  for (const node of graph.nodes.toReversed()) {
    if (live.has(node.id)) node.inputs.forEach((id) => live.add(id));
  }
  const isInput = ({ op }: AnnGraph["nodes"][number]): boolean => op.kind === "input";
  const fed = graph.nodes.some((node) => isInput(node) && live.has(node.id));
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => live.has(node.id) || (!fed && isInput(node))),
  };
}
