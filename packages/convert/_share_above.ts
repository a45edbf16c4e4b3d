import type { Distribution } from "@snnkit/ir";

/** Which share of all values lies above a positive value, `0 … 1`; bins are taken as evenly spread. */
export function shareAbove(distribution: Distribution, value: number): number {
  const { count, max, mantissaBits, firstBin, counts } = distribution;
  if (count === 0 || value >= max) return 0;
  const shift = 23 - mantissaBits;
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
  const bin = (bits >>> shift) - firstBin;
  let above = 0;
  for (let k = Math.max(0, bin + 1); k < counts.length; k++) above += counts[k];
  // The bits below the bin's number tell how far into its bin the value lies.
  if (bin >= 0) above += counts[bin] * (1 - (bits & ((1 << shift) - 1)) / (1 << shift));
  return above / count;
}
