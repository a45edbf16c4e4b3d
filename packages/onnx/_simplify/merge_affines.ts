import { type AnnGraph, type AnnNode, countReaders, type NodeId, nodesById } from "@snnkit/ir";
import { filled, type Shape, type Tensor } from "@snnkit/tensor";
import { withoutNodes } from "./rewire.ts";

/**
 * Makes one node of a factor and the shift that follows it, and gives layers without a bias the
 * shift that follows them. Every result stays the same to the last bit.
 */
export function mergeAffines(graph: AnnGraph): AnnGraph {
  return biasesFromShifts(factorsWithShifts(graph));
}

/** `affine(scale, 0)` then `affine(1, shift)` is `affine(scale, shift)`; the second's id stays. */
function factorsWithShifts(graph: AnnGraph): AnnGraph {
  const byId = nodesById(graph);
  const readers = countReaders(graph);
  const merged = new Map<NodeId, AnnNode>();
  const gone = new Map<NodeId, NodeId>();
  for (const node of graph.nodes) {
    const before = byId.get(node.inputs[0]);
    if (node.op.kind !== "affine" || before?.op.kind !== "affine") continue;
    if (readers.get(before.id) !== 1 || gone.has(before.id) || merged.has(before.id)) continue;
    if (!all(before.op.shift, 0) || !all(node.op.scale, 1)) continue;
    merged.set(node.id, { ...node, op: { ...node.op, scale: before.op.scale } });
    gone.set(before.id, before.inputs[0]);
  }
  const nodes = graph.nodes.map((node) => merged.get(node.id) ?? node);
  return withoutNodes({ ...graph, nodes }, gone);
}

/** A layer whose bias is zero takes over a shift per output that is all that reads it. */
function biasesFromShifts(graph: AnnGraph): AnnGraph {
  const byId = nodesById(graph);
  const readers = countReaders(graph);
  const biased = new Map<NodeId, AnnNode>();
  const gone = new Map<NodeId, NodeId>();
  for (const node of graph.nodes) {
    const layer = byId.get(node.inputs[0]);
    if (node.op.kind !== "affine" || layer === undefined || !all(node.op.scale, 1)) continue;
    if (readers.get(layer.id) !== 1) continue;
    const { op, shape } = layer;
    if (op.kind !== "conv2d" && op.kind !== "convTranspose2d" && op.kind !== "dense") continue;
    const axis = op.kind === "dense" ? shape.length - 1 : 0;
    const bias = alongAxis(node.op.shift, shape, axis);
    if (bias === undefined || !all(op.bias, 0)) continue;
    biased.set(layer.id, { ...layer, op: { ...op, bias } });
    gone.set(node.id, layer.id);
  }
  const nodes = graph.nodes.map((node) => biased.get(node.id) ?? node);
  return withoutNodes({ ...graph, nodes }, gone);
}

function all({ data }: Tensor, value: number): boolean {
  return data.every((element) => element === value);
}

/** One value per place of an axis, where the tensor varies along no other. */
function alongAxis({ shape, data }: Tensor, target: Shape, axis: number): Tensor | undefined {
  if (data.length === 1) return filled([target[axis]], data[0]);
  const own = axis - (target.length - shape.length);
  return own >= 0 && shape[own] === data.length ? { shape: [data.length], data } : undefined;
}
