import type { Affine, AnnGraph, AnnNode, AnnOp } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { freshIds, replaceNodes } from "./_rewrite.ts";

/**
 * Say every clip with `max(0, x)`, a clip from 0, and affines.
 *
 * | clip | becomes |
 * |---|---|
 * | `0 … ∞` | `relu` |
 * | `0 … b` | stays: a neuron's rate ends at one spike a step, so its unit is at most `b` |
 * | `a … ∞` | `relu(x − a) + a` |
 * | `a … b` | `clip(x − a, 0, b − a) + a`, e.g. the hard tanh |
 * | `−∞ … b` | `b − relu(b − x)` |
 * | `a ≥ b` | the constant `b`, as `0 · x + b` |
 *
 * The graph computes the same function up to float32 rounding. The clip's id keeps its value.
 * Idempotent.
 *
 * @param graph The graph to rewrite; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { replaceClip } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("hard-tanh");
 * net.named("clip", { kind: "clip", min: -1, max: 1 }, net.input([3]));
 * const kinds = replaceClip(net.finish()).nodes.map(({ id, op }) => [id, op.kind]);
 * assertEquals(kinds, [
 *   ["input", "input"],
 *   ["clip/shifted", "affine"],
 *   ["clip/activation", "clip"],
 *   ["clip", "affine"],
 * ]);
 * ```
 */
export function replaceClip(graph: AnnGraph): AnnGraph {
  const fresh = freshIds(graph.nodes);
  return replaceNodes(graph, (node) => {
    if (node.op.kind !== "clip") return undefined;
    const { min, max } = node.op;
    if (max <= min && Number.isFinite(max)) return [{ ...node, op: affine(0, max) }];
    if (min === 0) return max === Infinity ? [{ ...node, op: { kind: "relu" } }] : undefined;
    const isFromBelow = Number.isFinite(min);
    if (!isFromBelow && !Number.isFinite(max)) return undefined;
    const bound = isFromBelow ? min : max;
    const sign = isFromBelow ? 1 : -1;
    const [shifted, activation] = [fresh(node.id, "shifted"), fresh(node.id, "activation")];
    const cut: AnnOp = isFromBelow && max < Infinity
      ? { kind: "clip", min: 0, max: max - min }
      : { kind: "relu" };
    const inner: readonly AnnNode[] = [
      { ...node, id: shifted, op: affine(sign, -sign * bound) },
      { ...node, id: activation, op: cut, inputs: [shifted] },
    ];
    return [...inner, { ...node, op: affine(sign, bound), inputs: [activation] }];
  });
}

function affine(scale: number, shift: number): Affine {
  return { kind: "affine", scale: filled([1], scale), shift: filled([1], shift) };
}
