import { type AnnGraph, type AnnNode, type AnnOp, type NodeId, nodesById } from "@snnkit/ir";
import { isActivation, isMove, spikingNodes } from "./_spiking.ts";

/** A node of the prepared network that becomes neurons, or gets some. */
export interface PopulationNode {
  /** The node. */
  readonly node: AnnNode;
  /** Whose values the neurons count: the node's own, or those that a max-pool reads. */
  readonly counted: NodeId;
  /** Why it has neurons; an `"answer"` is an activation whose channels are the output's classes. */
  readonly role: "activation" | "answer" | "output" | "pool";
}

/** Every population that a prepared network will have, in the graph's order. */
export function populationsOf(graph: AnnGraph): readonly PopulationNode[] {
  const spiking = spikingNodes(graph);
  const answers = answersOf(graph);
  return graph.nodes.flatMap((node): PopulationNode[] => {
    const { id, op, inputs } = node;
    const isOutput = graph.outputs.includes(id);
    if (isActivation(op)) {
      const role = isOutput ? "output" : answers.has(id) ? "answer" : "activation";
      return [{ node, counted: id, role }];
    }
    const found: PopulationNode[] = [];
    if (op.kind === "maxPool2d" && !spiking.has(inputs[0])) {
      found.push({ node, counted: inputs[0], role: "pool" });
    } else if (isOutput && !spiking.has(id)) {
      found.push({ node, counted: id, role: "output" });
    }
    return found;
  });
}

/** Whether an operation treats every channel alike and apart from the others. */
function keepsClasses(op: AnnOp): boolean {
  return op.kind === "avgPool2d" || op.kind === "maxPool2d" || isMove(op);
}

/** Activations that reach an output without any weights between. */
function answersOf(graph: AnnGraph): ReadonlySet<NodeId> {
  const nodes = nodesById(graph);
  const answers = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    const { op, inputs } = nodes.get(id)!;
    if (isActivation(op)) answers.add(id);
    else if (keepsClasses(op)) inputs.forEach(visit);
  };
  graph.outputs.forEach(visit);
  return answers;
}
