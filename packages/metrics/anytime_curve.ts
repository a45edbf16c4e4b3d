import type { Recording, SampleRecord } from "@snnkit/recording";
import { checkPerSample } from "./_per_sample.ts";

/** A family of stop rules: one for each threshold. */
export interface AnytimeRule {
  /**
   * What the records' confidence is: a sample ends with the first step after which a `"margin"` is at
   * least, an `"entropy"` at most the threshold.
   */
  readonly criterion: "margin" | "entropy";
  /** The thresholds to try. */
  readonly thresholds: readonly number[];
}

/** What a run would have been, had its samples ended by one threshold. */
export interface AnytimePoint {
  /** X of `margin=X` or `entropy=X`. */
  readonly threshold: number;
  /** Samples whose decision is right where they end. */
  readonly correct: number;
  /** `correct` as a fraction. */
  readonly accuracy: number;
  /** Steps, mean per sample. */
  readonly meanTimesteps: number;
  /** Synaptic operations, mean per sample. */
  readonly synapticOps: number;
}

/** Measures what stop rules would do, sample by sample, in memory that does not grow with them. */
export interface AnytimeMeter {
  /**
   * Count one sample.
   *
   * @throws {TypeError} Where its record holds no confidence.
   */
  readonly add: (record: SampleRecord, label: number) => void;
  /** What was measured so far: one point a threshold, in their order. */
  readonly result: () => AnytimePoint[];
}

/**
 * Start measuring what stop rules would do to samples that ran to their last step.
 *
 * A sample that no step satisfies runs to its end. As a record's confidence is what the simulator's
 * stop rule compares, every point is what a run with that rule gives, to the last spike.
 *
 * @param rule The rules to try.
 */
export function createAnytimeMeter({ criterion, thresholds }: AnytimeRule): AnytimeMeter {
  const correct = new Float64Array(thresholds.length);
  const steps = new Float64Array(thresholds.length);
  const operations = new Float64Array(thresholds.length);
  let samples = 0;

  const add = (record: SampleRecord, label: number): void => {
    const { confidence, decisions, synapticOps } = record;
    if (confidence === undefined) {
      throw new TypeError(
        `Cannot tell where a sample would end as its record must hold the confidence after every ` +
          `step: sample ${samples} does not`,
      );
    }
    samples++;
    const spent = Float64Array.from(synapticOps);
    for (let t = 1; t < spent.length; t++) spent[t] += spent[t - 1];
    thresholds.forEach((threshold, at) => {
      const end = endOf(confidence, criterion, threshold);
      if (end === 0) return;
      steps[at] += end;
      operations[at] += spent[end - 1];
      if (decisions[end - 1] === label) correct[at]++;
    });
  };
  const per = (total: number): number => samples > 0 ? total / samples : 0;
  const result = (): AnytimePoint[] =>
    thresholds.map((threshold, at) => ({
      threshold,
      correct: correct[at],
      accuracy: per(correct[at]),
      meanTimesteps: per(steps[at]),
      synapticOps: per(operations[at]),
    }));
  return { add, result };
}

/**
 * Accuracy against time and operations over the criterion of a stop rule, from one recording whose
 * samples ran to their last step and kept their confidence.
 *
 * @param labels The true class of each sample.
 * @throws {TypeError} Where there is not one label a sample, or a record holds no confidence.
 *
 * @example
 * ```ts
 * import { anytimeCurve } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const record = {
 *   steps: 3,
 *   decisions: Uint16Array.of(0, 1, 1),
 *   scores: new Float32Array(2),
 *   spikes: new Uint32Array(),
 *   synapticOps: Float64Array.of(5, 5, 5),
 *   confidence: Float32Array.of(0.125, 0.5, 0.75),
 * };
 * const recording = { timesteps: 3, layers: [], samples: [record] };
 * const rule = { criterion: "margin", thresholds: [0.1, 0.5, 0.9] } as const;
 * const curve = anytimeCurve(recording, [1], rule);
 * assertEquals(curve.map((point) => [point.accuracy, point.meanTimesteps, point.synapticOps]), [
 *   [0, 1, 5],
 *   [1, 2, 10],
 *   [1, 3, 15],
 * ]);
 * ```
 */
export function anytimeCurve(
  recording: Recording,
  labels: ArrayLike<number>,
  rule: AnytimeRule,
): AnytimePoint[] {
  checkPerSample(recording, labels, "label");
  const meter = createAnytimeMeter(rule);
  recording.samples.forEach((record, i) => meter.add(record, labels[i]));
  return meter.result();
}

/**
 * The soonest of the points that get at least so many samples right; undefined where none does.
 *
 * @param points Of an anytime curve.
 * @param correct How many at least, e.g. what the run to the last step gets.
 *
 * @example
 * ```ts
 * import { soonestPoint } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const points = [{ correct: 8, meanTimesteps: 2 }, { correct: 9, meanTimesteps: 3 }];
 * assertEquals(soonestPoint(points, 9)?.meanTimesteps, 3);
 * assertEquals(soonestPoint(points, 10), undefined);
 * ```
 */
export function soonestPoint<P extends Pick<AnytimePoint, "correct" | "meanTimesteps">>(
  points: readonly P[],
  correct: number,
): P | undefined {
  let soonest: P | undefined;
  for (const point of points) {
    const isSooner = soonest === undefined || point.meanTimesteps < soonest.meanTimesteps;
    if (point.correct >= correct && isSooner) soonest = point;
  }
  return soonest;
}

/** How many steps a sample takes. */
function endOf(
  confidence: Float32Array,
  criterion: AnytimeRule["criterion"],
  threshold: number,
): number {
  const met = (value: number): boolean =>
    criterion === "margin" ? value >= threshold : value <= threshold;
  const first = confidence.findIndex(met);
  return first < 0 ? confidence.length : first + 1;
}
