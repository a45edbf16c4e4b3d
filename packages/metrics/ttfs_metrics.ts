import type { FirstSpikeRecord } from "@snnkit/recording";
import { argMax } from "./arg_max.ts";
import type { LayerRate, RunMetrics } from "./run_metrics.ts";

/** A layer whose neurons spike at most once. */
export interface TtfsLayerInfo {
  /** The node it came from. */
  readonly id: string;
  /** How many neurons it has. */
  readonly neurons: number;
}

/** How a layer of first spikes did. */
export interface TtfsLayer {
  /** The node it came from. */
  readonly name: string;
  /** How many neurons it has. */
  readonly neurons: number;
  /** Spikes per neuron and sample, at most 1. */
  readonly spikesPerNeuron: number;
  /** Samples of which some neuron's value was beyond the window. */
  readonly clippedSamples: number;
  /** Such neurons, all samples together. */
  readonly clippedNeurons: number;
}

/** How near to the trained network some samples are. */
export interface Nearness {
  /** How many samples. */
  readonly samples: number;
  /** On how many the class is the same. */
  readonly agreeing: number;
  /** Largest difference of an output from the trained network's, as a share of its largest one. */
  readonly worst: number;
}

/** When classes were known before the end. */
export interface DecisionTimes {
  /** Mean time from the start of the last window to the decision, as a share of that window. */
  readonly meanShare: number;
  /** Share of samples that were decided before the end of the last window. */
  readonly early: number;
}

/** What was measured over all samples of a network of first spikes. */
export interface TtfsMetrics {
  /** As of a rate-coded run; `rate` of a layer is spikes per neuron and sample. */
  readonly run: RunMetrics;
  /** One a layer, in the network's order. */
  readonly layers: readonly TtfsLayer[];
  /** Samples whose activations all stayed in their windows, against the trained network. */
  readonly inside: Nearness;
  /** The others. */
  readonly outside: Nearness;
  /** When the class was known; absent where that was not measured. */
  readonly decisions?: DecisionTimes;
}

/** What is measured, and in which unit of time. */
export interface TtfsRun {
  /** The layers, as records have them. */
  readonly layers: readonly TtfsLayerInfo[];
  /** Layers whose trained network cuts off what is beyond the window, too: no error. */
  readonly saturating?: ReadonlySet<string>;
  /** How many classes there are. */
  readonly classes: number;
  /** Windows one after the other, so many time steps each. */
  readonly windows: number;
  /** S, time steps of a window. */
  readonly steps: number;
  /** From when to when the last window is. */
  readonly last: { readonly start: number; readonly end: number };
}

/** Measures a run sample by sample, in memory that does not grow with their number. */
export interface TtfsMeter {
  /**
   * Count one sample.
   *
   * @param record What it did; its deadlines are the `S` steps of the last window.
   * @param label Its true class.
   * @param annDecision The trained network's class.
   * @param annScores The trained network's outputs before any soft-max, where they are known.
   */
  readonly add: (
    record: FirstSpikeRecord,
    label: number,
    annDecision: number,
    annScores?: Float32Array,
  ) => void;
  /** What was measured so far. */
  readonly result: () => TtfsMetrics;
}

/** Nearness in the making. */
interface NearnessTally {
  samples: number;
  agreeing: number;
  worst: number;
}

/**
 * Start measuring a run of first spikes.
 *
 * Time is counted in steps of a window: a decision in the middle of the last of `n` windows comes
 * after `(n − 1/2) S` steps. Before the last window starts nothing has reached the outputs; the curve
 * begins with it.
 *
 * @param run What is measured.
 *
 * @example
 * ```ts
 * import { createTtfsMetrics } from "@snnkit/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * const meter = createTtfsMetrics({
 *   layers: [{ id: "relu", neurons: 4 }],
 *   classes: 2,
 *   windows: 1,
 *   steps: 2,
 *   last: { start: 0, end: 1 },
 * });
 * meter.add({
 *   scores: Float32Array.of(0, 1),
 *   spikes: Uint32Array.of(3),
 *   clipped: Uint32Array.of(0),
 *   synapticOps: 6,
 *   answers: Uint16Array.of(0, 1),
 *   answerOps: Float64Array.of(2, 6),
 * }, 1, 1, Float32Array.of(0, 1));
 * const { run, layers, inside } = meter.result();
 * assertEquals(run.curve.map(({ correct }) => correct), [0, 1]);
 * assertEquals(layers[0].spikesPerNeuron, 0.75);
 * assertEquals(inside, { samples: 1, agreeing: 1, worst: 0 });
 * ```
 */
