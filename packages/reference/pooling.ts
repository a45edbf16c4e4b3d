import {
  type AvgPool2d,
  inferShape,
  type MaxPool2d,
  type MaxPoolGate,
  type PoolWindow,
} from "@snnkit/ir";
import { type Shape, sizeOf, type Tensor, tensor } from "@snnkit/tensor";

/**
 * The cells of the input under each window, row-major within the window: padding is left out.
 *
 * @param op The window.
 * @param input `[C, H, W]`.
 * @returns For each output cell, in order, the flat positions of the input it covers.
 *
 * @example
 * ```ts
 * import { windowCells } from "@snnkit/reference/pooling";
 * import { maxPool2d } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(windowCells(maxPool2d(2), [1, 2, 4]), [[0, 1, 4, 5], [2, 3, 6, 7]]);
 * ```
 */
export function windowCells(
  op: AvgPool2d | MaxPool2d | MaxPoolGate,
  input: Shape,
): readonly (readonly number[])[] {
  const [channels, height, width] = input;
  const [, rows, columns] = inferShape(op, [input]);
  const windows: number[][] = [];
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const cells: number[] = [];
        for (const y of taps(op, 0, i)) {
          if (y < 0 || y >= height) continue;
          for (const x of taps(op, 1, j)) {
            if (x >= 0 && x < width) cells.push((c * height + y) * width + x);
          }
        }
        windows.push(cells);
      }
    }
  }
  return windows;
}

/**
 * Largest value under each window; padding never wins.
 *
 * @param op The window.
 * @param input `[C, H, W]`.
 * @returns `[C, Ho, Wo]`.
 */
export function maxPool(op: MaxPool2d, input: Tensor): Tensor {
  const maxima = windowCells(op, input.shape).map((cells) =>
    cells.reduce((largest, cell) => Math.max(largest, input.data[cell]), -Infinity)
  );
  return tensor(inferShape(op, [input.shape]), maxima);
}

/**
 * Mean under each window: the sum of its cells over their number or, with `countPadding`, over the
 * number of its cells that lie in the padded input. Sums in float64, stores float32.
 *
 * @param op The window.
 * @param input `[C, H, W]`.
 * @returns `[C, Ho, Wo]`.
 */
export function avgPool(op: AvgPool2d, input: Tensor): Tensor {
  const shape = inferShape(op, [input.shape]);
  const [, rows, columns] = shape;
  const [, height, width] = input.shape;
  const means = new Float32Array(sizeOf(shape));
  windowCells(op, input.shape).forEach((cells, at) => {
    const sum = cells.reduce((total, cell) => total + input.data[cell], 0);
    if (op.countPadding) {
      const i = Math.floor(at / columns) % rows;
      means[at] = sum / (paddedTaps(op, 0, i, height) * paddedTaps(op, 1, at % columns, width));
    } else {
      means[at] = sum / cells.length;
    }
  });
  return tensor(shape, means);
}

/** Where the taps of a window lie along one axis of the plane, padding and beyond included. */
function taps(op: PoolWindow, axis: 0 | 1, position: number): number[] {
  const begin = position * op.stride[axis] - op.padding[axis];
  return Array.from({ length: op.kernel[axis] }, (_, tap) => begin + tap * op.dilation[axis]);
}

/** How many taps lie in the input or its padding. */
function paddedTaps(op: PoolWindow, axis: 0 | 1, position: number, length: number): number {
  return taps(op, axis, position).filter((at) => at < length + op.padding[axis + 2]).length;
}
