import type { ErrorPart } from "@snnkit/metrics";

/** What the parts of an error are called, as they stand in a sentence. */
export const PART_NAMES: Readonly<Record<ErrorPart, string>> = {
  inherited: "inherited",
  clipping: "clipped",
  quantisation: "quantised",
  unevenness: "uneven",
};
