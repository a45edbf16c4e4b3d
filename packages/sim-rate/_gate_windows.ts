import type { GatePopulation } from "@snnkit/sim";

/** The pixels of the sources' plane that each pixel of a gate watches, in row-major order. */
export function gateWindows({ window, inputPlane, outputPlane }: GatePopulation): number[][] {
  const [rows, columns] = outputPlane;
  const windows: number[][] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const cells: number[] = [];
      for (let ky = 0; ky < window.kernel[0]; ky++) {
        const y = i * window.stride[0] + ky * window.dilation[0] - window.padding[0];
        if (y < 0 || y >= inputPlane[0]) continue;
        for (let kx = 0; kx < window.kernel[1]; kx++) {
          const x = j * window.stride[1] + kx * window.dilation[1] - window.padding[1];
          if (x >= 0 && x < inputPlane[1]) cells.push(y * inputPlane[1] + x);
        }
      }
      windows.push(cells);
    }
  }
  return windows;
}
