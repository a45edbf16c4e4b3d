import { type CompensationSearch, searchCompensation } from "@snnkit/calibrate";
import type { Dataset } from "@snnkit/datasets";
import type { AnnGraph, RateGraph } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { createRateSimulator } from "@snnkit/sim-rate";
import { joined, someSamples } from "./some_samples.ts";
import { watchWork } from "./watch_work.ts";

/** For what a compensation factor is searched. */
export interface CompensationSettings {
  /** The network converted with a factor. */
  readonly convert: (factor: number) => RateGraph;
  /** The steps that it is meant for. */
  readonly timesteps: number;
  /** Ends the work between two samples. */
  readonly signal: AbortSignal;
}

/** Samples that each factor is tried on at most. */
const SAMPLES = 128;

/** Steps in all samples together: a factor costs as much for many steps as for few. */
const STEPS = 4096;

/** Samples at least, however many their steps. */
const FEWEST = 32;

/** Samples in one call of ONNX Runtime. */
const BATCH = 16;

/** Searches the compensation factor of a network, on samples of the calibration data. */
export async function compensateModel(
  prepared: AnnGraph,
  data: Dataset,
  { convert, timesteps, signal }: CompensationSettings,
): Promise<CompensationSearch> {
  const enough = Math.max(FEWEST, Math.min(SAMPLES, Math.floor(STEPS / timesteps)));
  const samples = someSamples(data, enough);
  const logits: Float32Array[] = [];
  {
    await using runner = await createAnnRunner(prepared);
    for (let start = 0; start < samples.length; start += BATCH) {
      const { data: scores, shape } = await runner.run(joined(samples.slice(start, start + BATCH)));
      const classes = scores.length / shape[0];
      for (let i = 0; i < shape[0]; i++) logits.push(scores.slice(i * classes, (i + 1) * classes));
    }
  }
  return await watchWork("compensating", signal, (onProgress) =>
    searchCompensation({
      convert,
      timesteps,
      samples,
      logits,
      createSimulator: createRateSimulator,
      onProgress,
    }));
}
