import { type AnnGraph, type AnnNode, nodesById } from "@snnkit/ir";

/** A mean over the plane of `[C, H, W]` is an average pool whose window is the plane. */
export function meanToPool(graph: AnnGraph): AnnGraph {
  const byId = nodesById(graph);
  const nodes = graph.nodes.map((node): AnnNode => {
    const { op } = node;
    if (op.kind !== "reduceMean" || node.shape.length !== 3 || op.axes.includes(0)) return node;
    const [, height, width] = byId.get(node.inputs[0])!.shape;
    return {
      ...node,
      op: {
        kind: "avgPool2d",
        kernel: [op.axes.includes(1) ? height : 1, op.axes.includes(2) ? width : 1],
        stride: [1, 1],
        padding: [0, 0, 0, 0],
        dilation: [1, 1],
        ceilMode: false,
        countPadding: false,
      },
    };
  });
  return { ...graph, nodes };
}
