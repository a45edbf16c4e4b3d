import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import { isActivation, spikingNodes } from "./_spiking.ts";

/** A node of the prepared network that becomes neurons, or gets some. */
export interface PopulationNode {
  /** The node. */
  readonly node: AnnNode;
  /** Whose values the neurons count: the node's own, or those that a max-pool reads. */
  readonly counted: NodeId;
  /** Why it has neurons. */
  readonly role: "activation" | "output" | "pool";
}

/** Every population that a prepared network will have, in the graph's order. */
export function populationsOf(graph: AnnGraph): readonly PopulationNode[] {
  const spiking = spikingNodes(graph);
  return graph.nodes.flatMap((node): PopulationNode[] => {
    const { id, op, inputs } = node;
    const isOutput = graph.outputs.includes(id);
    if (isActivation(op)) return [{ node, counted: id, role: isOutput ? "output" : "activation" }];
    const found: PopulationNode[] = [];
    if (op.kind === "maxPool2d" && !spiking.has(inputs[0])) {
      found.push({ node, counted: inputs[0], role: "pool" });
    } else if (isOutput && !spiking.has(id)) {
      found.push({ node, counted: id, role: "output" });
    }
    return found;
  });
}
