import type { PoolWindow } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";

/** The largest count of every window, `[C, H, W]`; 0 where a window lies over padding alone. */
export function poolCounts(
  counts: Int32Array,
  [channels, height, width]: Shape,
  { kernel, stride, padding: [top, left], dilation }: PoolWindow,
  [, rows, columns]: Shape,
): Int32Array {
  const pooled = new Int32Array(channels * rows * columns);
  for (let i = 0; i < pooled.length; i++) {
    const channel = Math.floor(i / (rows * columns));
    const row = Math.floor(i / columns) % rows;
    const column = i % columns;
    let most: number | undefined;
    for (let ky = 0; ky < kernel[0]; ky++) {
      const y = row * stride[0] - top + ky * dilation[0];
      if (y < 0 || y >= height) continue;
      for (let kx = 0; kx < kernel[1]; kx++) {
        const x = column * stride[1] - left + kx * dilation[1];
        if (x < 0 || x >= width) continue;
        const count = counts[(channel * height + y) * width + x];
        if (most === undefined || count > most) most = count;
      }
    }
    pooled[i] = most ?? 0;
  }
  return pooled;
}
