import type { Recording } from "@snnkit/recording";
import type { CurvePoint } from "./run_metrics.ts";

/** How long samples ran. */
export interface Latency {
  /** Steps simulated, mean per sample. */
  readonly meanTimesteps: number;
  /** Half of the samples took no more steps. */
  readonly medianTimesteps: number;
  /** Share of the samples that a stop rule ended before the last step. */
  readonly endedEarly: number;
}

/**
 * How many steps the samples of a recording took; zeros where there are none.
 *
 * @example
 * ```ts
 * import { latency } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(latency({ timesteps: 8, layers: [], samples: [] }).meanTimesteps, 0);
 * ```
 */
export function latency(recording: Recording): Latency {
  const steps = recording.samples.map((record) => record.steps).sort((a, b) => a - b);
  const count = steps.length;
  if (count === 0) return { meanTimesteps: 0, medianTimesteps: 0, endedEarly: 0 };
  return {
    meanTimesteps: steps.reduce((sum, value) => sum + value, 0) / count,
    medianTimesteps: steps[Math.ceil(count / 2) - 1],
    endedEarly: steps.filter((value) => value < recording.timesteps).length / count,
  };
}

/**
 * From which time step on the accuracy stays at or above a wanted one.
 *
 * @param accuracy A fraction, e.g. 0.99 of the last point's.
 * @returns `undefined` where it does not hold at the end.
 *
 * @see Diehl et al. 2015, doi:10.1109/IJCNN.2015.7280696, who compare networks by such a time
 *
 * @example
 * ```ts
 * import { timeToReach } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const curve = [0.2, 0.9, 0.8, 0.9].map((accuracy, i) => ({
 *   t: i + 1,
 *   correct: 10 * accuracy,
 *   accuracy,
 *   synapticOps: 0,
 * }));
 * assertEquals(timeToReach(curve, 0.85), 4); // The third step falls below once more.
 * assertEquals(timeToReach(curve, 0.95), undefined);
 * ```
 */
export function timeToReach(curve: readonly CurvePoint[], accuracy: number): number | undefined {
  let reached: number | undefined;
  for (let at = curve.length - 1; at >= 0 && curve[at].accuracy >= accuracy; at--) {
    reached = curve[at].t;
  }
  return reached;
}
