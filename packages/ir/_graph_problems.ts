import { formatShape, sameShape, type Shape } from "@snnkit/tensor";
import type { Graph, Node, NodeId } from "./graph.ts";
import type { GraphOp } from "./graph_op.ts";
import { inferShape } from "./infer_shape.ts";
import { isCount } from "./_refuse.ts";
import { firstNotFinite, tensorsOf } from "./_tensors_of.ts";

/**
 * What is wrong with a graph by the rules that both dialects share: ids, order, kinds, operands,
 * shapes, finite tensors, outputs.
 */
export function graphProblems(
  graph: Graph<GraphOp>,
  dialect: string,
  kinds: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  const shapes = new Map<NodeId, Shape>();
  const everywhere = new Set(graph.nodes.map((node) => node.id));
  for (const node of graph.nodes) {
    const say = (problem: string): void => void problems.push(`${label(node)} ${problem}`);
    if (shapes.has(node.id)) say("shares its id with an earlier node");
    const missing = node.inputs.filter((id) => !shapes.has(id));
    for (const id of missing) {
      say(
        everywhere.has(id) ? `reads "${id}", which comes later` : `reads "${id}", which is missing`,
      );
    }
    if (!kinds.has(node.op.kind)) {
      say(`does not belong to the ${dialect} dialect`);
    } else {
      if (missing.length === 0) shapeProblems(node, shapes).forEach(say);
      tensorProblems(node.op).forEach(say);
    }
    shapes.set(node.id, node.shape);
  }
  if (graph.outputs.length === 0) problems.push("the graph has no output");
  for (const id of graph.outputs) {
    if (!everywhere.has(id)) problems.push(`output "${id}" is no node`);
  }
  return problems;
}

/** A node as messages name it. */
export function label(node: Node<{ readonly kind: string }>): string {
  return `"${node.id}" of kind "${node.op.kind}"`;
}

function shapeProblems(
  node: Node<GraphOp>,
  shapes: ReadonlyMap<NodeId, Shape>,
): string[] {
  const { op, inputs, shape } = node;
  if (op.kind === "input" && inputs.length === 0) {
    if (shape.every((length) => isCount(length, 1))) return [];
    return [`must have axes of whole numbers ≥ 1: its shape is ${formatShape(shape)}`];
  }
  try {
    const inferred = inferShape(op, inputs.map((id) => shapes.get(id)!));
    if (sameShape(inferred, shape)) return [];
    return [`says its shape is ${formatShape(shape)} but computes ${formatShape(inferred)}`];
  } catch (error) {
    const [, reason] = (error as Error).message.split(/ as (.*)/s);
    return [`does not fit what it reads, as ${reason}`];
  }
}

function tensorProblems(op: GraphOp): string[] {
  return tensorsOf(op).flatMap(([name, { shape, data }]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    if (data.length !== size) {
      return [`has a tensor "${name}" of shape ${formatShape(shape)} with ${data.length} values`];
    }
    const at = firstNotFinite(data);
    return at < 0
      ? []
      : [`has a tensor "${name}" that must be finite but holds ${data[at]} at ${at}`];
  });
}
