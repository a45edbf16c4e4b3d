import type { GatePopulation } from "@snnkit/sim";

/** Which pixels of a gate watch each pixel of its sources' plane. */
export interface GateReach {
  /** Source pixel `p` owns entries `start[p] … start[p + 1] − 1`. */
  readonly start: Uint32Array;
  /** Pixels of the gate, ascending. */
  readonly target: Uint32Array;
}

/** Turn the windows of a gate around: from what is watched to who watches. */
export function gateReach(gate: GatePopulation): GateReach {
  const [rows, columns] = gate.inputPlane;
  const start = new Uint32Array(rows * columns + 1);
  forEachCell(gate, (cell) => void start[cell + 1]++);
  for (let p = 0; p < rows * columns; p++) start[p + 1] += start[p];
  const next = start.slice();
  const target = new Uint32Array(start[rows * columns]);
  forEachCell(gate, (cell, pixel) => void (target[next[cell]++] = pixel));
  return { start, target };
}

function forEachCell(
  { window, inputPlane, outputPlane }: GatePopulation,
  visit: (cell: number, pixel: number) => void,
): void {
  const { kernel, stride, dilation, padding } = window;
  for (let pixel = 0; pixel < outputPlane[0] * outputPlane[1]; pixel++) {
    const [i, j] = [Math.floor(pixel / outputPlane[1]), pixel % outputPlane[1]];
    for (let ky = 0; ky < kernel[0]; ky++) {
      const y = i * stride[0] + ky * dilation[0] - padding[0];
      if (y < 0 || y >= inputPlane[0]) continue;
      for (let kx = 0; kx < kernel[1]; kx++) {
        const x = j * stride[1] + kx * dilation[1] - padding[1];
        if (x >= 0 && x < inputPlane[1]) visit(y * inputPlane[1] + x, pixel);
      }
    }
  }
}
