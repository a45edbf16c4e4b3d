import type { Graph } from "./graph.ts";
import type { GraphOp } from "./graph_op.ts";

/**
 * Count the values that training fits: weights, biases, and the scales and shifts of batch-norms and
 * affine operations. Statistics of batch-norms, thresholds and constants are left out; so is a bias
 * that is 0 throughout, which stands for none. A tensor that several nodes share counts once.
 *
 * @param graph A graph of either dialect.
 *
 * @example
 * ```ts
 * import { countParameters } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * // conv 4 · 9 + 4, norm 4 + 4, dense 3 · 36 + 3.
 * assertEquals(countParameters(tinyConvNet()), 40 + 8 + 111);
 * ```
 */
export function countParameters(graph: Graph<GraphOp>): number {
  const tensors = new Set(graph.nodes.flatMap(({ op }) => fittedTensors(op)));
  return [...tensors].reduce((sum, data) => sum + data.length, 0);
}

function fittedTensors(op: GraphOp): Float32Array[] {
  switch (op.kind) {
    case "conv2d":
    case "convTranspose2d":
    case "dense": {
      const hasBias = op.bias.data.some((value) => value !== 0);
      return hasBias ? [op.weight.data, op.bias.data] : [op.weight.data];
    }
    case "batchNorm":
      return [op.gamma.data, op.beta.data];
    case "affine":
      return [op.scale.data, op.shift.data];
    default:
      return [];
  }
}
