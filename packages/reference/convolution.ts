import { type Conv2d, type ConvTranspose2d, inferShape } from "@snnkit/ir";
import { sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/**
 * Convolution over the plane by its definition:
 * `y[o, i, j] = b[o] + Σ_{c, ky, kx} W[o, c, ky, kx] · x[c, i·sy + ky·dy − top, j·sx + kx·dx − left]`,
 * where cells outside the input are 0. Sums in float64, stores float32.
 *
 * @param op Kernel, `[Cout, Cin / groups, Kh, Kw]`, and its geometry.
 * @param input `[Cin, H, W]`.
 * @returns `[Cout, Ho, Wo]`.
 *
 * @example
 * ```ts
 * import { convolve } from "@snnkit/reference";
 * import { conv2d } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const difference = conv2d(tensor([1, 1, 1, 2], [-1, 1]));
 * const { shape, data } = convolve(difference, tensor([1, 1, 3], [1, 4, 9]));
 * assertEquals([shape, [...data]], [[1, 1, 2], [3, 5]]);
 * ```
 */
export function convolve(op: Conv2d, input: Tensor): Tensor {
  const { weight, bias, stride, padding, dilation, groups } = op;
  const [, height, width] = input.shape;
  const [, perGroup, kernelHeight, kernelWidth] = weight.shape;
  const shape = inferShape(op, [input.shape]);
  const [outputs, rows, columns] = shape;
  const result = new Float32Array(sizeOf(shape));
  let at = 0;
  for (let o = 0; o < outputs; o++) {
    const firstChannel = Math.floor(o / (outputs / groups)) * perGroup;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = bias.data[o];
        for (let c = 0; c < perGroup; c++) {
          for (let ky = 0; ky < kernelHeight; ky++) {
            const y = i * stride[0] + ky * dilation[0] - padding[0];
            if (y < 0 || y >= height) continue;
            for (let kx = 0; kx < kernelWidth; kx++) {
              const x = j * stride[1] + kx * dilation[1] - padding[1];
              if (x < 0 || x >= width) continue;
              const w = weight.data[((o * perGroup + c) * kernelHeight + ky) * kernelWidth + kx];
              sum += w * input.data[((firstChannel + c) * height + y) * width + x];
            }
          }
        }
        result[at++] = sum;
      }
    }
  }
  return tensor(shape, result);
}

/**
 * Transposed convolution by its definition: every input cell adds its kernel, scaled, to the
 * output at `(i·sy + ky·dy − top, j·sx + kx·dx − left)`; what falls outside is cut off. Sums in
 * float64, stores float32.
 *
 * @param op Kernel, `[Cin, Cout / groups, Kh, Kw]`, and its geometry.
 * @param input `[Cin, H, W]`.
 * @returns `[Cout, Ho, Wo]`.
 */
export function convolveTransposed(op: ConvTranspose2d, input: Tensor): Tensor {
  const { weight, bias, stride, padding, dilation, groups } = op;
  const [inputs, height, width] = input.shape;
  const [, perGroup, kernelHeight, kernelWidth] = weight.shape;
  const shape = inferShape(op, [input.shape]);
  const [, rows, columns] = shape;
  const sums = Float64Array.from(
    { length: sizeOf(shape) },
    (_, at) => bias.data[Math.floor(at / (rows * columns))],
  );
  for (let c = 0; c < inputs; c++) {
    const firstOutput = Math.floor(c / (inputs / groups)) * perGroup;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const value = input.data[(c * height + i) * width + j];
        for (let o = 0; o < perGroup; o++) {
          for (let ky = 0; ky < kernelHeight; ky++) {
            const y = i * stride[0] + ky * dilation[0] - padding[0];
            if (y < 0 || y >= rows) continue;
            for (let kx = 0; kx < kernelWidth; kx++) {
              const x = j * stride[1] + kx * dilation[1] - padding[1];
              if (x < 0 || x >= columns) continue;
              const w = weight.data[((c * perGroup + o) * kernelHeight + ky) * kernelWidth + kx];
              sums[((firstOutput + o) * rows + y) * columns + x] += w * value;
            }
          }
        }
      }
    }
  }
  return tensor(shape, Float32Array.from(sums));
}
