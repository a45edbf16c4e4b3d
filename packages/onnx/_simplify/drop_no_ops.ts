import { type AnnGraph, type AnnNode, type NodeId, nodesById, type PoolWindow } from "@snnkit/ir";
import { sameShape, type Shape } from "@snnkit/tensor";
import { withoutNodes } from "./rewire.ts";

/** Leaves out nodes that yield exactly what they read. */
export function dropNoOps(graph: AnnGraph): AnnGraph {
  const byId = nodesById(graph);
  const instead = new Map<NodeId, NodeId>();
  for (const node of graph.nodes) {
    const input = byId.get(node.inputs[0]);
    if (input !== undefined && doesNothing(node, input.shape)) instead.set(node.id, input.id);
  }
  return withoutNodes(graph, instead);
}

function doesNothing({ op, inputs, shape }: AnnNode, input: Shape): boolean {
  switch (op.kind) {
    case "reshape":
      return sameShape(shape, input);
    case "slice":
      return sameShape(shape, input) &&
        op.step.every((step, axis) => step === 1 || shape[axis] === 1);
    case "pad":
    case "reduceMean":
      return sameShape(shape, input);
    case "transpose":
      return isIdentity(op.order);
    case "concat":
      return inputs.length === 1;
    case "clip":
      return op.min === -Infinity && op.max === Infinity;
    case "affine":
      return op.scale.data.every((value) => value === 1) &&
        op.shift.data.every((value) => value === 0);
    case "leakyRelu":
      return op.slope === 1;
    case "resizeNearest":
      return sameShape(shape, input) && isIdentity(op.rows) && isIdentity(op.columns);
    case "avgPool2d":
    case "maxPool2d":
      return sameShape(shape, input) && isSingleCell(op);
    default:
      return false;
  }
}

function isIdentity(order: readonly number[]): boolean {
  return order.every((from, to) => from === to);
}

function isSingleCell({ kernel, padding }: PoolWindow): boolean {
  return kernel.every((length) => length === 1) && padding.every((cells) => cells === 0);
}
