import type { Recording } from "@snnkit/recording";
import { checkPerSample, lastDecision } from "./_per_sample.ts";

/**
 * On which share of the samples the spiking network's last decision is the trained network's.
 *
 * @param annDecisions The trained network's class for each sample.
 * @returns A fraction in `0 … 1`; 1 where there are no samples.
 * @throws {TypeError} Where there is not one decision a sample.
 *
 * @example
 * ```ts
 * import { agreement } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(agreement({ timesteps: 8, layers: [], samples: [] }, []), 1);
 * ```
 */
export function agreement(recording: Recording, annDecisions: ArrayLike<number>): number {
  checkPerSample(recording, annDecisions, "decision of the trained network");
  const { samples } = recording;
  const agreeing = samples.filter((record, i) => lastDecision(record) === annDecisions[i]).length;
  return samples.length === 0 ? 1 : agreeing / samples.length;
}
