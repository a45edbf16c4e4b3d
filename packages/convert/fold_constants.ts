import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";
import { constantValue } from "./_constant_value.ts";
import { dropUnread } from "./_rewrite.ts";

/**
 * Replace what depends on no input by its value.
 *
 * Element-wise operations and those that only move values are computed, in float64 and rounded
 * after each; convolutions, pools and products of constants stay, and so does whatever is not
 * finite. Idempotent.
 *
 * @param graph The graph to fold; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { foldConstants } from "@snnkit/convert";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("sum");
 * const two = net.named("two", { kind: "constant", value: tensor([1], [2]) });
 * const four = net.named("four", { kind: "mul" }, two, two);
 * net.named("sum", { kind: "add" }, net.input([3]), four);
 * const folded = foldConstants(net.finish());
 * assertEquals(folded.nodes.map((node) => node.id), ["four", "input", "sum"]);
 * assertEquals(folded.nodes[0].op, { kind: "constant", value: tensor([1], [4]) });
 * ```
 */
export function foldConstants(graph: AnnGraph): AnnGraph {
  const constants = new Map<NodeId, Tensor>();
  let isChanged = false;
  const nodes = graph.nodes.map((node): AnnNode => {
    if (node.op.kind === "constant") {
      constants.set(node.id, node.op.value);
      return node;
    }
    const operands = node.inputs.map((id) => constants.get(id));
    const isKnown = operands.length > 0 && operands.every((operand) => operand !== undefined);
    const value = isKnown ? constantValue(node, operands) : undefined;
    if (!value) return node;
    constants.set(node.id, value);
    isChanged = true;
    return { ...node, op: { kind: "constant", value }, inputs: [] };
  });
  return isChanged ? dropUnread({ ...graph, nodes }) : graph;
}
