import type { Affine, AnnNode, AvgPool2d } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { alongAxis, expand, isAll, spread, squeeze } from "./_elements.ts";
import type { Scaling } from "./_fold_into_producer.ts";
import { moved, rearrangementIndex } from "./_rearrangement.ts";
import type { Surroundings } from "./_rewrite.ts";

/**
 * A pool or a moving operation that reads an affine, and then the affine: instead of the other way
 * round. The node's id goes to the affine, which now has its value.
 */
export function moveBelow(
  around: Surroundings,
  node: AnnNode,
): readonly AnnNode[] | undefined {
  const sources = node.inputs.map((id) => around.nodes.get(id)!);
  if (!sources.some((source) => source.op.kind === "affine")) return undefined;
  const scaling = below(node, sources);
  if (!scaling) return undefined;
  const id = around.fresh(node.id, "plain");
  const op: Affine = {
    kind: "affine",
    scale: squeeze(scaling.scale, node.shape),
    shift: squeeze(scaling.shift, node.shape),
  };
  const inputs = sources.map((s) => s.op.kind === "affine" ? s.inputs[0] : s.id);
  return [{ ...node, id, inputs }, { ...node, op, inputs: [id] }];
}

function below(node: AnnNode, sources: readonly AnnNode[]): Scaling | undefined {
  const { op } = node;
  if (op.kind === "maxPool2d") {
    const scaling = perChannel(node, sources[0]);
    return scaling?.scale.every((factor) => factor >= 0) ? scaling : undefined;
  }
  if (op.kind === "avgPool2d") {
    const scaling = perChannel(node, sources[0]);
    return scaling && (isAll(scaling.shift, 0) || !countsPadding(op)) ? scaling : undefined;
  }
  const index = rearrangementIndex(op, sources.map((source) => source.shape), node.shape);
  if (!index) return undefined;
  const parts = sources.map(scalingOf);
  return {
    scale: moved(joined(parts.map((part) => part.scale)), index, 1),
    shift: moved(joined(parts.map((part) => part.shift)), index, 0),
  };
}

function countsPadding({ countPadding, padding }: AvgPool2d): boolean {
  return countPadding && padding.some((cells) => cells > 0);
}

/** The scaling behind a pool, where it is the same everywhere in a channel. */
function perChannel(node: AnnNode, source: AnnNode): Scaling | undefined {
  const { scale, shift } = scalingOf(source);
  const factors = alongAxis(scale, source.shape, 0);
  const summands = alongAxis(shift, source.shape, 0);
  if (!factors || !summands) return undefined;
  return { scale: spread(factors, node.shape, 0), shift: spread(summands, node.shape, 0) };
}

function scalingOf({ op, shape }: AnnNode): Scaling {
  const { scale, shift } = op.kind === "affine"
    ? op
    : { scale: filled([1], 1), shift: filled([1], 0) };
  return { scale: expand(scale, shape), shift: expand(shift, shape) };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
