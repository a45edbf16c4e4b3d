import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";

/** Nodes whose values cannot be negative, whatever the input is. */
export function nonNegativeNodes(graph: AnnGraph): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  for (const node of graph.nodes) {
    if (isNonNegative(node, node.inputs.every((id) => found.has(id)))) found.add(node.id);
  }
  return found;
}

function isNonNegative({ op }: AnnNode, fromNonNegative: boolean): boolean {
  const isPositive = (values: Float32Array): boolean => values.every((value) => value >= 0);
  switch (op.kind) {
    case "relu":
    case "sigmoid":
    case "softmax":
      return true;
    case "clip":
      return op.min >= 0;
    case "fakeQuantise":
      return fromNonNegative || op.zeroPoint.data.every((zero) => zero === op.min);
    case "constant":
      return isPositive(op.value.data);
    case "affine":
      return fromNonNegative && isPositive(op.scale.data) && isPositive(op.shift.data);
    case "pad":
      return fromNonNegative && (op.mode !== "constant" || op.value >= 0);
    case "maxPool2d":
    case "avgPool2d":
    case "reduceMean":
    case "add":
    case "mul":
    case "concat":
    case "reshape":
    case "transpose":
    case "slice":
    case "resizeNearest":
      return fromNonNegative;
    default:
      return false;
  }
}
