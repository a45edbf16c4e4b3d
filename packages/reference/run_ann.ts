import type { AnnGraph, NodeId } from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";
import { evaluateOp } from "./evaluate_op.ts";
import { bindInputs, type GraphInputs } from "./graph_inputs.ts";

/**
 * Run a trained network on one sample, node by node, each by its definition.
 *
 * @param graph A graph that `verifyAnn` accepts.
 * @param inputs One tensor an input node, by id or in the graph's order.
 * @returns The output of every node.
 * @throws {TypeError} Where the inputs do not fit the graph.
 *
 * @example
 * ```ts
 * import { runAnn } from "@snnkit/reference";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const values = runAnn(tinyConvNet(), [filled([1, 6, 6], 0.5)]);
 * assertEquals(values.get("dense")?.shape, [3]);
 * ```
 */
export function runAnn(graph: AnnGraph, inputs: GraphInputs): ReadonlyMap<NodeId, Tensor> {
  const bound = bindInputs(graph, inputs);
  const values = new Map<NodeId, Tensor>();
  for (const { id, op, inputs } of graph.nodes) {
    const operands = inputs.map((input) => values.get(input)!);
    values.set(id, op.kind === "input" ? bound.get(id)! : evaluateOp(op, operands));
  }
  return values;
}
