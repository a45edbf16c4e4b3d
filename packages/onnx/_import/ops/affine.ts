import {
  broadcastShapes,
  filled,
  sameShape,
  type Shape,
  type Tensor,
  tensor,
} from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  emit,
  emitConstant,
  fullShape,
  knownSample,
  withoutBatch,
} from "../call.ts";
import type { Known } from "../known.ts";
import { refuse } from "../problem.ts";

/** `x + c`. */
export function addKnown(call: Call, x: Dynamic, c: Known): Dynamic {
  return withKnown(call, x, c, "add", false, (value) => [1, value]);
}

/** `x − c`, or `c − x` where reversed. */
export function subtractKnown(call: Call, x: Dynamic, c: Known, reversed: boolean): Dynamic {
  return withKnown(call, x, c, "sub", reversed, (value) => reversed ? [-1, value] : [1, -value]);
}

/** `x · c`. */
export function multiplyKnown(call: Call, x: Dynamic, c: Known): Dynamic {
  return withKnown(call, x, c, "mul", false, (value) => [value, 0]);
}

/** `x / c`, or `c / x` where reversed. */
export function divideKnown(call: Call, x: Dynamic, c: Known, reversed: boolean): Dynamic {
  const linear = !reversed && c.data.every((value) => value !== 0);
  return withKnown(call, x, c, "div", reversed, linear ? (value) => [1 / value, 0] : undefined);
}

/**
 * A binary operation of an activation and a known value: an `affine` node where the shape of the
 * activation stays and the operation is linear, else the operation itself beside a constant.
 *
 * @param line Scale and shift that one known number amounts to.
 */
function withKnown(
  call: Call,
  x: Dynamic,
  c: Known,
  kind: "add" | "sub" | "mul" | "div",
  reversed: boolean,
  line: ((value: number) => readonly [scale: number, shift: number]) | undefined,
): Dynamic {
  const [input, known] = aligned(call, x, c);
  const shape = broadcastOrRefuse(input.sample, known.shape);
  if (line !== undefined && sameShape(shape, input.sample)) {
    const pairs = Array.from(known.data, line);
    const own = input.sample.length > 0 && known.shape.length === 0 ? [1] : known.shape;
    const scale = compact(tensor(own, pairs.map(([scale]) => scale)));
    const shift = compact(tensor(own, pairs.map(([, shift]) => shift)));
    return emit(call, { kind: "affine", scale, shift }, [input]);
  }
  const constant = emitConstant(call, known, known.shape, "constant");
  const operands = reversed ? [constant, input] : [input, constant];
  return { ...emit(call, { kind }, operands), batched: input.batched };
}

/** Both operands as one sample meets them. */
function aligned(call: Call, x: Dynamic, c: Known): readonly [Dynamic, Known] {
  if (!x.batched) return [x, c];
  const full = fullShape(call.trace, x);
  const grown = c.shape.length > full.length ||
    (c.shape.length === full.length && c.shape[0] !== full[0] && c.shape[0] !== 1);
  // Only a batch of one may be stretched by a constant: it then is an axis like any other.
  if (grown && call.trace.batch === 1) return [withoutBatch(call, x), c];
  return [x, knownSample(call, c, full.length)];
}

function broadcastOrRefuse(a: Shape, b: Shape): Shape {
  try {
    return broadcastShapes(a, b);
  } catch (error) {
    return refuse((error as Error).message.replace(/^Cannot broadcast shapes as /, ""));
  }
}

/** One number where all are the same. */
function compact(full: Tensor): Tensor {
  const uniform = full.data.length > 0 && full.data.every((value) => value === full.data[0]);
  return uniform ? filled(full.shape.length === 0 ? [] : [1], full.data[0]) : full;
}
