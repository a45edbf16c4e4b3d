import type { AnnOp, Conv2d, ConvTranspose2d, Dense, RateOp } from "@snnkit/ir";
import { type Shape, sizeOf, tensor } from "@snnkit/tensor";

/** Operations with a weight between every pair of channels that they join, and a bias. */
export type WeightedOp = Conv2d | ConvTranspose2d | Dense;

/** Whether an operation has weights. */
export function isWeighted(
  op: { readonly kind: (AnnOp | RateOp)["kind"] },
): op is WeightedOp {
  return op.kind === "conv2d" || op.kind === "convTranspose2d" || op.kind === "dense";
}

/** Which axis of a shape an operation's weights join: the last of a dense layer, else the first. */
export function weightedAxis(op: WeightedOp, shape: Shape): number {
  return op.kind === "dense" ? shape.length - 1 : 0;
}

/** Visit each stretch of weights between one output and one input channel. */
export function forEachKernel(
  op: WeightedOp,
  visit: (output: number, input: number, from: number, to: number) => void,
): void {
  const [first, second, ...kernel] = op.weight.shape;
  const taps = sizeOf(kernel);
  const groups = op.kind === "dense" ? 1 : op.groups;
  const perGroup = first / groups;
  for (let a = 0; a < first; a++) {
    const group = Math.floor(a / perGroup);
    for (let b = 0; b < second; b++) {
      const from = (a * second + b) * taps;
      const other = group * second + b;
      if (op.kind === "convTranspose2d") visit(other, a, from, from + taps);
      else visit(a, other, from, from + taps);
    }
  }
}

/** How many channels an operation writes. */
export function outputsOf(op: WeightedOp): number {
  return op.bias.data.length;
}

/**
 * The same operation with other weights and biases, computed in float64 and rounded once:
 * `W'[o, i] = W[o, i] · factor(o, i)`, `b'[o] = bias(o, b[o])`.
 */
export function reweighted<Op extends WeightedOp>(
  op: Op,
  factor: (output: number, input: number) => number,
  bias: (output: number, old: number) => number,
): Op {
  const weight = new Float32Array(op.weight.data.length);
  forEachKernel(op, (output, input, from, to) => {
    const by = factor(output, input);
    for (let i = from; i < to; i++) weight[i] = op.weight.data[i] * by;
  });
  const biases = Float32Array.from(op.bias.data, (old, output) => bias(output, old));
  return { ...op, weight: tensor(op.weight.shape, weight), bias: tensor(op.bias.shape, biases) };
}

/**
 * What an operation without its bias answers to an input that holds one constant a channel, one
 * float64 for every element of its output. Where zeros are padded on, borders differ from the
 * inside; in a transposed convolution so do the places between its steps.
 *
 * @param constants One a channel of the input.
 * @param input Shape of the input.
 * @param output Shape of the output.
 */
export function responseToConstants(
  op: WeightedOp,
  constants: Float64Array,
  input: Shape,
  output: Shape,
): Float64Array {
  const outputs = outputsOf(op);
  const taps = op.kind === "dense" ? 1 : sizeOf(op.weight.shape.slice(2));
  const summed = new Float64Array(outputs * taps);
  forEachKernel(op, (o, c, from, to) => {
    for (let i = from; i < to; i++) {
      summed[o * taps + i - from] += op.weight.data[i] * constants[c];
    }
  });
  const response = new Float64Array(sizeOf(output));
  if (op.kind === "dense") {
    for (let i = 0; i < response.length; i++) response[i] = summed[i % outputs];
    return response;
  }
  const pixels = output[1] * output[2];
  forEachTap(op, input, output, (pixel, tap) => {
    for (let o = 0; o < outputs; o++) response[o * pixels + pixel] += summed[o * taps + tap];
  });
  return response;
}

/** Visit every pair of output pixel and tap that meets a pixel of the input. */
function forEachTap(
  op: Conv2d | ConvTranspose2d,
  input: Shape,
  output: Shape,
  visit: (pixel: number, tap: number) => void,
): void {
  const { stride, padding, dilation, weight } = op;
  const [, , rows, columns] = weight.shape;
  const isTransposed = op.kind === "convTranspose2d";
  const [height, width] = isTransposed ? input.slice(1) : output.slice(1);
  const [otherHeight, otherWidth] = isTransposed ? output.slice(1) : input.slice(1);
  // A transposed convolution is a convolution read from its output to its input.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let ky = 0; ky < rows; ky++) {
        const otherY = y * stride[0] - padding[0] + ky * dilation[0];
        if (otherY < 0 || otherY >= otherHeight) continue;
        for (let kx = 0; kx < columns; kx++) {
          const otherX = x * stride[1] - padding[1] + kx * dilation[1];
          if (otherX < 0 || otherX >= otherWidth) continue;
          const pixel = isTransposed ? otherY * otherWidth + otherX : y * width + x;
          visit(pixel, ky * columns + kx);
        }
      }
    }
  }
}
