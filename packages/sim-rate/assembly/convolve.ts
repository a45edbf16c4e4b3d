// The convolution that makes a sample's constant currents: float64, each output one sum over its
// taps in order, as the plain definition has it. Four pixels by four channels stay in registers.

import { Convolution } from "./records";

@inline
function round(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(
    f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high),
    0, 1, 4, 5,
  );
}

/** Writes the currents of all pixels, `[pixels][lanes]` of f32. */
export function convolve(layer: Convolution): void {
  const taps = layer.offsets;
  const tapsEnd = taps + (layer.taps << 2);
  const step = layer.columnBytes;
  const laneBytes = layer.lanes << 2;
  let target = layer.target;
  for (let y: u32 = 0; y < layer.rows; y++) {
    const row = layer.input + y * layer.rowBytes;
    let x: u32 = 0;
    for (; x + 4 <= layer.columns; x += 4) {
      const pixels = row + x * step;
      let weights = layer.weights;
      for (let lane: u32 = 0; lane < layer.lanes; lane += 4) {
        const low = v128.load(layer.bias + (lane << 3));
        const high = v128.load(layer.bias + (lane << 3) + 16);
        let a = low, b = low, c = low, d = low;
        let e = high, f = high, g = high, h = high;
        for (let tap = taps; tap < tapsEnd; tap += 4, weights += 32) {
          const at = pixels + load<u32>(tap);
          const first = v128.load(weights);
          const second = v128.load(weights + 16);
          const p = v128.load64_splat(at);
          const q = v128.load64_splat(at + step);
          const r = v128.load64_splat(at + 2 * step);
          const s = v128.load64_splat(at + 3 * step);
          a = f64x2.add(a, f64x2.mul(first, p));
          b = f64x2.add(b, f64x2.mul(first, q));
          c = f64x2.add(c, f64x2.mul(first, r));
          d = f64x2.add(d, f64x2.mul(first, s));
          e = f64x2.add(e, f64x2.mul(second, p));
          f = f64x2.add(f, f64x2.mul(second, q));
          g = f64x2.add(g, f64x2.mul(second, r));
          h = f64x2.add(h, f64x2.mul(second, s));
        }
        const to = target + (lane << 2);
        v128.store(to, round(a, e));
        v128.store(to + laneBytes, round(b, f));
        v128.store(to + 2 * laneBytes, round(c, g));
        v128.store(to + 3 * laneBytes, round(d, h));
      }
      target += 4 * laneBytes;
    }
    for (; x < layer.columns; x++) {
      const pixel = row + x * step;
      let weights = layer.weights;
      for (let lane: u32 = 0; lane < layer.lanes; lane += 4) {
        let low = v128.load(layer.bias + (lane << 3));
        let high = v128.load(layer.bias + (lane << 3) + 16);
        for (let tap = taps; tap < tapsEnd; tap += 4, weights += 32) {
          const p = v128.load64_splat(pixel + load<u32>(tap));
          low = f64x2.add(low, f64x2.mul(v128.load(weights), p));
          high = f64x2.add(high, f64x2.mul(v128.load(weights + 16), p));
        }
        v128.store(target + (lane << 2), round(low, high));
      }
      target += laneBytes;
    }
  }
}
