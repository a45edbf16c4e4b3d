import { type AnnGraph, type AnnNode, type AnnOp, inferShape, type NodeId } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import { freeId } from "./rewire.ts";

/** A value as a view of another: the same numbers in another arrangement. */
export interface Operand<V> {
  /** The node whose value is viewed. */
  readonly id: NodeId;
  /** Its operation. */
  readonly op: AnnOp;
  /** Its shape. */
  readonly shape: Shape;
  /** How; undefined where the value is that of the node. */
  readonly view: V | undefined;
}

/** One kind of operation that only rearranges, and how others pass it. */
export interface ViewKind<V> {
  /** Begins the suffix of ids that are made up. */
  readonly name: string;
  /** What a node makes of what it reads: a view, nothing new, or no view at all (`"none"`). */
  readonly read: (node: AnnNode, operand: Operand<V>) => V | undefined | "none";
  /**
   * The operation that, on what is viewed, yields what the node's operation yields on the views,
   * up to a view of the result; undefined where there is none.
   */
  readonly pass: (node: AnnNode, operands: readonly Operand<V>[]) => Passed<V> | undefined;
  /** The operation that makes the view. */
  readonly op: (view: V) => AnnOp;
}

/** An operation moved before the views of its operands. */
export interface Passed<V> {
  /** What is calculated. */
  readonly op: AnnOp;
  /** How the node's old value views the new one. */
  readonly view: V;
  /** Constants to read in place of operands, by place. */
  readonly constants?: ReadonlyMap<number, AnnOp & { readonly kind: "constant" }>;
}

/**
 * Moves every view behind the operations that read it, as far as they let it pass. Views that meet
 * merge, and those that undo each other vanish. Ids of other nodes stay.
 */
export function sinkViews<V>(graph: AnnGraph, kind: ViewKind<V>): AnnGraph {
  const nodes: AnnNode[] = [];
  const operands = new Map<NodeId, Operand<V>>();
  const made = new Map<string, NodeId>(); // Views in the new graph, by what they view and how.
  const origins = new Map<string, NodeId>(); // Views in the old graph, likewise.
  const taken = new Set(graph.nodes.map(({ id }) => id));
  const keyOf = (id: NodeId, view: V): string => JSON.stringify([id, view]);

  const place = (id: NodeId, op: AnnOp, inputs: readonly NodeId[], shape: Shape): void => {
    nodes.push({ id, op, inputs, shape });
  };
  const fresh = (wanted: string): NodeId => {
    const id = freeId(wanted, taken);
    taken.add(id);
    return id;
  };
  const materialise = (id: NodeId): NodeId => {
    const { id: source, view, shape } = operands.get(id)!;
    if (view === undefined) return source;
    const key = keyOf(source, view);
    const known = made.get(key);
    if (known !== undefined) return known;
    const op = kind.op(view);
    const name = origins.get(key) ?? fresh(`${source}:${kind.name}`);
    place(name, op, [source], inferShape(op, [shape]));
    made.set(key, name);
    return name;
  };

  for (const node of graph.nodes) {
    const read = node.inputs.map((id) => operands.get(id)!);
    const seen = read.length === 1 ? kind.read(node, read[0]) : "none";
    if (seen !== "none") {
      operands.set(node.id, { ...read[0], view: seen });
      if (seen !== undefined) {
        const key = keyOf(read[0].id, seen);
        if (!origins.has(key)) origins.set(key, node.id);
      }
      continue;
    }
    const passed = read.some(({ view }) => view !== undefined) ? kind.pass(node, read) : undefined;
    if (passed === undefined) {
      place(node.id, node.op, node.inputs.map(materialise), node.shape);
      operands.set(node.id, { id: node.id, op: node.op, shape: node.shape, view: undefined });
      continue;
    }
    const shapes: Shape[] = [];
    const inputs = read.map((operand, i) => {
      const constant = passed.constants?.get(i);
      shapes.push(constant?.value.shape ?? operand.shape);
      if (constant === undefined) return operand.id;
      const id = fresh(`${operand.id}:${kind.name}`);
      place(id, constant, [], constant.value.shape);
      return id;
    });
    const shape = inferShape(passed.op, shapes);
    place(node.id, passed.op, inputs, shape);
    operands.set(node.id, { id: node.id, op: passed.op, shape, view: passed.view });
  }
  return { ...graph, nodes, outputs: graph.outputs.map(materialise) };
}
