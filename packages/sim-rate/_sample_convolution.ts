import type { Conv2d, RateNode } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import type { Arena } from "./_arena.ts";
import { packRecords } from "./_records.ts";
import type { SampleDrift } from "./_sample_drift.ts";

/**
 * A convolution of the sample by the kernels, in float64.
 *
 * @param op The convolution, without groups.
 * @param input The node it reads.
 * @param shape Of its output.
 * @param lanes Of a pixel of its output.
 * @param target Where the currents go, `[pixels][lanes]` of f32.
 */
export function sampleConvolution(
  arena: Arena,
  op: Conv2d,
  input: RateNode,
  [, rows, columns]: Shape,
  lanes: number,
  target: number,
): SampleDrift {
  const [channels, height, width] = input.shape;
  const [top, left, bottom, right] = op.padding;
  const pitch = left + width + right;
  const plane = pitch * (top + height + bottom);
  const planes = arena.reserve(8 * channels * plane);
  const offsets = tapOffsets(op, plane, pitch);
  const record = arena.place(packRecords("convolution", [{
    input: planes,
    rowBytes: 8 * op.stride[0] * pitch,
    columnBytes: 8 * op.stride[1],
    offsets: arena.place(offsets),
    taps: offsets.length,
    weights: arena.place(weightsByFour(op, offsets.length, lanes)),
    bias: arena.place(Float64Array.from({ length: lanes }, (_, o) => op.bias.data[o] ?? 0)),
    target,
    rows,
    columns,
    lanes,
  }]));
  return (valueOf, memory, { convolve }) => {
    const value = valueOf(input.id) ?? new Float64Array(channels * height * width);
    // The padding around the planes is never written and stays 0.
    const padded = new Float64Array(memory, planes, channels * plane);
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        const from = (c * height + y) * width;
        padded.set(value.subarray(from, from + width), c * plane + (top + y) * pitch + left);
      }
    }
    convolve(record);
  };
}

/** Where each tap of the first output lies, in bytes, in the order of the weights. */
function tapOffsets({ weight, dilation }: Conv2d, plane: number, pitch: number): Uint32Array {
  const [, channels, rows, columns] = weight.shape;
  return Uint32Array.from({ length: channels * rows * columns }, (_, tap) => {
    const x = tap % columns;
    const y = (tap - x) / columns % rows;
    const c = Math.floor(tap / (rows * columns));
    return 8 * (c * plane + y * dilation[0] * pitch + x * dilation[1]);
  });
}

/** `[lanes / 4][taps][4]`: what one turn of the kernel reads lies together. */
function weightsByFour({ weight }: Conv2d, taps: number, lanes: number): Float64Array {
  const [outputs] = weight.shape;
  const blocks = new Float64Array(lanes * taps);
  for (let o = 0; o < outputs; o++) {
    const block = (o - o % 4) * taps + o % 4;
    for (let tap = 0; tap < taps; tap++) blocks[block + 4 * tap] = weight.data[o * taps + tap];
  }
  return blocks;
}
