import type { AnnGraph } from "@snnkit/ir";

/**
 * Replace every max-pool by an average pool over the same windows, whose weights add up to 1. The
 * function changes: networks are to be trained so.
 */
export function averageMaxPools(graph: AnnGraph): AnnGraph {
  const nodes = graph.nodes.map((node) => {
    const { op } = node;
    if (op.kind !== "maxPool2d") return node;
    return { ...node, op: { ...op, kind: "avgPool2d" as const, countPadding: false } };
  });
  return { ...graph, nodes };
}
