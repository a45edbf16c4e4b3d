import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import { type Shape, sizeOf } from "@snnkit/tensor";

/** How many multiply-adds a node costs. */
export interface NodeMacs {
  /** The node. */
  readonly id: NodeId;
  /** Multiply-adds for one sample. */
  readonly macs: number;
}

/**
 * Multiply-adds of every convolution, dense layer and matrix product of a trained network, for one
 * sample: outputs times taps, taps on padding included, as is usual. Other operations count as
 * none: batch-norms fold away, and comparisons and additions do not multiply.
 *
 * @returns One entry for each node that costs any, in the graph's order.
 *
 * @example
 * ```ts
 * import { countMacs } from "@snnkit/metrics";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const macs = countMacs({
 *   name: "tiny",
 *   nodes: [
 *     { id: "x", op: { kind: "input", sourceLayout: "nchw" }, inputs: [], shape: [4] },
 *     {
 *       id: "y",
 *       op: { kind: "dense", weight: filled([3, 4], 1), bias: filled([3], 0) },
 *       inputs: ["x"],
 *       shape: [3],
 *     },
 *   ],
 *   outputs: ["y"],
 * });
 * assertEquals(macs, [{ id: "y", macs: 12 }]);
 * ```
 */
export function countMacs(graph: AnnGraph): NodeMacs[] {
  const shapes = new Map(graph.nodes.map((node) => [node.id, node.shape]));
  return graph.nodes
    .map((node) => ({ id: node.id, macs: macsOf(node, shapes) }))
    .filter(({ macs }) => macs > 0);
}

function macsOf(node: AnnNode, shapes: ReadonlyMap<NodeId, Shape>): number {
  const { op, inputs, shape } = node;
  switch (op.kind) {
    case "conv2d": {
      const [, channels, height, width] = op.weight.shape;
      return sizeOf(shape) * channels * height * width;
    }
    case "convTranspose2d": {
      // Every input pixel adds its kernel.
      const [, channels, height, width] = op.weight.shape;
      return sizeOf(shapes.get(inputs[0]) ?? []) * channels * height * width;
    }
    case "dense":
      return sizeOf(shape) * op.weight.shape[1];
    case "matMul": {
      const left = shapes.get(inputs[0]) ?? [];
      return sizeOf(shape) * (left[left.length - 1] ?? 1);
    }
    default:
      return 0;
  }
}
