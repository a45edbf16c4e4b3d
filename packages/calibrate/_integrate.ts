import type { If } from "@snnkit/ir";
import { silentTrains, type SpikeTrains } from "./_spike_trains.ts";

/** Neurons on one sample, between two steps. */
export interface Membranes {
  /** The potential of each. */
  readonly potential: Float32Array;
  /** How many more positive than negative spikes each has sent. */
  readonly counts: Int32Array;
  /** For how many more steps each cannot spike. */
  readonly waits: Float64Array;
  /** What they have sent. */
  readonly trains: SpikeTrains;
}

/** Neurons at rest. */
export function restingMembranes(
  op: If,
  channels: number,
  plane: number,
  timesteps: number,
): Membranes {
  const neurons = channels * plane;
  const potential = new Float32Array(neurons);
  for (let channel = 0; channel < channels; channel++) {
    const initial = op.initial.data[channel % op.initial.data.length];
    potential.fill(initial, channel * plane, (channel + 1) * plane);
  }
  return {
    potential,
    counts: new Int32Array(neurons),
    waits: new Float64Array(neurons),
    trains: silentTrains(timesteps, neurons, op.signed === true),
  };
}

/** What neurons receive in some steps that follow each other. */
export interface Span {
  /** The first step. */
  readonly start: number;
  /** The step after the last. */
  readonly end: number;
  /** What each neuron receives in the first step, then in the next … */
  readonly currents: Float32Array;
  /** From the currents of one step to those of the next; 0 where all steps have the same. */
  readonly stride: number;
}

/** Neurons that run through a span before the next ones do: their potentials stay in the cache. */
const BLOCK = 1024;

/**
 * Some steps of integrate-and-fire neurons, as {@linkcode If} says.
 *
 * @param span The steps.
 * @param extra What each channel gets besides.
 */
export function integrateSpan(
  op: If,
  membranes: Membranes,
  span: Span,
  extra: ArrayLike<number>,
): void {
  const { reset, leak = 1, refractory = 0 } = op;
  const integrate = reset === "subtract" && leak === 1 && refractory === 0
    ? integratePlainStep
    : integrateStep;
  const { start, end, stride } = span;
  const plane = membranes.counts.length / extra.length;
  for (let channel = 0; channel < extra.length; channel++) {
    const theta = op.threshold.data[channel % op.threshold.data.length];
    const last = (channel + 1) * plane;
    for (let from = channel * plane; from < last; from += BLOCK) {
      const to = Math.min(last, from + BLOCK);
      for (let t = start; t < end; t++) {
        const first = (t - start) * stride;
        integrate(op, membranes, { t, from, to, theta, first }, span.currents, extra[channel]);
      }
    }
  }
}

/** A step of some neurons of a channel. */
interface Step {
  readonly t: number;
  /** The first neuron. */
  readonly from: number;
  /** The neuron after the last. */
  readonly to: number;
  /** The threshold. */
  readonly theta: number;
  /** Where the step's currents begin. */
  readonly first: number;
}

/** Neurons that neither leak nor rest, which most are, and lose no charge. */
function integratePlainStep(
  { signed = false }: If,
  { potential, counts, trains: { positive, negative } }: Membranes,
  { t, from, to, theta, first }: Step,
  currents: Float32Array,
  own: number,
): void {
  const [word, bit] = [(t >>> 5) * counts.length, 1 << (t & 31)];
  for (let i = from; i < to; i++) {
    const v = Math.fround(potential[i] + currents[first + i] + own);
    if (v >= theta) {
      potential[i] = v - theta;
      counts[i]++;
      positive[word + i] |= bit;
    } else if (signed && v < 0 && counts[i] > 0) {
      potential[i] = v + theta;
      counts[i]--;
      negative![word + i] |= bit;
    } else {
      potential[i] = v;
    }
  }
}

function integrateStep(
  { reset, signed = false, leak = 1, refractory = 0 }: If,
  { potential, counts, waits, trains: { positive, negative } }: Membranes,
  { t, from, to, theta, first }: Step,
  currents: Float32Array,
  own: number,
): void {
  const [word, bit] = [(t >>> 5) * counts.length, 1 << (t & 31)];
  const [keeps, share] = [reset === "subtract", Math.fround(leak)];
  for (let i = from; i < to; i++) {
    const v = Math.fround(Math.fround(share * potential[i]) + currents[first + i] + own);
    potential[i] = v;
    if (waits[i] > 0) {
      waits[i]--;
    } else if (v >= theta) {
      potential[i] = keeps ? v - theta : 0;
      counts[i]++;
      waits[i] = refractory;
      positive[word + i] |= bit;
    } else if (signed && v < 0 && counts[i] > 0) {
      potential[i] = v + theta;
      counts[i]--;
      waits[i] = refractory;
      negative![word + i] |= bit;
    }
  }
}
