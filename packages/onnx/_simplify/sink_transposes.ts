import type { AnnGraph, AnnNode, AnnOp } from "@snnkit/ir";
import { type Tensor, transpose } from "@snnkit/tensor";
import { type Operand, type Passed, sinkViews, type ViewKind } from "./sink_views.ts";

/** Axis `i` of the view is axis `order[i]` of what is viewed. */
type Order = readonly number[];

/**
 * Moves transposes behind what does not care about the order of axes, so that those which undo
 * each other meet. The graph is left alone where that would make more of them.
 */
export function sinkTransposes(graph: AnnGraph): AnnGraph {
  const sunk = sinkViews(graph, transposes);
  return countTransposes(sunk) <= countTransposes(graph) ? sunk : graph;
}

/** How many transposes a graph holds. */
export function countTransposes(graph: AnnGraph): number {
  return graph.nodes.filter(({ op }) => op.kind === "transpose").length;
}

const transposes: ViewKind<Order> = {
  name: "transpose",
  read: ({ op }, { view }) => {
    if (op.kind !== "transpose") return "none";
    const order = view === undefined ? op.order : op.order.map((axis) => view[axis]);
    return order.every((from, to) => from === to) ? undefined : order;
  },
  pass: passTransposes,
  op: (order) => ({ kind: "transpose", order }),
};

function passTransposes(
  node: AnnNode,
  operands: readonly Operand<Order>[],
): Passed<Order> | undefined {
  const order = operands.find(({ view }) => view !== undefined)?.view;
  if (order === undefined) return undefined;
  const op = passedOp(node.op, order);
  if (op === undefined) return undefined;
  const constants = new Map<number, AnnOp & { readonly kind: "constant" }>();
  for (const [i, operand] of operands.entries()) {
    if (operand.view?.join() === order.join()) continue;
    if (operand.op.kind !== "constant" || operand.view !== undefined) return undefined;
    constants.set(i, { kind: "constant", value: turnedBack(operand.op.value, order) });
  }
  return { op, view: order, constants };
}

/** The operation on what is viewed; undefined where the order of axes matters to it. */
function passedOp(op: AnnOp, order: Order): AnnOp | undefined {
  const spread = <T>(perAxis: readonly T[]): T[] => {
    const result = new Array<T>(order.length);
    order.forEach((from, to) => result[from] = perAxis[to]);
    return result;
  };
  switch (op.kind) {
    case "relu":
    case "leakyRelu":
    case "clip":
    case "sigmoid":
    case "tanh":
    case "add":
    case "sub":
    case "mul":
    case "div":
      return op;
    case "fakeQuantise":
      return op.scale.data.length === 1 ? op : undefined;
    case "affine":
      return { ...op, scale: turnedBack(op.scale, order), shift: turnedBack(op.shift, order) };
    case "softmax":
    case "logSoftmax":
    case "concat":
      return { ...op, axis: order[op.axis] };
    case "reduceMean":
      return { ...op, axes: op.axes.map((axis) => order[axis]).sort((a, b) => a - b) };
    case "slice":
      return { ...op, start: spread(op.start), step: spread(op.step), size: spread(op.size) };
    case "pad":
      return { ...op, before: spread(op.before), after: spread(op.after) };
    case "batchNorm":
      return order[0] === 0 ? op : undefined;
    case "dense":
      return order[order.length - 1] === order.length - 1 ? op : undefined;
    case "input":
    case "constant":
    case "conv2d":
    case "convTranspose2d":
    case "avgPool2d":
    case "maxPool2d":
    case "resizeNearest":
    case "reshape":
    case "transpose":
    case "matMul":
      return undefined;
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}

/** A tensor that broadcasts to the view, as one that broadcasts to what is viewed. */
function turnedBack(source: Tensor, order: Order): Tensor {
  if (source.data.length === 1) return source;
  const missing = new Array<number>(order.length - source.shape.length).fill(1);
  const inverse = new Array<number>(order.length);
  order.forEach((from, to) => inverse[from] = to);
  return transpose({ shape: [...missing, ...source.shape], data: source.data }, inverse);
}
