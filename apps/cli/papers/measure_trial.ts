import { type OptionValues, recipeByName, resolveOptions } from "@snnkit/convert";
import type { Finding } from "@snnkit/ir";
import { createRunMetrics, type RunMetrics, timeToReach } from "@snnkit/metrics";
import type { SampleRecord } from "@snnkit/recording";
import { compileNetwork } from "@snnkit/sim";
import type { Interrupt } from "../io/interrupt.ts";
import { classesOf } from "../pipeline/check_fit.ts";
import { convertModel } from "../pipeline/convert_model.ts";
import { rateErrors } from "../pipeline/correlate.ts";
import { simulateAll } from "../pipeline/simulate_all.ts";
import { onInput } from "../user_error.ts";
import type { Specimen } from "./material.ts";
import type { Trial } from "./paper.ts";
import type { CurveSample, Obtained, RowResult } from "./paper_result.ts";

/** How rows are measured. */
export interface TrialSettings {
  /** Steps of every sample. */
  readonly timesteps: number;
  /** How many samples are simulated side by side. */
  readonly threads: number;
  /** Seed of everything random. */
  readonly seed: number;
  /** Whether rates are compared with activations, which costs a run of the trained network. */
  readonly rates: boolean;
}

/** A row that was measured. */
export interface Measured {
  /** Its numbers. */
  readonly obtained: Obtained;
  /** The recipe's options, with what was searched in its place. */
  readonly options: OptionValues;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
}

/** Of so many first samples rates are compared with activations. */
const COMPARED = 8;

/** Points of a curve that are kept for each doubling of the steps. */
const POINTS = 4;

/** What of a trial is known without running it. */
export function describeTrial(trial: Trial): Omit<RowResult, "obtained"> {
  const { labels, recipe, options = {}, readout = "membrane", published } = trial;
  const resolved = onInput(recipe, () => resolveOptions(recipeByName(recipe), options));
  return { labels, recipe, options: resolved, readout, ...(published && { published }) };
}

/** Converts and runs a network as a row of a paper's table says. */
export async function measureTrial(
  trial: Trial,
  { graph: original, macs, data, labels, calibration, measured, decisions }: Specimen,
  { timesteps, threads, seed, rates }: TrialSettings,
  interrupt: Interrupt,
): Promise<Measured> {
  const { recipe, options: given, readout } = describeTrial(trial);
  const { searched = [] } = trial;
  const { graph, prepared, options, findings } = await convertModel(original, calibration, {
    recipe: { name: recipe, options: given, searched },
    timesteps,
    signal: interrupt.signal,
    measured,
  });
  const network = onInput(original.name, () => compileNetwork(graph));
  const detailed = rates ? Math.min(COMPARED, data.count) : 0;
  const first: SampleRecord[] = [];
  let meter: ReturnType<typeof createRunMetrics> | undefined;
  const simulated = await simulateAll(
    network,
    data,
    {
      engine: "event",
      timesteps,
      readout: readout as NonNullable<Trial["readout"]>,
      seed,
      start: 0,
      detailed,
      threads,
    },
    interrupt,
    {
      begin: (layers) => {
        meter = createRunMetrics({ timesteps, layers, classes: classesOf(graph) });
      },
      record: (record, index) => {
        if (index < detailed) first.push(record);
        meter?.add(record, labels[index], decisions[index]);
      },
    },
  );
  if (meter === undefined) throw new Error("Unreachable: the simulation has begun");
  const obtained = obtainedOf(meter.result(), macs);
  if (detailed === 0) return { obtained, options, findings };
  const errors = await rateErrors({
    graph,
    ann: prepared,
    layers: simulated.layers,
    detailed: first,
    data,
  });
  const rateError = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
  return { obtained: { ...obtained, rateError }, options, findings };
}

function obtainedOf(metrics: RunMetrics, annMacs: number): Obtained {
  const { samples, timesteps, annCorrect, snnCorrect, agreeing, curve } = metrics;
  const snn = snnCorrect / samples;
  const settled = snn > 0 ? timeToReach(curve, 0.99 * snn) : undefined;
  return {
    samples,
    timesteps,
    ann: annCorrect / samples,
    snn,
    agreement: agreeing / samples,
    ...(settled !== undefined && { settled }),
    spikes: metrics.spikesPerSample,
    synapticOps: metrics.synapticOps,
    annMacs,
    curve: thinned(curve),
  };
}

function thinned(curve: RunMetrics["curve"]): CurveSample[] {
  const last = curve.length;
  const steps = new Set([last]);
  for (let k = 0; 2 ** (k / POINTS) < last; k++) steps.add(Math.round(2 ** (k / POINTS)));
  return [...steps].sort((a, b) => a - b)
    .map((t) => curve[t - 1])
    .map(({ t, accuracy, synapticOps }) => ({ t, accuracy, synapticOps }));
}
