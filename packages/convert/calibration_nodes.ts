import type { AnnGraph, NodeId } from "@snnkit/ir";
import { populationsOf } from "./_populations.ts";

/**
 * Which nodes' values must be known to scale the populations of a prepared network: inputs, which may
 * be sent as spikes, activations, outputs, and what max-pools without neurons before them read. In
 * the graph's order.
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 *
 * @example
 * ```ts
 * import { calibrationNodes, prepareAnn } from "@snnkit/convert";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(calibrationNodes(prepareAnn(tinyConvNet())), ["input", "relu", "dense"]);
 * ```
 */
export function calibrationNodes(graph: AnnGraph): readonly NodeId[] {
  const wanted = new Set(populationsOf(graph).map(({ counted }) => counted));
  return graph.nodes.filter(({ id, op }) => op.kind === "input" || wanted.has(id))
    .map(({ id }) => id);
}
