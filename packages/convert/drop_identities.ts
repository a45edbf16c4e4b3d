import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import { sameShape, type Shape } from "@snnkit/tensor";
import { isAll } from "./_elements.ts";
import { dropUnread } from "./_rewrite.ts";
import { spikingNodes } from "./_spiking.ts";

/**
 * Drop what changes nothing, and join reshapes and transposes that follow each other.
 *
 * Identities are: a reshape to the same shape, a transpose in order, a slice of everything, a pad
 * by nothing, a concat of one, a resize to itself, an affine `1 · x + 0`, a clip without bounds, a
 * pool over single pixels, and a ReLU of values that a ReLU gave. Where a graph output is such an
 * identity, what it reads takes its name; an identity of an input that is an output stays.
 * Idempotent.
 *
 * @param graph The graph to simplify; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { dropIdentities } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("twice");
 * const flat = net.named("flat", { kind: "reshape", shape: [4] }, net.input([1, 2, 2]));
 * const column = net.named("column", { kind: "reshape", shape: [4, 1] }, flat);
 * net.named("again", { kind: "reshape", shape: [4, 1] }, column);
 * const [, node] = dropIdentities(net.finish()).nodes;
 * assertEquals([node.id, node.inputs, node.shape], ["again", ["input"], [4, 1]]);
 * ```
 */
export function dropIdentities(graph: AnnGraph): AnnGraph {
  const spiking = spikingNodes(graph);
  const outputs = new Set(graph.outputs);
  const nodes = new Map<NodeId, AnnNode>();
  const aliases = new Map<NodeId, NodeId>();
  let isChanged = false;
  for (const original of graph.nodes) {
    const inputs = original.inputs.map((id) => aliases.get(id) ?? id);
    const node = joined({ ...original, inputs }, nodes);
    isChanged ||= node.op !== original.op;
    const [source] = node.inputs.map((id) => nodes.get(id)!);
    if (!source || !isIdentity(node, source, spiking)) {
      nodes.set(node.id, node);
    } else if (!outputs.has(node.id)) {
      aliases.set(node.id, source.id);
      isChanged = true;
    } else if (source.op.kind === "input" || outputs.has(source.id)) {
      nodes.set(node.id, node);
    } else {
      rename(nodes, source.id, node.id);
      for (const [from, to] of aliases) if (to === source.id) aliases.set(from, node.id);
      aliases.set(source.id, node.id);
      isChanged = true;
    }
  }
  return isChanged ? dropUnread({ ...graph, nodes: [...nodes.values()] }) : graph;
}

/** Give a node another id, in its place and wherever it is read. */
function rename(nodes: Map<NodeId, AnnNode>, from: NodeId, to: NodeId): void {
  const renamed = [...nodes.values()].map((node) => ({
    ...node,
    id: node.id === from ? to : node.id,
    inputs: node.inputs.map((id) => id === from ? to : id),
  }));
  nodes.clear();
  for (const node of renamed) nodes.set(node.id, node);
}

/** A reshape of a reshape, or a transpose of a transpose, as one operation. */
function joined(node: AnnNode, nodes: ReadonlyMap<NodeId, AnnNode>): AnnNode {
  const inner = nodes.get(node.inputs[0]);
  if (node.op.kind === "reshape" && inner?.op.kind === "reshape") {
    return { ...node, op: { ...node.op }, inputs: inner.inputs };
  }
  if (node.op.kind === "transpose" && inner?.op.kind === "transpose") {
    const first = inner.op.order;
    const order = node.op.order.map((axis) => first[axis]);
    return { ...node, op: { kind: "transpose", order }, inputs: inner.inputs };
  }
  return node;
}

function isIdentity(
  { op, shape, inputs }: AnnNode,
  source: AnnNode,
  spiking: ReadonlySet<NodeId>,
): boolean {
  switch (op.kind) {
    case "reshape":
      return sameShape(shape, source.shape);
    case "transpose":
      return isCounting(op.order);
    case "slice":
      return sameShape(shape, source.shape) && isAll(op.start, 0);
    case "pad":
      return isAll(op.before, 0) && isAll(op.after, 0);
    case "concat":
      return inputs.length === 1;
    case "resizeNearest":
      return sameShape(shape, source.shape) && isCounting(op.rows) && isCounting(op.columns);
    case "affine":
      return isAll(op.scale.data, 1) && isAll(op.shift.data, 0);
    case "clip":
      return op.min === -Infinity && op.max === Infinity;
    case "leakyRelu":
      return op.slope === 1;
    case "maxPool2d":
    case "avgPool2d":
      return sameShape(shape, source.shape) &&
        [...op.kernel, ...op.stride].every((length) => length === 1);
    case "relu":
      return spiking.has(source.id);
    default:
      return false;
  }
}

function isCounting(values: Shape): boolean {
  return values.every((value, i) => value === i);
}
