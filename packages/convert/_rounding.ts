import type { AnnNode, AnnOp, FakeQuantise, NodeId } from "@snnkit/ir";
import { type Tensor, tensor } from "@snnkit/tensor";
import { isMove } from "./_spiking.ts";

/** A node that rounds to levels. */
export type RoundingNode = AnnNode & { readonly op: FakeQuantise };

/** Whether a node rounds to levels. */
export function isRounding(node: AnnNode | undefined): node is RoundingNode {
  return node?.op.kind === "fakeQuantise";
}

/** How many levels a rounding has above 0; ∞ where it has no upper bound. */
export function levelsAbove({ zeroPoint, max }: FakeQuantise): number {
  return zeroPoint.data.reduce((most, zero) => Math.max(most, max - zero), 0);
}

/** The largest values of a rounding, `s (max − z)`, one for each of its scales. */
export function largestLevels({ scale, zeroPoint, max }: FakeQuantise): Tensor {
  const values = scale.data.map((step, c) => step * (max - zeroPoint.data[c]));
  return tensor(scale.shape, values);
}

/** The number that stands for 0, where all channels share it. */
export function sharedZero({ zeroPoint }: FakeQuantise): number | undefined {
  const [zero] = zeroPoint.data;
  return zeroPoint.data.every((value) => value === zero) ? zero : undefined;
}

/** Whether a value is an input of the network, at most moved or scaled: a current, never spikes. */
export function isFromInput(node: AnnNode, nodes: ReadonlyMap<NodeId, AnnNode>): boolean {
  if (node.op.kind === "input" || node.op.kind === "constant") return true;
  const passes = isMove(node.op) || passesOn(node.op);
  return passes && node.inputs.every((id) => isFromInput(nodes.get(id)!, nodes));
}

function passesOn({ kind }: AnnOp): boolean {
  return kind === "affine" || kind === "fakeQuantise" || kind === "sub" || kind === "batchNorm";
}
