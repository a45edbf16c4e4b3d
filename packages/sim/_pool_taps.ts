import type { AvgPool2d } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";

/**
 * Visit what an average pool adds up: every pair of an output and an input element of one channel's
 * plane, with the weight `1 / divisor`.
 *
 * @param op The pool.
 * @param from Plane of the input, `[H, W]`.
 * @param to Plane of the output, `[H, W]`.
 */
export function forEachPoolTap(
  op: AvgPool2d,
  from: Shape,
  to: Shape,
  visit: (output: number, input: number, weight: number) => void,
): void {
  const rows = windowsOf(op, 0, from[0], to[0]);
  const columns = windowsOf(op, 1, from[1], to[1]);
  rows.forEach((row, i) =>
    columns.forEach((column, j) => {
      const weight = 1 / (row.divisor * column.divisor);
      for (const y of row.cells) {
        for (const x of column.cells) visit(i * to[1] + j, y * from[1] + x, weight);
      }
    })
  );
}

/** The cells that each window of one axis covers, and how many count in its divisor. */
function windowsOf(
  { kernel, stride, padding, dilation, countPadding }: AvgPool2d,
  axis: 0 | 1,
  length: number,
  windows: number,
): { readonly cells: number[]; readonly divisor: number }[] {
  return Array.from({ length: windows }, (_, i) => {
    const begin = i * stride[axis] - padding[axis];
    const taps = Array.from({ length: kernel[axis] }, (_, k) => begin + k * dilation[axis]);
    const cells = taps.filter((at) => at >= 0 && at < length);
    // Cells beyond the trailing padding, which only a rounded-up window has, never count.
    const padded = taps.filter((at) => at < length + padding[axis + 2]);
    return { cells, divisor: countPadding ? padded.length : cells.length };
  });
}
