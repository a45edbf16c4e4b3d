import type { AnnNode, AnnOp } from "@snnkit/ir";
import { type Shape, type Tensor, tensor } from "@snnkit/tensor";
import { expand } from "./_elements.ts";
import { moved, rearrangementIndex } from "./_rearrangement.ts";

/**
 * The value of a node from the values of what it reads; undefined where it is not finite or the
 * operation is none of the element-wise or moving ones.
 */
export function constantValue(node: AnnNode, operands: readonly Tensor[]): Tensor | undefined {
  const values = elementwise(node.op, operands, node.shape) ?? rearranged(node, operands);
  if (!values) return undefined;
  const data = Float32Array.from(values);
  return data.every(Number.isFinite) ? tensor(node.shape, data) : undefined;
}

function elementwise(
  op: AnnOp,
  operands: readonly Tensor[],
  shape: Shape,
): Float64Array | undefined {
  const f = unary(op);
  if (f) return Float64Array.from(operands[0].data, f);
  const g = binary(op);
  if (g) {
    const [a, b] = operands.map((operand) => expand(operand, shape));
    return a.map((x, i) => g(x, b[i]));
  }
  if (op.kind !== "affine") return undefined;
  const [scale, shift] = [expand(op.scale, shape), expand(op.shift, shape)];
  return Float64Array.from(operands[0].data, (x, i) => scale[i] * x + shift[i]);
}

function unary(op: AnnOp): ((x: number) => number) | undefined {
  switch (op.kind) {
    case "relu":
      return (x) => Math.max(0, x);
    case "leakyRelu":
      return (x) => x >= 0 ? x : op.slope * x;
    case "clip":
      return (x) => Math.min(Math.max(x, op.min), op.max);
    case "sigmoid":
      return (x) => 1 / (1 + Math.exp(-x));
    case "tanh":
      return Math.tanh;
    default:
      return undefined;
  }
}

function binary(op: AnnOp): ((a: number, b: number) => number) | undefined {
  switch (op.kind) {
    case "add":
      return (a, b) => a + b;
    case "sub":
      return (a, b) => a - b;
    case "mul":
      return (a, b) => a * b;
    case "div":
      return (a, b) => a / b;
    default:
      return undefined;
  }
}

function rearranged(node: AnnNode, operands: readonly Tensor[]): Float64Array | undefined {
  const shapes = operands.map((operand) => operand.shape);
  const index = rearrangementIndex(node.op, shapes, node.shape);
  const all = operands.flatMap((operand) => [...operand.data]);
  const ofPadding = node.op.kind === "pad" ? node.op.value : 0;
  return index && moved(Float64Array.from(all), index, ofPadding);
}
