import { assertEquals } from "@std/assert";
import type { RunSummary } from "@snnkit/metrics";
import type { Ended } from "./_run_snn.ts";

/** The object that a successful `snn run --json` printed: exactly one, on one line. */
export function summaryOf({ code, out, err }: Ended): RunSummary {
  assertEquals([code, err], [0, ""]);
  assertEquals(out.split("\n").length, 2, "there is more than one line");
  return JSON.parse(out);
}

/** A run without what its clock said, which differs from run to run. */
export function timeless(summary: RunSummary): object {
  const { seconds: _, imagesPerSecond: __, ...rest } = summary;
  return rest;
}

/** What the networks did, whatever they and the data are called and whatever simulated them. */
export function deeds(
  { samples, timesteps, ann, snn, curve, spikes, operations, latency, anytime }: RunSummary,
): object {
  return { samples, timesteps, ann, snn, curve, spikes, operations, latency, anytime };
}
