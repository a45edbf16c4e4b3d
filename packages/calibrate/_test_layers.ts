import type { DecomposedErrors, ErrorPart, ErrorSize } from "@snnkit/metrics";

/** A layer whose parts have these sizes, of an activation of size 1. */
export function layerWith(
  name: string,
  sizes: Partial<Record<ErrorPart, number>>,
  more: Partial<DecomposedErrors> = {},
): DecomposedErrors {
  const sizeOf = (rms: number): ErrorSize => ({ mean: 0, meanAbsolute: rms, rms });
  const { inherited = 0, clipping = 0, quantisation = 0, unevenness = 0 } = sizes;
  const own = Math.hypot(clipping, quantisation, unevenness);
  return {
    decomposed: true,
    name,
    neurons: 10,
    activation: 1,
    error: sizeOf(Math.hypot(inherited, own)),
    own: sizeOf(own),
    parts: {
      inherited: { ...sizeOf(inherited), share: 0 },
      clipping: { ...sizeOf(clipping), share: 0 },
      quantisation: { ...sizeOf(quantisation), share: 0 },
      unevenness: { ...sizeOf(unevenness), share: 0 },
    },
    largest: "inherited",
    clipped: 0,
    clippedChannels: 0,
    worst: [],
    ...more,
  };
}
