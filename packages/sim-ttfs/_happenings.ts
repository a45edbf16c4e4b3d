/**
 * What a population does over time, told to those that read it, in the order of time. A list of
 * columns: they are sorted together and grow as they are written.
 */
export interface Happenings {
  /** When, ascending. */
  readonly time: Float64Array;
  /** Which neuron. */
  readonly neuron: Uint32Array;
  /**
   * A spike's strength: 1, −1 where one is taken back, a relay's weight; 0 for what only changes who
   * is driven.
   */
  readonly spike: Float64Array;
  /** By how much more is driven: 1 or −1, times a relay's weight without its sign. */
  readonly driven: Float64Array;
}

/** Happenings being written. */
export interface HappeningsWriter {
  /** Adds one. */
  readonly add: (time: number, neuron: number, spike: number, driven: number) => void;
  /** All so far, by time; what is of one time as it was written. */
  readonly finish: () => Happenings;
}

/** Begin to write happenings. */
export function createHappenings(): HappeningsWriter {
  const [time, neuron, spike, driven]: [number[], number[], number[], number[]] = [[], [], [], []];
  return {
    add: (t, i, s, d) => {
      time.push(t);
      neuron.push(i);
      spike.push(s);
      driven.push(d);
    },
    finish: () => {
      const order = Uint32Array.from(time.keys()).sort((a, b) => time[a] - time[b] || a - b);
      return {
        time: Float64Array.from(order, (k) => time[k]),
        neuron: Uint32Array.from(order, (k) => neuron[k]),
        spike: Float64Array.from(order, (k) => spike[k]),
        driven: Float64Array.from(order, (k) => driven[k]),
      };
    },
  };
}
