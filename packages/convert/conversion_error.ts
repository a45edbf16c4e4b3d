import type { NodeId } from "@snnkit/ir";

/** A node that stands in the way, why, and what the user can do. */
export interface Obstacle {
  /** Which node. */
  readonly node: NodeId;
  /** Kind of its operation. */
  readonly kind: string;
  /** A clause for people, e.g. `"its value depends on all others at once"`. */
  readonly reason: string;
  /** What the user can do about it; one sentence without a full stop. */
  readonly hint: string;
}

/** Thrown when a network cannot be said in spikes; lists every node that stands in the way. */
export class ConversionError extends Error {
  /** The nodes, in the graph's order. */
  readonly obstacles: readonly Obstacle[];

  /**
   * Word the message from what stands in the way.
   *
   * @param graph Name of the graph.
   * @param obstacles What stands in the way, at least one.
   */
  constructor(graph: string, obstacles: readonly Obstacle[]) {
    const count = obstacles.length === 1 ? "a node has" : `${obstacles.length} nodes have`;
    const list = obstacles.map(({ node, kind, reason }) => `"${kind}" at "${node}", as ${reason}`);
    const hints = [...new Set(obstacles.map(({ hint }) => `\nHint: ${hint}`))];
    super(
      `Cannot convert "${graph}" as ${count} no spiking counterpart: ${list.join("; ")}` +
        hints.join(""),
    );
    this.name = "ConversionError";
    this.obstacles = obstacles;
  }
}
