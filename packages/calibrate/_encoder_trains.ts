import type { Encode } from "@snnkit/ir";
import { createSpikeEncoder, layoutOf } from "@snnkit/sim";
import { type Shape, sizeOf } from "@snnkit/tensor";
import { silentTrains, type SpikeTrains } from "./_spike_trains.ts";

/** What random spikes depend on besides the values. */
export interface EncoderDraw {
  /** Of everything random. */
  readonly seed: number;
  /** How many encoders stand before this one in the graph. */
  readonly stream: number;
}

/**
 * What an encoder sends on every sample, as {@linkcode createSpikeEncoder} says.
 *
 * @param op The encoder.
 * @param shape Its shape, `[C, …]`.
 * @param draw What random spikes depend on.
 * @param timesteps T.
 * @returns For the values of a sample, channels first, and the sample's number, its spikes.
 */
export function encoderTrains(
  { coding, signed = false, unit }: Encode,
  shape: Shape,
  { seed, stream }: EncoderDraw,
  timesteps: number,
): (values: Float32Array, sample: number) => SpikeTrains {
  const neurons = sizeOf(shape);
  // As one axis, elements are numbered as the graph has them.
  const flat = [neurons];
  const perUnit = neurons / unit.data.length;
  const units = Float32Array.from(
    { length: neurons },
    (_, i) => unit.data[Math.floor(i / perUnit)],
  );
  const encode = createSpikeEncoder({
    kind: "encoder",
    id: "encoder",
    shape: flat,
    layout: layoutOf(flat),
    neurons,
    coding,
    signed,
    unit: units,
    stream,
  }, seed);
  const spikes = new Int8Array(neurons);
  return (values, sample) => {
    const write = encode(values, sample);
    const trains = silentTrains(timesteps, neurons, signed);
    for (let t = 0; t < timesteps; t++) {
      write(t, 1, spikes);
      const [word, bit] = [(t >>> 5) * neurons, 1 << (t & 31)];
      for (let i = 0; i < neurons; i++) {
        if (spikes[i] > 0) trains.positive[word + i] |= bit;
        else if (spikes[i] < 0) trains.negative![word + i] |= bit;
      }
    }
    return trains;
  };
}
