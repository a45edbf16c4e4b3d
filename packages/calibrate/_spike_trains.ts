/** The spikes of a population on one sample: a bit for each neuron and step. */
export interface SpikeTrains {
  /** T. */
  readonly timesteps: number;
  /** How many neurons. */
  readonly neurons: number;
  /** Spikes: step `t` of neuron `i` is bit `t % 32` of word `⌊t / 32⌋ · neurons + i`. */
  readonly positive: Uint32Array;
  /** Spikes taken back, likewise; absent where there are none by nature. */
  readonly negative: Uint32Array | undefined;
}

/** Silent trains. */
export function silentTrains(timesteps: number, neurons: number, signed: boolean): SpikeTrains {
  const words = Math.ceil(timesteps / 32) * neurons;
  return {
    timesteps,
    neurons,
    positive: new Uint32Array(words),
    negative: signed ? new Uint32Array(words) : undefined,
  };
}

/** Write what the neurons emit in a step, 1, 0 or −1. */
export function readStep(trains: SpikeTrains, t: number, into: Float32Array): void {
  const { neurons, positive, negative } = trains;
  const [first, bit] = [(t >>> 5) * neurons, t & 31];
  if (negative === undefined) {
    for (let i = 0; i < neurons; i++) into[i] = positive[first + i] >>> bit & 1;
    return;
  }
  for (let i = 0; i < neurons; i++) {
    into[i] = (positive[first + i] >>> bit & 1) - (negative[first + i] >>> bit & 1);
  }
}
