import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { lastDecision } from "./_per_sample.ts";
import type { ConfusionMatrix } from "./confusion_matrix.ts";

/** What holds of a run when every sample has had `t` steps. */
export interface CurvePoint {
  /** Time steps, from 1 on. */
  readonly t: number;
  /** Samples whose decision is right by then; a sample that ended keeps its last decision. */
  readonly correct: number;
  /** `correct` as a fraction. */
  readonly accuracy: number;
  /** Synaptic operations so far, mean per sample. */
  readonly synapticOps: number;
}

/** How active a layer was. */
export interface LayerRate {
  /** The node it came from. */
  readonly name: string;
  /** How many neurons it has. */
  readonly neurons: number;
  /** Mean number of spikes per sample. */
  readonly spikesPerSample: number;
  /** Spikes per neuron and simulated step. */
  readonly rate: number;
}

/** What was measured over all samples. */
export interface RunMetrics {
  /** How many samples. */
  readonly samples: number;
  /** Steps that were wanted. */
  readonly timesteps: number;
  /** Samples that the trained network got right. */
  readonly annCorrect: number;
  /** Samples that the spiking network got right in the end. */
  readonly snnCorrect: number;
  /** Samples on which both ended with the same class. */
  readonly agreeing: number;
  /** One point a time step. */
  readonly curve: readonly CurvePoint[];
  /** One a layer, in topological order. */
  readonly layers: readonly LayerRate[];
  /** The spiking network's decisions against the labels. */
  readonly confusion: ConfusionMatrix;
  /** Spikes of all layers, mean per sample. */
  readonly spikesPerSample: number;
  /** Synaptic operations, mean per sample. */
  readonly synapticOps: number;
  /** Steps simulated, mean per sample; below `timesteps` where samples ended early. */
  readonly meanTimesteps: number;
}

/** Measures a run sample by sample, in memory that does not grow with their number. */
export interface RunMeter {
  /**
   * Count one sample.
   *
   * @param record What it did.
   * @param label Its true class.
   * @param annDecision The trained network's class.
   */
  readonly add: (record: SampleRecord, label: number, annDecision: number) => void;
  /** What was measured so far. */
  readonly result: () => RunMetrics;
}

/**
 * Start measuring a run.
 *
 * @param run Steps wanted, the populations, and how many classes there are.
 *
 * @example
 * ```ts
 * import { createRunMetrics } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = [{ id: "relu", shape: [4], neurons: 4 }];
 * const meter = createRunMetrics({ timesteps: 2, layers, classes: 3 });
 * meter.add({
 *   steps: 2,
 *   decisions: Uint16Array.of(0, 2),
 *   scores: new Float32Array(3),
 *   spikes: Uint32Array.of(1, 3),
 *   synapticOps: Float64Array.of(5, 15),
 * }, 2, 2);
 * const { curve, layers: [relu] } = meter.result();
 * assertEquals(curve.map(({ correct }) => correct), [0, 1]);
 * assertEquals(curve.map(({ synapticOps }) => synapticOps), [5, 20]);
 * assertEquals(relu.rate, 0.5); // 4 spikes of 4 neurons in 2 steps.
 * ```
 */
export function createRunMetrics(run: {
  readonly timesteps: number;
  readonly layers: readonly LayerInfo[];
  readonly classes: number;
}): RunMeter {
  const { timesteps, layers, classes } = run;
  const correct = new Float64Array(timesteps);
  const operations = new Float64Array(timesteps); // Of each step alone, over all samples.
  const spikes = new Float64Array(layers.length);
  const counts = new Uint32Array(classes * classes);
  let [samples, annCorrect, snnCorrect, agreeing, steps] = [0, 0, 0, 0, 0];

  const add = (record: SampleRecord, label: number, annDecision: number): void => {
    const decision = lastDecision(record);
    if (!(label >= 0 && label < classes) || decision >= classes) {
      throw new RangeError(
        `Cannot measure a sample as classes must lie in 0 … ${classes - 1}: received ` +
          `label ${label} and decision ${decision} at sample ${samples}`,
      );
    }
    samples++;
    steps += record.steps;
    if (annDecision === label) annCorrect++;
    if (decision === label) snnCorrect++;
    if (decision === annDecision) agreeing++;
    if (decision >= 0) counts[label * classes + decision]++;
    for (let t = 0; t < timesteps; t++) {
      if ((t < record.steps ? record.decisions[t] : decision) === label) correct[t]++;
    }
    for (let t = 0; t < record.steps; t++) operations[t] += record.synapticOps[t];
    for (let i = 0; i < record.spikes.length; i++) spikes[i % layers.length] += record.spikes[i];
  };

  const result = (): RunMetrics => {
    const per = (total: number): number => samples > 0 ? total / samples : 0;
    let total = 0;
    const curve = Array.from(correct, (right, at) => {
      total += operations[at];
      return { t: at + 1, correct: right, accuracy: per(right), synapticOps: per(total) };
    });
    return {
      samples,
      timesteps,
      annCorrect,
      snnCorrect,
      agreeing,
      curve,
      layers: layers.map(({ id, neurons }, at) => ({
        name: id,
        neurons,
        spikesPerSample: per(spikes[at]),
        rate: neurons * steps > 0 ? spikes[at] / (neurons * steps) : 0,
      })),
      confusion: { classes, counts: counts.slice() },
      spikesPerSample: per(spikes.reduce((sum, count) => sum + count, 0)),
      synapticOps: per(total),
      meanTimesteps: per(steps),
    };
  };
  return { add, result };
}
