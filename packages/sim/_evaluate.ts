import type { Affine, AvgPool2d, Conv2d, ConvTranspose2d, Dense, Pad, RateOp } from "@snnkit/ir";
import { broadcastIndex, type Shape, sizeOf, type Tensor } from "@snnkit/tensor";
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
    case "if":
    case "maxPoolGate":
      throw new Error(`Unreachable: a node of kind "${op.kind}" is no linear operation`);
    default:
      op satisfies never;
      throw new Error("Unreachable: unknown operation");
  }
}

/** Every channel's bias over its plane; undefined where all are 0. */
function biasPlane(bias: Tensor, shape: Shape): Value {
  if (bias.data.every((b) => b === 0)) return undefined;
  const value = new Float64Array(sizeOf(shape));
  const plane = value.length / shape[0];
  bias.data.forEach((b, c) => value.fill(b, c * plane, (c + 1) * plane));
  return value;
}

function convolve(op: Conv2d, input: Value, from: Shape, to: Shape): Value {
  const { weight, bias, stride, padding, dilation, groups } = op;
  const value = biasPlane(bias, to);
  if (!input) return value;
  const result = value ?? new Float64Array(sizeOf(to));
  const [, height, width] = from;
  const [outputs, rows, columns] = to;
  const [, perGroup, kernelRows, kernelColumns] = weight.shape;
  let w = 0;
  for (let o = 0; o < outputs; o++) {
    const firstChannel = Math.floor(o / (outputs / groups)) * perGroup;
    for (let c = 0; c < perGroup; c++) {
      const plane = (firstChannel + c) * height * width;
      for (let ky = 0; ky < kernelRows; ky++) {
        for (let kx = 0; kx < kernelColumns; kx++) {
          const factor = weight.data[w++];
          const shiftX = kx * dilation[1] - padding[1];
          const first = Math.max(0, Math.ceil(-shiftX / stride[1]));
          const end = Math.min(columns, Math.floor((width - 1 - shiftX) / stride[1]) + 1);
          for (let i = 0; i < rows; i++) {
            const y = i * stride[0] + ky * dilation[0] - padding[0];
            if (y < 0 || y >= height) continue;
            const row = plane + y * width + shiftX;
            const target = (o * rows + i) * columns;
            for (let j = first; j < end; j++) {
              result[target + j] += factor * input[row + j * stride[1]];
            }
          }
        }
      }
    }
  }
  return result;
}

function convolveTransposed(op: ConvTranspose2d, input: Value, from: Shape, to: Shape): Value {
  const { weight, bias, stride, padding, dilation, groups } = op;
  const value = biasPlane(bias, to);
  if (!input) return value;
  const result = value ?? new Float64Array(sizeOf(to));
  const [channels, height, width] = from;
  const [, rows, columns] = to;
  const [, perGroup, kernelRows, kernelColumns] = weight.shape;
  let w = 0;
  for (let c = 0; c < channels; c++) {
    const firstOutput = Math.floor(c / (channels / groups)) * perGroup;
    for (let o = 0; o < perGroup; o++) {
      const plane = (firstOutput + o) * rows * columns;
      for (let ky = 0; ky < kernelRows; ky++) {
        for (let kx = 0; kx < kernelColumns; kx++) {
          const factor = weight.data[w++];
          for (let y = 0; y < height; y++) {
            const i = y * stride[0] + ky * dilation[0] - padding[0];
            if (i < 0 || i >= rows) continue;
            for (let x = 0; x < width; x++) {
              const j = x * stride[1] + kx * dilation[1] - padding[1];
              if (j < 0 || j >= columns) continue;
              result[plane + i * columns + j] += factor * input[(c * height + y) * width + x];
            }
          }
        }
      }
    }
  }
  return result;
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
