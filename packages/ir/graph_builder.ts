import type { Shape } from "@snnkit/tensor";
import type { Graph, Node, NodeId } from "./graph.ts";
import type { GraphOp } from "./graph_op.ts";
import { inferShape } from "./infer_shape.ts";

/** Grows a graph node by node; every method that adds a node returns its id. */
export interface GraphBuilder<Op> {
  /** Add an input of this shape; `id` is `"input"` unless given. */
  readonly input: (shape: Shape, id?: NodeId) => NodeId;
  /** Add a node named after its kind and its place, e.g. `"relu_3"`. */
  readonly add: (op: Op, ...inputs: readonly NodeId[]) => NodeId;
  /** Add a node under a name. */
  readonly named: (id: NodeId, op: Op, ...inputs: readonly NodeId[]) => NodeId;
  /** The shape of a node that was added. */
  readonly shapeOf: (id: NodeId) => Shape;
  /** The graph so far, with these outputs; the last node unless given. */
  readonly finish: (...outputs: readonly NodeId[]) => Graph<Op>;
}

/**
 * Build a graph without writing shapes: each node's is inferred from what it reads.
 *
 * @param name The graph's name.
 * @throws {TypeError} From the methods, where an id is taken or unknown or shapes do not fit.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("pair");
 * const x = net.input([4]);
 * net.add({ kind: "add" }, x, net.add({ kind: "relu" }, x));
 * const graph = net.finish();
 * assertEquals(graph.nodes.map((node) => node.id), ["input", "relu_1", "add_2"]);
 * assertEquals(graph.nodes[2].shape, [4]);
 * ```
 */
export function graphBuilder<Op extends GraphOp>(name: string): GraphBuilder<Op> {
  const nodes = new Map<NodeId, Node<Op>>();

  const place = (id: NodeId, op: Op, inputs: readonly NodeId[], shape: Shape): NodeId => {
    if (nodes.has(id)) {
      throw new TypeError(`Cannot add a node as its id must be new: received "${id}"`);
    }
    nodes.set(id, { id, op, inputs, shape });
    return id;
  };
  const shapeOf = (id: NodeId): Shape => {
    const node = nodes.get(id);
    if (node) return node.shape;
    throw new TypeError(`Cannot find a node as no such id was added: received "${id}"`);
  };
  const named = (id: NodeId, op: Op, ...inputs: readonly NodeId[]): NodeId =>
    place(id, op, inputs, inferShape(op, inputs.map(shapeOf)));

  return {
    input: (shape, id = "input") => {
      // All dialects hold `input`, which TypeScript cannot see through the type parameter.
      return place(id, { kind: "input", sourceLayout: "nchw" } as Op, [], shape);
    },
    add: (op, ...inputs) => named(`${op.kind}_${nodes.size}`, op, ...inputs),
    named,
    shapeOf,
    finish: (...outputs) => {
      const all = [...nodes.values()];
      return {
        name,
        nodes: all,
        outputs: outputs.length > 0 ? outputs : all.slice(-1).map((n) => n.id),
      };
    },
  };
}
