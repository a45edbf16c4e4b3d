import type { AnnGraph, NodeId } from "@snnkit/ir";

/**
 * Leaves nodes out of a graph; what read them reads their stand-in instead.
 *
 * @param instead Stand-in of every node that goes; may go itself.
 */
export function withoutNodes(graph: AnnGraph, instead: ReadonlyMap<NodeId, NodeId>): AnnGraph {
  if (instead.size === 0) return graph;
  const resolve = (id: NodeId): NodeId => {
    let last = id;
    for (let next = instead.get(last); next !== undefined; next = instead.get(last)) last = next;
    return last;
  };
  return {
    ...graph,
    nodes: graph.nodes.filter(({ id }) => !instead.has(id))
      .map((node) => ({ ...node, inputs: node.inputs.map(resolve) })),
    outputs: graph.outputs.map(resolve),
  };
}

/** A free id that begins as asked. */
export function freeId(wanted: string, taken: ReadonlySet<NodeId>): NodeId {
  let id = wanted;
  for (let i = 2; taken.has(id); i++) id = `${wanted}:${i}`;
  return id;
}
