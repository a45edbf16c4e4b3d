import type { Conv2d, ConvTranspose2d } from "@snnkit/ir";
import { type Shape, sizeOf, type Tensor } from "@snnkit/tensor";
import type { Value } from "./_evaluate.ts";

/** Every channel's bias over its plane; undefined where all are 0. */
function biasPlane(bias: Tensor, shape: Shape): Value {
  if (bias.data.every((b) => b === 0)) return undefined;
  const value = new Float64Array(sizeOf(shape));
  const plane = value.length / shape[0];
  bias.data.forEach((b, c) => value.fill(b, c * plane, (c + 1) * plane));
  return value;
}

/**
 * Every output is one sum over its taps in a copy of the input with its padding; four neighbours at a
 * time, as this runs for every sample.
 */
export function convolve(op: Conv2d, input: Value, from: Shape, to: Shape): Value {
  const { weight: { data: weight, shape: kernel }, bias, stride, groups } = op;
  if (!input) return biasPlane(bias, to);
  const [padded, height, width] = withPadding(op, input, from);
  const taps = tapOffsets(op, height, width);
  const [outputs, rows, columns] = to;
  const step = stride[1];
  const result = new Float64Array(sizeOf(to));
  for (let o = 0; o < outputs; o++) {
    const first = Math.floor(o / (outputs / groups)) * kernel[1] * height * width;
    const w = o * taps.length;
    for (let i = 0; i < rows; i++) {
      const row = first + i * stride[0] * width;
      const target = (o * rows + i) * columns;
      let j = 0;
      for (; j + 4 <= columns; j += 4) {
        const at = row + j * step;
        let a = bias.data[o], b = a, c = a, d = a;
        for (let k = 0; k < taps.length; k++) {
          const factor = weight[w + k];
          const x = at + taps[k];
          a += factor * padded[x];
          b += factor * padded[x + step];
          c += factor * padded[x + 2 * step];
          d += factor * padded[x + 3 * step];
        }
        result[target + j] = a;
        result[target + j + 1] = b;
        result[target + j + 2] = c;
        result[target + j + 3] = d;
      }
      for (; j < columns; j++) {
        let sum = bias.data[o];
        for (let k = 0; k < taps.length; k++) {
          sum += weight[w + k] * padded[row + j * step + taps[k]];
        }
        result[target + j] = sum;
      }
    }
  }
  return result;
}

/** A copy of the input with zeros around, and the size of its planes. */
function withPadding(
  { padding: [top, left, bottom, right] }: Conv2d,
  input: Float64Array,
  [channels, height, width]: Shape,
): [Float64Array, number, number] {
  if (top + left + bottom + right === 0) return [input, height, width];
  const [rows, columns] = [top + height + bottom, left + width + right];
  const padded = new Float64Array(channels * rows * columns);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const from = (c * height + y) * width;
      padded.set(input.subarray(from, from + width), (c * rows + top + y) * columns + left);
    }
  }
  return [padded, rows, columns];
}

/** How far each tap of an output lies behind its first one, in the order of the weights. */
function tapOffsets({ weight, dilation }: Conv2d, height: number, width: number): Int32Array {
  const [, channels, rows, columns] = weight.shape;
  const offsets = new Int32Array(channels * rows * columns);
  let at = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        offsets[at++] = (c * height + y * dilation[0]) * width + x * dilation[1];
      }
    }
  }
  return offsets;
}

/** Every input pixel adds its kernel to the output. */
export function convolveTransposed(
  op: ConvTranspose2d,
  input: Value,
  from: Shape,
  to: Shape,
): Value {
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
