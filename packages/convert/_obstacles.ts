import type { AnnGraph, AnnOp } from "@snnkit/ir";
import { isActivation } from "./_spiking.ts";
import type { Obstacle } from "./conversion_error.ts";

type Why = Pick<Obstacle, "reason" | "hint">;

/** The nodes of a prepared network that have no spiking counterpart. */
export function obstaclesOf(graph: AnnGraph): readonly Obstacle[] {
  return graph.nodes.flatMap(({ id, op }) => {
    const why = whyNot(op);
    return why ? [{ node: id, kind: op.kind, ...why }] : [];
  });
}

function whyNot(op: AnnOp): Why | undefined {
  switch (op.kind) {
    case "sigmoid":
    case "tanh":
      return {
        reason: "the rate of an integrate-and-fire neuron follows a ReLU and no other curve",
        hint: "replace sigmoid and tanh by ReLU, or by their hard, clipped forms, and train again",
      };
    case "softmax":
    case "logSoftmax":
      return {
        reason: "inside a network each of its values depends on all others at once",
        hint:
          "a soft-max converts only as the last operation; leave attention to the trained network",
      };
    case "mul":
    case "div":
    case "matMul":
      return {
        reason: "both operands are computed, and spikes can only be weighted by constants",
        hint: "train without products of activations, such as gates and attention",
      };
    case "clip":
    case "fakeQuantise":
      return isActivation(op) ? undefined : unprepared;
    case "pad":
      return op.mode !== "constant" || op.value === 0 ? undefined : unpadded(op.value);
    case "batchNorm":
    case "leakyRelu":
    case "sub":
    case "reduceMean":
      return unprepared;
    default:
      return undefined;
  }
}

const unprepared: Why = {
  reason: "it must be rewritten first",
  hint: "run prepareAnn() before the conversion",
};

function unpadded(value: number): Why {
  if (Number.isFinite(value)) return unprepared;
  return {
    reason: `it pads with ${value}`,
    hint: "pad with zeros, or with −∞ directly before a max-pool",
  };
}
