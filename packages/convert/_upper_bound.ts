import type { AnnOp } from "@snnkit/ir";
import { largestLevels } from "./_rounding.ts";

/** Where an activation is cut off: of channels that are cut off apart, the largest; ∞ where none is. */
export function upperBound(op: AnnOp): number {
  if (op.kind === "clip") return op.max;
  return op.kind === "fakeQuantise" ? Math.max(...largestLevels(op).data) : Infinity;
}

/** Where one channel of an activation is cut off. */
export function upperBoundAt(op: AnnOp, channel: number): number {
  if (op.kind !== "fakeQuantise") return upperBound(op);
  const { data } = largestLevels(op);
  return data[data.length === 1 ? 0 : channel];
}
