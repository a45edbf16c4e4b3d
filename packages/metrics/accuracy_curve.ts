import type { Recording } from "@snnkit/recording";
import { checkPerSample } from "./_per_sample.ts";
import { createRunMetrics, type CurvePoint } from "./run_metrics.ts";

/**
 * Accuracy and synaptic operations after every time step; a sample that ended early keeps its last
 * decision and causes no more operations.
 *
 * @param labels The true class of each sample.
 * @throws {TypeError} Where there is not one label a sample.
 *
 * @see Rueckauer et al. 2017, doi:10.3389/fnins.2017.00682, whose accuracy–operations curves it gives
 *
 * @example
 * ```ts
 * import { accuracyCurve } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const record = {
 *   steps: 2,
 *   decisions: Uint16Array.of(0, 1),
 *   scores: new Float32Array(2),
 *   spikes: new Uint32Array(),
 *   synapticOps: Float64Array.of(3, 4),
 * };
 * const curve = accuracyCurve({ timesteps: 3, layers: [], samples: [record] }, [1]);
 * assertEquals(curve.map((point) => [point.t, point.accuracy, point.synapticOps]), [
 *   [1, 0, 3],
 *   [2, 1, 7],
 *   [3, 1, 7],
 * ]);
 * ```
 */
export function accuracyCurve(recording: Recording, labels: ArrayLike<number>): CurvePoint[] {
  checkPerSample(recording, labels, "label");
  let classes = 1;
  recording.samples.forEach((record, i) => {
    for (const decision of record.decisions) classes = Math.max(classes, decision + 1);
    classes = Math.max(classes, labels[i] + 1);
  });
  const meter = createRunMetrics({ ...recording, classes });
  recording.samples.forEach((record, i) => meter.add(record, labels[i], labels[i]));
  return [...meter.result().curve];
}
