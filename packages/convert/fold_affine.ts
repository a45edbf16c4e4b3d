import type { Affine, AnnGraph, AnnNode } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { alongAxis, expand, squeeze } from "./_elements.ts";
import { foldIntoProducer } from "./_fold_into_producer.ts";
import { moveBelow } from "./_move_below.ts";
import { rewrite, type Surroundings } from "./_rewrite.ts";
import { isWeighted, responseToConstants, reweighted, weightedAxis } from "./_weighted.ts";

/**
 * Fold every affine `y = s x + t` into weights before or after it, where that is exact.
 *
 * - Two affines in a row become one.
 * - A layer that only the affine reads takes it: `W' = s W`, `b' = s b + t`.
 * - A layer that reads the affine takes it: `W'[o, c] = W[o, c] s[c]`, and its bias grows by its
 *   response to `t`. Where zeros are padded on, that response differs at the borders; then it stays
 *   as an affine of scale 1 behind the layer, one summand for each place.
 * - Past pools and operations that only move values it sinks towards such a layer; past a max-pool
 *   only where no factor is negative, past an average pool with a shift only where it counts no
 *   padding.
 *
 * What folds nowhere stays. The graph computes the same function up to float32 rounding.
 * Idempotent.
 *
 * @param graph The graph to fold; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { foldAffine } from "@snnkit/convert";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("pixels");
 * const scale = tensor([1], [2]);
 * const scaled = net.add({ kind: "affine", scale, shift: tensor([1], [-1]) }, net.input([2]));
 * net.named("dense", dense(tensor([1, 2], [3, 4])), scaled);
 * const [, node] = foldAffine(net.finish()).nodes;
 * assertEquals(node.op, dense(tensor([1, 2], [6, 8]), tensor([1], [-7])));
 * ```
 */
export function foldAffine(graph: AnnGraph): AnnGraph {
  return rewrite(graph, [mergeAffines, intoProducer, intoReader, moveBelow]);
}

type AffineNode = AnnNode & { readonly op: Affine };

function isAffine(node: AnnNode | undefined): node is AffineNode {
  return node?.op.kind === "affine";
}

function mergeAffines(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const inner = around.nodes.get(node.inputs[0]);
  if (!isAffine(node) || !isAffine(inner)) return undefined;
  const { shape } = node;
  const [scale, shift] = [expand(node.op.scale, shape), expand(node.op.shift, shape)];
  const [innerScale, innerShift] = [expand(inner.op.scale, shape), expand(inner.op.shift, shape)];
  const op: Affine = {
    kind: "affine",
    scale: squeeze(scale.map((s, i) => s * innerScale[i]), shape),
    shift: squeeze(shift.map((t, i) => scale[i] * innerShift[i] + t), shape),
  };
  return [{ ...node, op, inputs: inner.inputs }];
}

function intoProducer(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  if (!isAffine(node)) return undefined;
  const { op, shape, inputs } = node;
  const scaling = { scale: expand(op.scale, shape), shift: expand(op.shift, shape) };
  return foldIntoProducer(around, inputs[0], scaling, node.id);
}

function intoReader(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const { op, shape } = node;
  if (!isWeighted(op)) return undefined;
  const affine = around.nodes.get(node.inputs[0]);
  if (!isAffine(affine)) return undefined;
  const axis = weightedAxis(op, affine.shape);
  const factors = alongAxis(expand(affine.op.scale, affine.shape), affine.shape, axis);
  const summands = alongAxis(expand(affine.op.shift, affine.shape), affine.shape, axis);
  if (!factors || !summands) return undefined;
  const response = responseToConstants(op, summands, affine.shape, shape);
  const perOutput = alongAxis(response, shape, weightedAxis(op, shape));
  const scaled = reweighted(op, (_, c) => factors[c], (o, bias) => bias + (perOutput?.[o] ?? 0));
  if (perOutput) return [{ ...node, op: scaled, inputs: affine.inputs }];
  const id = around.fresh(node.id, "linear");
  const rest: Affine = {
    kind: "affine",
    scale: filled([1], 1),
    shift: squeeze(response, shape),
  };
  return [{ ...node, id, op: scaled, inputs: affine.inputs }, {
    ...node,
    op: rest,
    inputs: [id],
  }];
}
