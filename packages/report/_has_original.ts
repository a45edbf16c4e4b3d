import type { RunSummary } from "@snnkit/metrics";

/**
 * Whether a trained network was run beside the spiking one. Files that hold only a spiking network
 * have none; their summary says 0 everywhere, and no trained network does without a multiply-add.
 */
export function hasOriginal({ operations }: RunSummary): boolean {
  return operations.annMacs > 0;
}
