import type { AnnGraph, AnnNode, RateGraph } from "@snnkit/ir";

/**
 * A spiking network as it would be with infinitely many steps: neurons yield their rate, which is
 * their current between 0 and 1, and a gate the largest rate of its window. Outputs yield their
 * current, as the membrane read-out does.
 */
export function annOfRates(graph: RateGraph): AnnGraph {
  const nodes = graph.nodes.map((node): AnnNode => {
    const { op } = node;
    switch (op.kind) {
      case "if": {
        const max = graph.outputs.includes(node.id) ? Infinity : 1;
        return { ...node, op: { kind: "clip", min: max === 1 ? 0 : -Infinity, max } };
      }
      case "maxPoolGate":
        return { ...node, op: { ...op, kind: "maxPool2d" } };
      default:
        return { ...node, op };
    }
  });
  return { ...graph, nodes };
}
