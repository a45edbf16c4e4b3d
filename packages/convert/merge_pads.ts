import {
  type Affine,
  type AnnGraph,
  type AnnNode,
  type AnnOp,
  inferShape,
  type NodeId,
  type Pad,
} from "@snnkit/ir";
import { filled, sameShape, sizeOf } from "@snnkit/tensor";
import { squeeze } from "./_elements.ts";
import { nonNegativeNodes } from "./_non_negative.ts";
import { PADDED, rearrangementIndex } from "./_rearrangement.ts";
import { rewrite, type Rule, type Surroundings } from "./_rewrite.ts";

/**
 * Merge constant pads into the operations that read them, where that is exact.
 *
 * - Two pads of one value become one.
 * - Zeros around the plane become the padding of a convolution, or of an average pool whose divisor
 *   counts padded cells.
 * - Cells that cannot win become the padding of a max-pool: −∞, or any value ≤ 0 around values that
 *   cannot be negative.
 * - What is left of a pad with another finite value becomes zeros and an affine that adds the value,
 *   since spikes can only be padded with silence.
 *
 * A pad that others read stays for them. The graph computes the same function. Idempotent.
 *
 * @param graph The graph to simplify; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { mergePads } from "@snnkit/convert";
 * import { conv2d } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("same");
 * const pad = { kind: "pad", before: [0, 0, 0], after: [0, 1, 1], mode: "constant", value: 0 };
 * const padded = net.add(pad as AnnOp, net.input([1, 4, 4]));
 * net.named("conv", conv2d(filled([1, 1, 3, 3], 1), { stride: 2 }), padded);
 * assertEquals(mergePads(net.finish()).nodes[1], {
 *   id: "conv",
 *   op: conv2d(filled([1, 1, 3, 3], 1), { stride: 2, padding: [0, 0, 1, 1] }),
 *   inputs: ["input"],
 *   shape: [1, 2, 2],
 * });
 * ```
 */
export function mergePads(graph: AnnGraph): AnnGraph {
  const nonNegative = nonNegativeNodes(graph);
  const merging: readonly Rule[] = [
    mergeTwo,
    (around, node) => mergeInto(around, node, nonNegative),
  ];
  // Pads of other values first try to merge as they are, then again as zeros.
  return rewrite(rewrite(rewrite(graph, merging), [zeroPad]), merging);
}

type PadNode = AnnNode & { readonly op: Pad };

function isConstantPad(node: AnnNode | undefined): node is PadNode {
  return node?.op.kind === "pad" && node.op.mode === "constant";
}

function mergeTwo(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const inner = around.nodes.get(node.inputs[0]);
  if (!isConstantPad(node) || !isConstantPad(inner)) return undefined;
  if (node.op.value !== inner.op.value) return undefined;
  const op: Pad = {
    ...node.op,
    before: node.op.before.map((cells, axis) => cells + inner.op.before[axis]),
    after: node.op.after.map((cells, axis) => cells + inner.op.after[axis]),
  };
  return [{ ...node, op, inputs: inner.inputs }];
}

function mergeInto(
  around: Surroundings,
  node: AnnNode,
  nonNegative: ReadonlySet<NodeId>,
): readonly AnnNode[] | undefined {
  const pad = around.nodes.get(node.inputs[0]);
  if (!isConstantPad(pad)) return undefined;
  const { before, after, value } = pad.op;
  const [source] = pad.inputs;
  if (before.length !== 3 || before[0] !== 0 || after[0] !== 0) return undefined;
  const op = withPadding(node.op, value, nonNegative.has(source), (padding) => [
    padding[0] + before[1],
    padding[1] + before[2],
    padding[2] + after[1],
    padding[3] + after[2],
  ]);
  if (!op || !hasShape(op, around.nodes.get(source)!, node)) return undefined;
  return [{ ...node, op, inputs: [source] }];
}

type Padding = readonly [number, number, number, number];

function withPadding(
  op: AnnOp,
  value: number,
  isNonNegative: boolean,
  grown: (padding: Padding) => Padding,
): AnnOp | undefined {
  switch (op.kind) {
    case "conv2d":
      return value === 0 ? { ...op, padding: grown(op.padding) } : undefined;
    case "avgPool2d": {
      // A pool that rounds up drops windows by where its own padding ends.
      const isOwnCounted = op.countPadding || op.padding.every((cells) => cells === 0);
      if (value !== 0 || op.ceilMode || !isOwnCounted) return undefined;
      return { ...op, padding: grown(op.padding), countPadding: true };
    }
    case "maxPool2d": {
      const cannotWin = value === -Infinity || (value <= 0 && isNonNegative);
      return cannotWin && !op.ceilMode ? { ...op, padding: grown(op.padding) } : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether an operation fits and gives the shape of a node: windows of padding alone do not. */
function hasShape(op: AnnOp, source: AnnNode, node: AnnNode): boolean {
  try {
    return sameShape(inferShape(op, [source.shape]), node.shape);
  } catch {
    return false;
  }
}

function zeroPad(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  if (!isConstantPad(node)) return undefined;
  const { value } = node.op;
  if (value === 0 || !Number.isFinite(value)) return undefined;
  const source = around.nodes.get(node.inputs[0])!;
  const index = rearrangementIndex(node.op, [source.shape], node.shape)!;
  const shift = new Float64Array(sizeOf(node.shape));
  index.forEach((from, i) => shift[i] = from === PADDED ? value : 0);
  const op: Affine = {
    kind: "affine",
    scale: filled([1], 1),
    shift: squeeze(shift, node.shape),
  };
  const id = around.fresh(node.id, "zeros");
  return [{ ...node, id, op: { ...node.op, value: 0 } }, { ...node, op, inputs: [id] }];
}
