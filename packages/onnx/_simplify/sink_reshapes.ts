import type { AnnGraph, AnnNode, AnnOp } from "@snnkit/ir";
import { sameShape, type Shape, type Tensor } from "@snnkit/tensor";
import { type Operand, type Passed, sinkViews, type ViewKind } from "./sink_views.ts";

/**
 * Moves reshapes behind what works element by element, so that those which follow each other
 * merge. The graph is left alone where that would make more of them.
 */
export function sinkReshapes(graph: AnnGraph): AnnGraph {
  const sunk = sinkViews(graph, reshapes);
  return countReshapes(sunk) <= countReshapes(graph) ? sunk : graph;
}

function countReshapes(graph: AnnGraph): number {
  return graph.nodes.filter(({ op }) => op.kind === "reshape").length;
}

const reshapes: ViewKind<Shape> = {
  name: "reshape",
  read: ({ op }, { shape }) => {
    if (op.kind !== "reshape") return "none";
    return sameShape(op.shape, shape) ? undefined : op.shape;
  },
  pass: passReshapes,
  op: (shape) => ({ kind: "reshape", shape }),
};

function passReshapes(
  node: AnnNode,
  operands: readonly Operand<Shape>[],
): Passed<Shape> | undefined {
  const [{ shape, view }] = operands;
  const alike = operands.every((operand) =>
    sameShape(operand.shape, shape) && operand.view !== undefined && view !== undefined &&
    sameShape(operand.view, view)
  );
  if (!alike || view === undefined) return undefined;
  const op = passedOp(node.op, shape, view);
  return op === undefined ? undefined : { op, view };
}

/** The operation on what is viewed; undefined where the shape matters to it. */
function passedOp(op: AnnOp, shape: Shape, view: Shape): AnnOp | undefined {
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
      // Scales of channels belong to the axis that the view may split.
      return op.scale.data.length === 1 ? op : undefined;
    case "affine": {
      const scale = regrouped(op.scale, shape, view);
      const shift = regrouped(op.shift, shape, view);
      return scale === undefined || shift === undefined ? undefined : { ...op, scale, shift };
    }
    case "batchNorm":
      // Row-major order keeps the channel of every value where axis 0 keeps its length.
      return shape[0] === view[0] ? op : undefined;
    default:
      return undefined;
  }
}

/**
 * A tensor that broadcasts to the view, as one that broadcasts to the shape that is viewed:
 * a single value, all values, or one where view and shape only differ in axes of 1.
 */
function regrouped(source: Tensor, shape: Shape, view: Shape): Tensor | undefined {
  const { data } = source;
  if (data.length === 1) return { shape: shape.length === 0 ? [] : [1], data };
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length === size) return { shape, data };
  const own = [...new Array<number>(view.length - source.shape.length).fill(1), ...source.shape];
  const kept = own.filter((_, axis) => view[axis] !== 1);
  const wide = (lengths: Shape): Shape => lengths.filter((length) => length !== 1);
  if (!sameShape(wide(shape), wide(view))) return undefined;
  let next = 0;
  return { shape: shape.map((length) => length === 1 ? 1 : kept[next++]), data };
}
