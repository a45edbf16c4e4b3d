import type { Affine, AvgPool2d, Dense, Pad, RateOp } from "@snnkit/ir";
import { broadcastIndex, type Shape, sizeOf } from "@snnkit/tensor";
import { convolve, convolveTransposed } from "./_convolve.ts";
import { forEachPoolTap } from "./_pool_taps.ts";
import { NOTHING, selectionOf } from "./_selection.ts";

/** The value of a node in float64, row-major; undefined stands for zeros everywhere. */
export type Value = Float64Array | undefined;

/**
 * Evaluate one linear operation in float64.
 *
 * @param op A linear operation or a constant.
 * @param inputs Values of what it reads.
 * @param shapes Their shapes.
 * @param shape Shape of the output.
 */
export function evaluate(
  op: RateOp,
  inputs: readonly Value[],
  shapes: readonly Shape[],
  shape: Shape,
): Value {
  const [input] = inputs;
  switch (op.kind) {
    case "constant":
      return Float64Array.from(op.value.data);
    case "conv2d":
      return convolve(op, input, shapes[0], shape);
    case "convTranspose2d":
      return convolveTransposed(op, input, shapes[0], shape);
    case "dense":
      return multiply(op, input, shape);
    case "avgPool2d":
      return input && average(op, input, shapes[0], shape);
    case "affine":
      return scaleAndShift(op, input, shape);
    case "add":
    case "concat":
    case "reshape":
    case "transpose":
    case "slice":
    case "resizeNearest":
      return copy(op, inputs, shapes, shape);
    case "pad":
      return pad(op, input, shapes, shape);
    case "input":
    case "encode":
    case "if":
    case "maxPoolGate":
      throw new Error(`Unreachable: a node of kind "${op.kind}" is no linear operation`);
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}

function multiply({ weight, bias }: Dense, input: Value, shape: Shape): Float64Array {
  const [outputs, width] = weight.shape;
  const value = new Float64Array(sizeOf(shape));
  for (let i = 0; i < value.length; i++) {
    const o = i % outputs;
    let sum = bias.data[o];
    if (input) {
      const x = (i - o) / outputs * width;
      for (let k = 0; k < width; k++) sum += weight.data[o * width + k] * input[x + k];
    }
    value[i] = sum;
  }
  return value;
}

function average(op: AvgPool2d, input: Float64Array, from: Shape, to: Shape): Float64Array {
  const value = new Float64Array(sizeOf(to));
  const [channels, ...fromPlane] = from;
  const toPlane = to.slice(1);
  const [fromSize, toSize] = [sizeOf(fromPlane), sizeOf(toPlane)];
  forEachPoolTap(op, fromPlane, toPlane, (output, source, weight) => {
    for (let c = 0; c < channels; c++) {
      value[c * toSize + output] += weight * input[c * fromSize + source];
    }
  });
  return value;
}

function scaleAndShift({ scale, shift }: Affine, input: Value, shape: Shape): Value {
  if (!input && shift.data.every((s) => s === 0)) return undefined;
  const scales = broadcastIndex(scale.shape, shape);
  const shifts = broadcastIndex(shift.shape, shape);
  return Float64Array.from(
    { length: sizeOf(shape) },
    (_, i) => scale.data[scales[i]] * (input?.[i] ?? 0) + shift.data[shifts[i]],
  );
}

/** The sum of what each input puts into its place. */
function copy(
  op: RateOp,
  inputs: readonly Value[],
  shapes: readonly Shape[],
  shape: Shape,
): Value {
  if (op.kind === "reshape" || inputs.every((input) => !input)) return inputs[0];
  const value = new Float64Array(sizeOf(shape));
  inputs.forEach((input, k) => {
    if (!input) return;
    const selection = selectionOf(op, k, shapes, shape)!;
    for (let i = 0; i < value.length; i++) {
      if (selection[i] !== NOTHING) value[i] += input[selection[i]];
    }
  });
  return value;
}

function pad(op: Pad, input: Value, shapes: readonly Shape[], shape: Shape): Value {
  const around = op.mode === "constant" ? op.value : 0;
  if (!input && around === 0) return undefined;
  return Float64Array.from(
    selectionOf(op, 0, shapes, shape)!,
    (from) => from === NOTHING ? around : input?.[from] ?? 0,
  );
}
