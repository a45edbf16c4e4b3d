import type { Finding } from "@snnkit/ir";
import type { Scales } from "./population_scale.ts";

/** How much of what was seen lies above the scales, in one finding; none where nothing does. */
export function clippingFindings(scales: Scales): readonly Finding[] {
  const sorted = [...scales].sort(([, a], [, b]) => b.clipped - a.clipped);
  if (sorted.length === 0 || sorted[0][1].clipped === 0) return [];
  const perCent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
  const mean = sorted.reduce((sum, [, { clipped }]) => sum + clipped, 0) / sorted.length;
  const [[node, { clipped }]] = sorted;
  return [{
    code: "activations-clipped",
    message: `Above the scale of their layer lie ${perCent(mean)} of the activations on average, ` +
      `most in "${node}" with ${perCent(clipped)}`,
  }];
}
