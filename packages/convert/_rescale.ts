import type { Affine, AnnNode, LinearOp } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import { expand, spread, squeeze } from "./_elements.ts";
import { everyElement, type Scale, scaleAlong, scaleAt } from "./_scale.ts";
import { isWeighted, reweighted, weightedAxis, type WeightedOp } from "./_weighted.ts";

/** A node of the trained network whose operation both dialects share. */
export type LinearNode = AnnNode & { readonly op: LinearOp };

/**
 * The scale in which a linear operation must read one of its inputs, given the scale that the input
 * has and the one that the output shall have.
 */
export function wantedScale(node: LinearNode, source: Shape, has: Scale, to: Scale): Scale {
  const { op } = node;
  switch (op.kind) {
    case "affine":
      return has;
    case "conv2d":
    case "convTranspose2d":
    case "dense":
      return scaleAlong(has, source, weightedAxis(op, source)) ? has : 1;
    case "avgPool2d":
      return typeof to === "number" ? to : spread(scaleAlong(to, node.shape, 0)!, source, 0);
    case "add":
    case "concat":
    case "reshape":
    case "transpose":
    case "slice":
    case "pad":
    case "resizeNearest":
      return to;
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}

/**
 * A linear operation between scales: `W' = W · from / to`, `b' = b / to`, computed in float64 and
 * rounded once. Operations without weights stay: they read what they yield.
 *
 * @param from Scale of the (first) input, as {@linkcode wantedScale} says.
 * @param to Scale of the output.
 */
export function rescaledOp(node: LinearNode, source: Shape, from: Scale, to: Scale): LinearOp {
  const { op } = node;
  if (isWeighted(op)) return rescaledWeights(op, node.shape, source, from, to);
  return op.kind === "affine" ? rescaledAffine(op, node.shape, from, to) : op;
}

function rescaledWeights(
  op: WeightedOp,
  shape: Shape,
  source: Shape,
  from: Scale,
  to: Scale,
): WeightedOp {
  const inputs = scaleAlong(from, source, weightedAxis(op, source))!;
  const outputs = scaleAlong(to, shape, weightedAxis(op, shape))!;
  return reweighted(op, (o, i) => inputs[i] / outputs[o], (o, bias) => bias / outputs[o]);
}

function rescaledAffine(op: Affine, shape: Shape, from: Scale, to: Scale): Affine {
  const scale = expand(op.scale, shape).map((s, i) => s * scaleAt(from, i) / scaleAt(to, i));
  const shift = expand(op.shift, shape).map((t, i) => t / scaleAt(to, i));
  return { kind: "affine", scale: squeeze(scale, shape), shift: squeeze(shift, shape) };
}

/** The factor that turns a value from one scale to another, less an offset: `(from x − offset) / to`. */
export function conversion(shape: Shape, from: Scale, to: Scale, offset = 0): Affine {
  const factors = everyElement(from, shape).map((value, i) => value / scaleAt(to, i));
  const summands = everyElement(to, shape).map((value) => offset === 0 ? 0 : -offset / value);
  return { kind: "affine", scale: squeeze(factors, shape), shift: squeeze(summands, shape) };
}
