import type { Affine, AnnGraph, AnnNode, AnnOp, Dense } from "@snnkit/ir";
import { filled, sameShape, type Tensor, tensor, transpose } from "@snnkit/tensor";
import { rewrite, type Surroundings } from "./_rewrite.ts";

/**
 * Turn operations with one constant operand into affines and fully connected layers.
 *
 * `x + c`, `x − c`, `c − x`, `x · c`, `x / c` become `affine`; `x · C` and `C · x` (matrices)
 * become `dense`, the latter between transposes. `c / x`, division by a constant that holds 0, and
 * a sum that grows the shape of `x` stay. The graph computes the same function up to float32
 * rounding. Idempotent.
 *
 * @param graph The graph to simplify; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { absorbConstants } from "@snnkit/convert";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("half");
 * const two = net.named("two", { kind: "constant", value: tensor([1], [2]) });
 * net.named("half", { kind: "div" }, net.input([3]), two);
 * const [, half] = absorbConstants(net.finish()).nodes;
 * assertEquals(half.op, { kind: "affine", scale: tensor([1], [0.5]), shift: tensor([1], [0]) });
 * ```
 */
export function absorbConstants(graph: AnnGraph): AnnGraph {
  return rewrite(graph, [absorbOne]);
}

function absorbOne(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const [a, b] = node.inputs.map((id) => around.nodes.get(id)!);
  if (node.inputs.length !== 2 || (a.op.kind === "constant") === (b.op.kind === "constant")) {
    return undefined;
  }
  const isRight = b.op.kind === "constant";
  const [x, constant] = isRight ? [a, b] : [b, a];
  if (constant.op.kind !== "constant") return undefined;
  const { value } = constant.op;
  if (node.op.kind === "matMul") return absorbMatrix(around, node, x, value, isRight);
  const op = affineOf(node.op, value, isRight);
  if (!op) return undefined;
  if (sameShape(x.shape, node.shape)) return [{ ...node, op, inputs: [x.id] }];
  if (node.op.kind === "add") return undefined;
  // An affine keeps the shape of what it reads, so a sum with zeros has to grow it first.
  const [zeros, grown] = [around.fresh(node.id, "zeros"), around.fresh(node.id, "grown")];
  const { shape } = node;
  return [
    { id: zeros, op: { kind: "constant", value: filled(shape, 0) }, inputs: [], shape },
    { id: grown, op: { kind: "add" }, inputs: [x.id, zeros], shape },
    { ...node, op, inputs: [grown] },
  ];
}

/** `x ∘ value`, or `value ∘ x` where the constant stands on the left. */
function affineOf(op: AnnOp, value: Tensor, isRight: boolean): Affine | undefined {
  const one = filled([1], 1);
  const zero = filled([1], 0);
  const mapped = (f: (x: number) => number): Tensor => tensor(value.shape, value.data.map(f));
  switch (op.kind) {
    case "add":
      return { kind: "affine", scale: one, shift: value };
    case "sub":
      return isRight
        ? { kind: "affine", scale: one, shift: mapped((c) => -c) }
        : { kind: "affine", scale: filled([1], -1), shift: value };
    case "mul":
      return { kind: "affine", scale: value, shift: zero };
    case "div": {
      if (!isRight) return undefined;
      const scale = mapped((c) => 1 / c);
      return scale.data.every(Number.isFinite) ? { kind: "affine", scale, shift: zero } : undefined;
    }
    default:
      return undefined;
  }
}

function absorbMatrix(
  around: Surroundings,
  node: AnnNode,
  x: AnnNode,
  matrix: Tensor,
  isRight: boolean,
): readonly AnnNode[] | undefined {
  if (matrix.shape.length !== 2) return undefined;
  if (isRight) {
    return [{ ...node, op: denseOf(transpose(matrix, [1, 0])), inputs: [x.id] }];
  }
  // C · x is the transpose of xᵀ · Cᵀ, whose weight is C itself.
  const axes = x.shape.map((_, axis) => axis);
  const order = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
  const turned = around.fresh(node.id, "turned");
  const product = around.fresh(node.id, "product");
  return [
    {
      id: turned,
      op: { kind: "transpose", order },
      inputs: [x.id],
      shape: order.map((axis) => x.shape[axis]),
    },
    {
      id: product,
      op: denseOf(matrix),
      inputs: [turned],
      shape: order.map((axis) => node.shape[axis]),
    },
    { ...node, op: { kind: "transpose", order }, inputs: [product] },
  ];
}

function denseOf(weight: Tensor): Dense {
  return { kind: "dense", weight, bias: filled([weight.shape[0]], 0) };
}
