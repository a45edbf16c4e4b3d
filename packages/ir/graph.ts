import type { Shape } from "@snnkit/tensor";

/** Names a node within its graph and survives passes, e.g. `"layer1.0.relu"`. */
export type NodeId = string;

/**
 * One operation with its operands and the shape of its only output.
 *
 * Shapes are those of **one sample**: a graph has no batch axis.
 */
export interface Node<Op> {
  /** Unique within the graph. */
  readonly id: NodeId;
  /** What is computed. */
  readonly op: Op;
  /** Which nodes it reads, in the order the operation documents. */
  readonly inputs: readonly NodeId[];
  /** Shape of the output for one sample, channels first: `[C, H, W]`, `[F]`. */
  readonly shape: Shape;
}

/** Nodes in topological order: a node stands after everything it reads. */
export interface Graph<Op> {
  /** What it is called in messages, e.g. the file's name. */
  readonly name: string;
  /** All nodes, operands first. */
  readonly nodes: readonly Node<Op>[];
  /** Which nodes are the results, in order. */
  readonly outputs: readonly NodeId[];
}
