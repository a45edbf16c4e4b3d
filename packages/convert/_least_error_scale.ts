import type { Distribution } from "@snnkit/ir";

/** From one scale that is tried to the next smaller one. */
const RATIO = 0.97;

/** The smallest scale that is tried, as a part of the largest value. */
const SMALLEST = 0.15;

/**
 * The scale λ by which `levels` steps tell values best: of least `Σ (a − λ n / levels)²`, where
 * `n = round(levels · a / λ)`, at most `levels`. A smaller λ makes steps finer and clips more.
 *
 * @param distribution What was seen; each bin stands for its middle.
 * @param levels Steps between silence and a spike in every one, ≥ 1.
 * @returns 0 where nothing was above 0.
 */
export function leastErrorScale(distribution: Distribution, levels: number): number {
  const { positive, max, mantissaBits, firstBin, counts } = distribution;
  if (positive === 0) return 0;
  const middles = middlesOf(firstBin, counts.length, mantissaBits);
  let [best, least] = [max, Infinity];
  for (let part = 1; part >= SMALLEST; part *= RATIO) {
    const scale = max * part;
    let squares = 0;
    for (let k = 0; k < counts.length; k++) {
      if (counts[k] === 0) continue;
      const spikes = Math.min(levels, Math.floor(levels * middles[k] / scale + 0.5));
      squares += counts[k] * (middles[k] - scale * spikes / levels) ** 2;
    }
    if (squares < least) [best, least] = [scale, squares];
  }
  return best;
}

/** The float32 in the middle of each bin. */
function middlesOf(firstBin: number, bins: number, mantissaBits: number): Float32Array {
  const shift = 23 - mantissaBits;
  const half = shift > 0 ? 1 << (shift - 1) : 0;
  const patterns = Uint32Array.from({ length: bins }, (_, k) => ((firstBin + k) << shift) + half);
  return new Float32Array(patterns.buffer);
}
