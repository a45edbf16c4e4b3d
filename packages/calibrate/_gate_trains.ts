import { DEFAULT_GATE_DECAY, DEFAULT_GATE_STEPS, type MaxPoolGate } from "@snnkit/ir";
import type { Shape } from "@snnkit/tensor";
import { silentTrains, type SpikeTrains } from "./_spike_trains.ts";

/**
 * What a max-pool gate sends on one sample, as {@linkcode MaxPoolGate} says.
 *
 * @param op The gate.
 * @param from Shape of what it reads, `[C, H, W]`.
 * @param to Its own shape.
 * @param timesteps T.
 * @param stepOf Writes what it reads in a step.
 */
export function gateTrains(
  op: MaxPoolGate,
  from: Shape,
  to: Shape,
  timesteps: number,
  stepOf: (t: number, into: Float32Array) => void,
): SpikeTrains {
  const [channels, height, width] = from;
  const cells = windowCells(op, [height, width], [to[1], to[2]]);
  const taps = op.kernel[0] * op.kernel[1];
  const [read, plane] = [height * width, to[1] * to[2]];
  const tracks = op.estimator === "track";
  const count = estimator(op, stepOf);
  const trains = silentTrains(timesteps, channels * plane, tracks);
  const { positive, negative, neurons } = trains;
  const spikes = new Float32Array(channels * read);
  const seen = new Float32Array(channels * read);
  const sent = new Int32Array(neurons);
  for (let t = 0; t < timesteps; t++) {
    const [word, bit] = [(t >>> 5) * neurons, 1 << (t & 31)];
    stepOf(t, spikes);
    count(seen, t, spikes);
    for (let i = 0; i < neurons; i++) {
      const [base, window] = [Math.floor(i / plane) * read, i % plane];
      let leader = -1;
      for (let tap = window * taps; tap < (window + 1) * taps; tap++) {
        const cell = cells[tap];
        if (cell >= 0 && (leader < 0 || seen[base + cell] > seen[leader])) leader = base + cell;
      }
      // A window over zero padding alone watches nobody.
      if (leader < 0) continue;
      const spike = tracks ? Math.sign(seen[leader] - sent[i]) : spikes[leader];
      sent[i] += spike;
      if (spike > 0) positive[word + i] |= bit;
      else if (spike < 0) negative![word + i] |= bit;
    }
  }
  return trains;
}

/** Brings what a gate knows of its inputs up to date with the spikes of a step. */
type Estimate = (seen: Float32Array, t: number, spikes: Float32Array) => void;

function estimator(
  { estimator = "first", decay = DEFAULT_GATE_DECAY, steps = DEFAULT_GATE_STEPS }: MaxPoolGate,
  stepOf: (t: number, into: Float32Array) => void,
): Estimate {
  switch (estimator) {
    case "first":
    case "track":
      return (seen, _, spikes) => {
        for (let j = 0; j < seen.length; j++) seen[j] += spikes[j];
      };
    case "exponential": {
      const gamma = Math.fround(decay);
      return (seen, _, spikes) => {
        for (let j = 0; j < seen.length; j++) seen[j] = Math.fround(gamma * seen[j]) + spikes[j];
      };
    }
    case "window":
      return (seen, t, spikes) => {
        const oldest = new Float32Array(seen.length);
        if (t >= steps) stepOf(t - steps, oldest);
        for (let j = 0; j < seen.length; j++) seen[j] += spikes[j] - oldest[j];
      };
    default:
      estimator satisfies never;
      throw new Error("Unreachable: unknown estimator");
  }
}

/** The pixels that each window watches, `[windows, taps]`, row-major; −1 in the padding. */
function windowCells(
  { kernel, stride, padding, dilation }: MaxPoolGate,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): Int32Array {
  const taps = kernel[0] * kernel[1];
  return Int32Array.from({ length: rows * columns * taps }, (_, k) => {
    const [tap, window] = [k % taps, Math.floor(k / taps)];
    const y = Math.floor(window / columns) * stride[0] +
      Math.floor(tap / kernel[1]) * dilation[0] - padding[0];
    const x = window % columns * stride[1] + tap % kernel[1] * dilation[1] - padding[1];
    return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1;
  });
}
