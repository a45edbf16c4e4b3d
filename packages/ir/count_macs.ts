import { type Shape, sizeOf } from "@snnkit/tensor";
import type { Graph, NodeId } from "./graph.ts";
import { nodesById } from "./graph_index.ts";
import type { GraphOp } from "./graph_op.ts";

/** How many multiply-accumulates a network costs. */
export interface MacCount {
  /** Of all nodes, per sample (for a spiking network: per sample and step, were it dense). */
  readonly total: number;
  /** Of each node that multiplies; others are absent. */
  readonly perNode: ReadonlyMap<NodeId, number>;
}

/**
 * Count the multiply-accumulates of a network, as papers do: convolutions
 * `Cout · Ho · Wo · Cin / groups · Kh · Kw` (taps on padding included), transposed ones over their
 * input's plane, fully connected layers `In · Out`, matrix products `M · N · K`. Biases, batch-norms,
 * pools and element-wise operations are left out.
 *
 * @param graph A verified graph of either dialect.
 *
 * @example
 * ```ts
 * import { countMacs } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { total, perNode } = countMacs(tinyConvNet());
 * assertEquals([...perNode], [["conv", 4 * 6 * 6 * 9], ["dense", 3 * 36]]);
 * assertEquals(total, 1404);
 * ```
 */
export function countMacs(graph: Graph<GraphOp>): MacCount {
  const nodes = nodesById(graph);
  const perNode = new Map<NodeId, number>();
  let total = 0;
  for (const { id, op, inputs, shape } of graph.nodes) {
    const macs = macsOf(op, inputs.map((input) => nodes.get(input)!.shape), shape);
    if (macs === 0) continue;
    perNode.set(id, macs);
    total += macs;
  }
  return { total, perNode };
}

function macsOf(op: GraphOp, [input]: readonly Shape[], output: Shape): number {
  switch (op.kind) {
    case "conv2d":
      return sizeOf(output) * sizeOf(op.weight.shape.slice(1));
    case "convTranspose2d":
      return sizeOf(input) * sizeOf(op.weight.shape.slice(1));
    case "dense":
      return sizeOf(output) * op.weight.shape[1];
    case "matMul":
      return sizeOf(output) * input[input.length - 1];
    default:
      return 0;
  }
}
