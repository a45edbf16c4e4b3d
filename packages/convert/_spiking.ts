import type { AnnGraph, AnnOp, Clip, FakeQuantise, NodeId, Relu } from "@snnkit/ir";

/** What becomes a population of neurons: `max(0, x)`, at most cut off above and rounded to levels. */
export type Activation = Relu | Clip | FakeQuantise;

/** Whether an operation becomes a population of neurons. */
export function isActivation(op: AnnOp): op is Activation {
  switch (op.kind) {
    case "relu":
      return true;
    case "clip":
      return op.min === 0 && op.max > 0;
    case "fakeQuantise":
      return op.max < Infinity && op.zeroPoint.data.every((zero) => zero === op.min);
    default:
      return false;
  }
}

/** Whether an operation only moves values to other places. */
export function isMove(op: AnnOp): boolean {
  switch (op.kind) {
    case "reshape":
    case "transpose":
    case "slice":
    case "concat":
    case "resizeNearest":
      return true;
    case "pad":
      return op.mode !== "constant" || op.value === 0;
    default:
      return false;
  }
}

/** Nodes whose value will be spikes: activations, at most max-pooled and moved. */
export function spikingNodes(graph: AnnGraph): ReadonlySet<NodeId> {
  const spiking = new Set<NodeId>();
  for (const { id, op, inputs } of graph.nodes) {
    const passes = op.kind === "maxPool2d" || isMove(op);
    if (isActivation(op) || (passes && inputs.every((input) => spiking.has(input)))) {
      spiking.add(id);
    }
  }
  return spiking;
}
