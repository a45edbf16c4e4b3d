import type { AnnGraph, AnnNode, AnnOp, NodeId } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { isAll } from "../_elements.ts";
import { isWeighted } from "../_weighted.ts";

/** Nodes of a prepared network that add a constant: weights with a bias, shifts, constants. */
export function nodesWithBias(graph: AnnGraph): readonly NodeId[] {
  return graph.nodes.filter(({ op }) => hasBias(op)).map(({ id }) => id);
}

/** The same network with all of these at 0. */
export function dropBiases(graph: AnnGraph): AnnGraph {
  const nodes = graph.nodes.map((node) => hasBias(node.op) ? withoutBias(node) : node);
  return { ...graph, nodes };
}

function hasBias(op: AnnOp): boolean {
  if (isWeighted(op)) return !isAll(op.bias.data, 0);
  if (op.kind === "affine") return !isAll(op.shift.data, 0);
  return op.kind === "constant" && !isAll(op.value.data, 0);
}

function withoutBias(node: AnnNode): AnnNode {
  const { op } = node;
  if (isWeighted(op)) return { ...node, op: { ...op, bias: filled(op.bias.shape, 0) } };
  if (op.kind === "affine") return { ...node, op: { ...op, shift: filled(op.shift.shape, 0) } };
  if (op.kind === "constant") return { ...node, op: { ...op, value: filled(op.value.shape, 0) } };
  return node;
}
