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
  const potential = Float32Array.from(
    { length: neurons },
    (_, i) => op.initial.data[Math.floor(i / plane) % op.initial.data.length],
  );
  return {
    potential,
    counts: new Int32Array(neurons),
    waits: new Float64Array(neurons),
    trains: silentTrains(timesteps, neurons, op.signed === true),
  };
}

/**
 * One step of integrate-and-fire neurons, as {@linkcode If} says.
 *
 * @param t Which step.
 * @param currents Of each neuron, from `first` on.
 * @param extra What each channel gets besides.
 */
export function integrateStep(
  { threshold, reset, signed = false, leak = 1, refractory = 0 }: If,
  { potential, counts, waits, trains }: Membranes,
  t: number,
  currents: Float32Array,
  first: number,
  extra: ArrayLike<number>,
): void {
  const plane = counts.length / extra.length;
  const { positive, negative } = trains;
  const [word, bit] = [(t >>> 5) * counts.length, 1 << (t & 31)];
  const [keeps, share] = [reset === "subtract", Math.fround(leak)];
  for (let channel = 0; channel < extra.length; channel++) {
    const theta = threshold.data[channel % threshold.data.length];
    const own = extra[channel];
    for (let i = channel * plane; i < (channel + 1) * plane; i++) {
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
}
