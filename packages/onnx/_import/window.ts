import { formatShape, type Shape } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  dynamicOperand,
  emitReshape,
  fullShape,
  withBatch,
} from "./call.ts";
import { refuse, unsupported } from "./problem.ts";

/** A pair along the plane, `[y, x]`. */
export type Pair = readonly [number, number];

/** `[top, left, bottom, right]`. */
export type Sides = readonly [number, number, number, number];

/** The operand of a layer that slides over a plane; 1-D signals lie on a plane of one row. */
export interface Plane {
  /** `[C, H, W]` samples. */
  readonly input: Dynamic;
  /** How many spatial axes the file's tensor has. */
  readonly rank: 1 | 2;
}

/** How a window slides, before padding is known. */
export interface Sliding {
  /** Window, `[y, x]`. */
  readonly kernel: Pair;
  /** Step, `[y, x]`. */
  readonly stride: Pair;
  /** Distance between taps, `[y, x]`. */
  readonly dilation: Pair;
}

/** Operand 0 as `[C, H, W]` samples. */
export function planeOperand(call: Call): Plane {
  const value = dynamicOperand(call, 0);
  const rank = fullShape(call.trace, value).length - 2;
  if (rank !== 1 && rank !== 2) {
    const shape = formatShape(fullShape(call.trace, value));
    if (rank === 3) unsupported(`a 3-D layer, on ${shape}`);
    refuse("its input must be [N, C, L] or [N, C, H, W]", shape);
  }
  const input = withBatch(call, value);
  return { input: emitReshape(call, input, lift(input.sample, rank), "plane"), rank };
}

/** Undoes the lifting of a 1-D signal. */
export function backFromPlane(call: Call, output: Dynamic, rank: 1 | 2): Dynamic {
  const [channels, , length] = output.sample;
  return rank === 2 ? output : emitReshape(call, output, [channels, length], "line");
}

/** A signal's `[…, L]` as `[…, 1, L]`; planes stay as they are. */
export function lift(shape: Shape, rank: 1 | 2): Shape {
  return rank === 2 ? shape : [...shape.slice(0, -1), 1, shape[shape.length - 1]];
}

/** The attribute's numbers along the plane; a signal's only one belongs to x. */
export function pairAttribute(
  call: Call,
  name: string,
  rank: 1 | 2,
  otherwise: number,
  least: number,
): Pair {
  const values = call.attributes.ints(name);
  if (values === undefined || values.length === 0) {
    return rank === 1 ? [least, otherwise] : [otherwise, otherwise];
  }
  if (values.length !== rank || values.some((value) => value < least)) {
    refuse(`its attribute "${name}" must be ${rank} whole numbers ≥ ${least}`, formatShape(values));
  }
  return rank === 1 ? [least, values[0]] : [values[0], values[1]];
}

/** The attribute `pads`, `[top, left, bottom, right]`; zeros where absent. */
export function padsAttribute(call: Call, rank: 1 | 2): Sides {
  const pads = call.attributes.ints("pads");
  if (pads === undefined || pads.length === 0) return [0, 0, 0, 0];
  if (pads.length !== 2 * rank || pads.some((cells) => cells < 0)) {
    refuse(`its attribute "pads" must be ${2 * rank} whole numbers ≥ 0`, formatShape(pads));
  }
  return rank === 1 ? [0, pads[0], 0, pads[1]] : [pads[0], pads[1], pads[2], pads[3]];
}

/** Padding of a sliding window, from `pads` or resolved from `auto_pad`. */
export function resolvePadding(call: Call, sliding: Sliding, plane: Plane): Sides {
  const mode = call.attributes.string("auto_pad", "NOTSET");
  if (mode === "NOTSET" || mode === "") return padsAttribute(call, plane.rank);
  if (mode === "VALID") return [0, 0, 0, 0];
  const total = [0, 1].map((axis) => {
    const length = plane.input.sample[axis + 1];
    const extent = sliding.dilation[axis] * (sliding.kernel[axis] - 1) + 1;
    const positions = Math.ceil(length / sliding.stride[axis]);
    return Math.max(0, (positions - 1) * sliding.stride[axis] + extent - length);
  });
  return splitPadding(mode, total);
}

/** Shares cells out among both sides of each axis; the odd one goes where `auto_pad` says. */
export function splitPadding(mode: string, total: readonly number[]): Sides {
  if (mode !== "SAME_UPPER" && mode !== "SAME_LOWER") {
    refuse(`its attribute "auto_pad" must be NOTSET, VALID, SAME_UPPER or SAME_LOWER`, mode);
  }
  const begin = total.map((cells) => mode === "SAME_UPPER" ? cells >> 1 : cells - (cells >> 1));
  return [begin[0], begin[1], total[0] - begin[0], total[1] - begin[1]];
}