export function createTtfsMetrics(run: TtfsRun): TtfsMeter {
  const { layers, classes, windows, steps, last, saturating = new Set<string>() } = run;
  const spikes = new Float64Array(layers.length);
  const clippedSamples = new Float64Array(layers.length);
  const clippedNeurons = new Float64Array(layers.length);
  const correctAt = new Float64Array(steps);
  const opsAt = new Float64Array(steps);
  const confusion = new Uint32Array(classes * classes);
  const inside: NearnessTally = { samples: 0, agreeing: 0, worst: 0 };
  const outside: NearnessTally = { samples: 0, agreeing: 0, worst: 0 };
  let [samples, annCorrect, snnCorrect, agreeing, synapticOps] = [0, 0, 0, 0, 0];
  let [decided, share, early, curved] = [0, 0, 0, 0];

  const add: TtfsMeter["add"] = (record, label, annDecision, annScores) => {
    const decision = argMax(record.scores);
    samples++;
    if (annDecision === label) annCorrect++;
    if (decision === label) snnCorrect++;
    if (decision === annDecision) agreeing++;
    confusion[label * classes + decision]++;
    synapticOps += record.synapticOps;
    let isInside = true;
    layers.forEach(({ id }, k) => {
      spikes[k] += record.spikes[k];
      if (record.clipped[k] === 0 || saturating.has(id)) return;
      isInside = false;
      clippedSamples[k]++;
      clippedNeurons[k] += record.clipped[k];
    });
    const tally = isInside ? inside : outside;
    tally.samples++;
    if (decision === annDecision) tally.agreeing++;
    if (annScores) tally.worst = Math.max(tally.worst, differenceOf(record.scores, annScores));
    if (record.answers && record.answerOps) {
      curved++;
      record.answers.forEach((answer, k) => {
        if (answer === label) correctAt[k]++;
        opsAt[k] += record.answerOps![k];
      });
    }
    if (record.decision) {
      decided++;
      const time = (record.decision.time - last.start) / (last.end - last.start);
      share += time;
      if (time < 1) early++;
    }
  };

  const result = (): TtfsMetrics => {
    const before = (windows - 1) * steps;
    const perSample = (sum: number): number => samples > 0 ? sum / samples : 0;
    const rates = layers.map(({ id, neurons }, k): LayerRate => ({
      name: id,
      neurons,
      spikesPerSample: perSample(spikes[k]),
      rate: perSample(spikes[k]) / Math.max(1, neurons),
    }));
    const known = Array.from({ length: curved > 0 ? steps : 0 }, (_, k) => ({
      t: before + k + 1,
      correct: correctAt[k],
      accuracy: correctAt[k] / curved,
      synapticOps: opsAt[k] / curved,
    }));
    const end = {
      t: windows * steps,
      correct: snnCorrect,
      accuracy: perSample(snnCorrect),
      synapticOps: perSample(synapticOps),
    };
    return {
      run: {
        samples,
        timesteps: windows * steps,
        annCorrect,
        snnCorrect,
        agreeing,
        curve: known.length > 0 ? known : [end],
        layers: rates,
        confusion: { classes, counts: confusion.slice() },
        spikesPerSample: perSample(spikes.reduce((a, b) => a + b, 0)),
        synapticOps: perSample(synapticOps),
        meanTimesteps: before + steps * (decided > 0 ? share / decided : 1),
      },
      layers: layers.map(({ id, neurons }, k): TtfsLayer => ({
        name: id,
        neurons,
        spikesPerNeuron: rates[k].rate,
        clippedSamples: clippedSamples[k],
        clippedNeurons: clippedNeurons[k],
      })),
      inside: { ...inside },
      outside: { ...outside },
      ...decided > 0 && { decisions: { meanShare: share / decided, early: early / decided } },
    };
  };
  return { add, result };
}

/** `max |a − b| / max |b|`. */
function differenceOf(scores: Float32Array, wanted: Float32Array): number {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const off = scores.reduce((most, value, k) => Math.max(most, Math.abs(value - wanted[k])), 0);
  return off === 0 ? 0 : off / largest;
}
