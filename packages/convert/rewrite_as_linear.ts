import type { AnnGraph, AnnNode, ReduceMean } from "@snnkit/ir";
import { filled, type Shape, sizeOf } from "@snnkit/tensor";
import { rewrite, type Surroundings } from "./_rewrite.ts";

/**
 * Say differences and means with the operations that spikes can pass.
 *
 * `a − b` becomes `a + (−1) · b`. A mean over the plane becomes an average pool whose window is the
 * plane; a mean over other axes moves them to the end and multiplies by `1 / n`. The graph computes
 * the same function up to float32 rounding. Idempotent.
 *
 * @param graph The graph to rewrite; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { rewriteAsLinear } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("mean");
 * net.named("mean", { kind: "reduceMean", axes: [1, 2] }, net.input([8, 4, 4]));
 * assertEquals(rewriteAsLinear(net.finish()).nodes[1].op.kind, "avgPool2d");
 * ```
 */
export function rewriteAsLinear(graph: AnnGraph): AnnGraph {
  return rewrite(graph, [rewriteSub, rewriteMean]);
}

function rewriteSub(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  if (node.op.kind !== "sub") return undefined;
  const [a, b] = node.inputs;
  const id = around.fresh(node.id, "negated");
  const op = { kind: "affine", scale: filled([1], -1), shift: filled([1], 0) } as const;
  const { shape } = around.nodes.get(b)!;
  return [{ id, op, inputs: [b], shape }, { ...node, op: { kind: "add" }, inputs: [a, id] }];
}

function rewriteMean(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const { op } = node;
  if (op.kind !== "reduceMean") return undefined;
  const source = around.nodes.get(node.inputs[0])!;
  const isPlane = source.shape.length === 3 && op.axes.every((axis) => axis > 0);
  if (!isPlane) return meanOfMoved(around, { ...node, op }, source.shape);
  const kernel = [1, 2].map((axis) => op.axes.includes(axis) ? source.shape[axis] : 1);
  const window = [kernel[0], kernel[1]] as const;
  return [{
    ...node,
    op: {
      kind: "avgPool2d",
      kernel: window,
      stride: window,
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      ceilMode: false,
      countPadding: false,
    },
  }];
}

function meanOfMoved(
  around: Surroundings,
  node: AnnNode & { readonly op: ReduceMean },
  input: Shape,
): readonly AnnNode[] {
  const { axes } = node.op;
  const kept = input.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const moved = order.map((axis) => input[axis]);
  const count = sizeOf(axes.map((axis) => input[axis]));
  const rows = [sizeOf(input) / count, count];
  const [turned, flat, mean] = ["turned", "flat", "mean"].map((role) =>
    around.fresh(node.id, role)
  );
  const weight = filled([1, count], 1 / count);
  return [
    { id: turned, op: { kind: "transpose", order }, inputs: node.inputs, shape: moved },
    { id: flat, op: { kind: "reshape", shape: rows }, inputs: [turned], shape: rows },
    {
      id: mean,
      op: { kind: "dense", weight, bias: filled([1], 0) },
      inputs: [flat],
      shape: [rows[0], 1],
    },
    { ...node, op: { kind: "reshape", shape: node.shape }, inputs: [mean] },
  ];
}
