import type { Finding } from "@snnkit/ir";
import type { RunMetrics } from "./run_metrics.ts";
import type { AnytimeSummary, RunSeconds, RunSettings, RunSummary } from "./run_summary.ts";

/**
 * Put a run's settings, measurements and times into the one object that `snn run --json` prints.
 * Every number in it is finite, so that JSON can hold it.
 *
 * @param run Settings, what was measured, what stop rules would have done where that was measured,
 * multiply-adds of the trained network per sample, wall time, findings.
 * @throws {RangeError} Where no sample was measured.
 *
 * @example
 * ```ts
 * import { createRunMetrics, summarise } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const meter = createRunMetrics({ timesteps: 1, layers: [], classes: 2 });
 * meter.add({
 *   steps: 1,
 *   decisions: Uint16Array.of(1),
 *   scores: Float32Array.of(0, 1),
 *   spikes: new Uint32Array(),
 *   synapticOps: Float64Array.of(7),
 * }, 1, 1);
 * const summary = summarise({
 *   settings: {
 *     model: "tiny.onnx",
 *     recipe: "calibrated",
 *     code: "rate",
 *     engine: "event",
 *     precision: "f32",
 *     threads: 1,
 *     seed: 0,
 *   },
 *   metrics: meter.result(),
 *   annMacs: 12,
 *   seconds: { load: 0, convert: 0, ann: 0, simulate: 0.5 },
 *   findings: [],
 * });
 * assertEquals(summary.snn, { correct: 1, accuracy: 1, agreement: 1 });
 * assertEquals(summary.imagesPerSecond, 2);
 * ```
 */
export function summarise(run: {
  readonly settings: RunSettings;
  readonly metrics: RunMetrics;
  readonly anytime?: AnytimeSummary;
  readonly annMacs: number;
  readonly seconds: RunSeconds;
  readonly findings: readonly Finding[];
}): RunSummary {
  const { settings, metrics, anytime, annMacs, seconds, findings } = run;
  const { samples, timesteps, annCorrect, snnCorrect, agreeing, curve, layers } = metrics;
  if (samples === 0) {
    throw new RangeError("Cannot summarise a run as it must have at least one sample");
  }
  const { model, recipe, recipeOptions, code, engine, precision, threads, seed } = settings;
  const { readout, stop } = settings;
  const neurons = layers.reduce((sum, layer) => sum + layer.neurons, 0);
  const { load, convert, ann, simulate } = seconds;
  return {
    model,
    recipe,
    ...recipeOptions && { recipeOptions },
    code,
    engine,
    precision,
    threads,
    seed,
    ...readout !== undefined && { readout },
    ...stop !== undefined && { stop },
    samples,
    timesteps,
    ann: { correct: annCorrect, accuracy: annCorrect / samples },
    snn: {
      correct: snnCorrect,
      accuracy: snnCorrect / samples,
      agreement: agreeing / samples,
    },
    curve: curve.map(({ t, correct, synapticOps }) => ({ t, correct, synapticOps })),
    spikes: {
      perSample: metrics.spikesPerSample,
      perNeuron: neurons > 0 ? metrics.spikesPerSample / neurons : 0,
      layers: layers.map(({ name, rate }) => ({ name, rate })),
    },
    operations: { annMacs, synapticOps: metrics.synapticOps },
    latency: { meanTimesteps: metrics.meanTimesteps },
    ...anytime && { anytime },
    seconds: { load, convert, ann, simulate },
    // A clock too coarse to see the run must not divide by zero.
    imagesPerSecond: samples / Math.max(simulate, 1e-9),
    findings,
  };
}
