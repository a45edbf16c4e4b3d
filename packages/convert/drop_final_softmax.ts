import { type AnnGraph, type AnnNode, type Finding, type NodeId, readersOf } from "@snnkit/ir";
import { dropUnread } from "./_rewrite.ts";
import { isMove } from "./_spiking.ts";

/**
 * Drop soft-max and log-soft-max where the network ends in them, at most followed by moves.
 *
 * Both keep the order of the values along their axis, so the winning class stays; the outputs are
 * logits afterwards. An output that was a soft-max itself takes the id of what it read.
 * {@linkcode finalSoftmaxFindings} says which go. Idempotent.
 *
 * @see Rueckauer et al. 2017, "Conversion of Softmax Layers"; this is the variant that reads the
 * class from accumulated potentials, doi:10.3389/fnins.2017.00682
 *
 * @param graph The graph to cut; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { dropFinalSoftmax } from "@snnkit/convert";
 * import { dense } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("classes");
 * const logits = net.named("logits", dense(filled([3, 2], 1)), net.input([2]));
 * net.named("probabilities", { kind: "softmax", axis: 0 }, logits);
 * assertEquals(dropFinalSoftmax(net.finish()).outputs, ["logits"]);
 * ```
 */
export function dropFinalSoftmax(graph: AnnGraph): AnnGraph {
  const dropped = new Map(finalSoftmaxes(graph).map((node) => [node.id, node.inputs[0]]));
  if (dropped.size === 0) return graph;
  const resolve = (id: NodeId): NodeId => {
    for (let next = dropped.get(id); next !== undefined; next = dropped.get(id)) id = next;
    return id;
  };
  return dropUnread({
    ...graph,
    nodes: graph.nodes
      .filter((node) => !dropped.has(node.id))
      .map((node) => ({ ...node, inputs: node.inputs.map(resolve) })),
    outputs: graph.outputs.map(resolve),
  });
}

/** What {@linkcode dropFinalSoftmax} will drop, one finding a node. */
export function finalSoftmaxFindings(graph: AnnGraph): readonly Finding[] {
  return finalSoftmaxes(graph).map(({ id, op }) => ({
    code: "softmax-dropped",
    node: id,
    message:
      `The last ${op.kind === "softmax" ? "soft-max" : "log-soft-max"} "${id}" is left out: ` +
      `outputs are logits, whose largest is the same class`,
  }));
}

function finalSoftmaxes(graph: AnnGraph): readonly AnnNode[] {
  const readers = readersOf(graph);
  // From the end: a node is last where all that read it only move values, or are dropped too.
  const last = new Set<NodeId>();
  for (const node of graph.nodes.toReversed()) {
    const after = readers.get(node.id) ?? [];
    const isRead = after.length > 0 || graph.outputs.includes(node.id);
    const isLast = (n: AnnNode): boolean => last.has(n.id) && (isMove(n.op) || isSoftmax(n));
    if (isRead && after.every(isLast)) last.add(node.id);
  }
  return graph.nodes.filter((node) => isSoftmax(node) && last.has(node.id));
}

function isSoftmax({ op }: AnnNode): boolean {
  return op.kind === "softmax" || op.kind === "logSoftmax";
}
