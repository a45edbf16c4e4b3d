import type { AnnNode, NodeId } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { alongAxis, isAll, squeeze } from "./_elements.ts";
import { rearrangementIndex } from "./_rearrangement.ts";
import type { Surroundings } from "./_rewrite.ts";
import { isWeighted, reweighted, weightedAxis, type WeightedOp } from "./_weighted.ts";

/** `y = scale · x + shift`, one float64 of each for every element. */
export interface Scaling {
  /** Factor of each element. */
  readonly scale: Float64Array;
  /** What is added to each element after scaling. */
  readonly shift: Float64Array;
}

/**
 * Fold a scaling of a node's value into the weights that compute it:
 * `W'[o, …] = scale[o] · W[o, …]`, `b'[o] = scale[o] · b[o] + shift[o]`.
 *
 * The weights may lie behind reshapes and transposes. Where the shift differs within a channel, the
 * scale is folded and an affine of scale 1 stays.
 *
 * @param around The graph.
 * @param id The node whose value is scaled; folded only where nothing else reads it.
 * @param scaling One factor and summand for each of its elements.
 * @param as The id that the scaled value gets.
 * @returns Nodes that compute the scaled value, operands first; undefined where it does not fold.
 */
export function foldIntoProducer(
  around: Surroundings,
  id: NodeId,
  scaling: Scaling,
  as: NodeId,
): readonly AnnNode[] | undefined {
  const node = around.nodes.get(id)!;
  if (around.readerCounts.get(id) !== 1) return undefined;
  if (isWeighted(node.op)) {
    return foldWhole(node, node.op, scaling, as) ?? foldScale(around, node, node.op, scaling, as);
  }
  return foldBehind(around, node, scaling, as);
}

function foldWhole(
  node: AnnNode,
  op: WeightedOp,
  { scale, shift }: Scaling,
  as: NodeId,
): readonly AnnNode[] | undefined {
  const axis = weightedAxis(op, node.shape);
  const factors = alongAxis(scale, node.shape, axis);
  const summands = alongAxis(shift, node.shape, axis);
  if (!factors || !summands) return undefined;
  return [{
    ...node,
    id: as,
    op: reweighted(op, (o) => factors[o], (o, bias) => factors[o] * bias + summands[o]),
  }];
}

function foldScale(
  around: Surroundings,
  node: AnnNode,
  op: WeightedOp,
  { scale, shift }: Scaling,
  as: NodeId,
): readonly AnnNode[] | undefined {
  const factors = alongAxis(scale, node.shape, weightedAxis(op, node.shape));
  if (!factors || isAll(factors, 1)) return undefined;
  const id = around.fresh(as, "linear");
  const scaled = reweighted(op, (o) => factors[o], (o, bias) => factors[o] * bias);
  const rest = {
    kind: "affine",
    scale: filled([1], 1),
    shift: squeeze(shift, node.shape),
  } as const;
  return [{ ...node, id, op: scaled }, { id: as, op: rest, inputs: [id], shape: node.shape }];
}

/** Through an operation that moves every element to one place, to weights behind it. */
function foldBehind(
  around: Surroundings,
  node: AnnNode,
  scaling: Scaling,
  as: NodeId,
): readonly AnnNode[] | undefined {
  if (node.op.kind !== "reshape" && node.op.kind !== "transpose") return undefined;
  const source = around.nodes.get(node.inputs[0])!;
  const index = rearrangementIndex(node.op, [source.shape], node.shape)!;
  const behind = (values: Float64Array): Float64Array => {
    const result = new Float64Array(values.length);
    index.forEach((from, i) => result[from] = values[i]);
    return result;
  };
  const moved = { scale: behind(scaling.scale), shift: behind(scaling.shift) };
  const isReached = source.op.kind === "reshape" || source.op.kind === "transpose" ||
    (isWeighted(source.op) && foldWhole(source, source.op, moved, as) !== undefined);
  if (!isReached) return undefined;
  const id = around.fresh(as, "unshaped");
  const folded = foldIntoProducer(around, source.id, moved, id);
  return folded && [...folded, { ...node, id: as, inputs: [id] }];
}
