import { threefry, type Words, wordsOf } from "@snnkit/tensor";
import { graphIndex } from "./layout.ts";
import type { EncoderPopulation } from "./network.ts";

/**
 * Writes the spikes of an encoder for a block of steps, −1, 0 or 1: neuron `i` of the plan in the
 * block's step `s` at `s · neurons + i`.
 *
 * @param first The block's first step, 0 for the first of the sample.
 * @param steps How many.
 * @param spikes Overwritten, `[steps, neurons]`.
 */
export type WriteSpikes = (first: number, steps: number, spikes: Int8Array) => void;

/**
 * What an encoder sends, for every engine: a function of the seed, the sample's number and its
 * values, which blocks of steps and the order of samples do not change.
 *
 * @param population The encoder.
 * @param seed Of everything random.
 * @returns For the values of a sample in plan order, which must not change meanwhile, and the sample's
 * number, what writes its spikes.
 *
 * @example
 * ```ts
 * import { createSpikeEncoder, layoutOf } from "@snnkit/sim";
 * import { assertEquals } from "@std/assert";
 *
 * const shape = [2];
 * const plan = { id: "spikes", shape, layout: layoutOf(shape), neurons: 2 };
 * const unit = Float32Array.of(1);
 * const encode = createSpikeEncoder(
 *   { kind: "encoder", ...plan, coding: "periodic", signed: false, unit, stream: 0 },
 *   0,
 * );
 * const spikes = new Int8Array(8);
 * encode(Float32Array.of(0.5, 0.25), 0)(0, 4, spikes);
 * assertEquals([...spikes], [1, 0, 0, 1, 1, 0, 0, 0]);
 * ```
 */
export function createSpikeEncoder(
  population: EncoderPopulation,
  seed: number,
): (values: Float32Array, index: number) => WriteSpikes {
  const { neurons, layout, coding, signed, unit, stream } = population;
  const elements = Uint32Array.from({ length: neurons }, (_, i) => graphIndex(layout, i));

  return (values, index) => {
    const rates = new Float32Array(neurons);
    for (let i = 0; i < neurons; i++) {
      const value = signed ? Math.abs(values[i]) : Math.max(0, values[i]);
      rates[i] = value / unit[i % unit.length];
    }
    const train = coding === "poisson"
      ? poissonTrain([...wordsOf(seed), ...wordsOf(index)], stream)
      : periodicTrain;
    return (first, steps, spikes) => {
      spikes.fill(0, 0, steps * neurons);
      for (let i = 0; i < neurons; i++) {
        if (rates[i] > 0) {
          train(elements[i], Math.min(1, rates[i]), first, steps, (step) => {
            spikes[step * neurons + i] = values[i] < 0 ? -1 : 1;
          });
        }
      }
    };
  };
}

/** Tells the steps of a block, counted from its first, in which a neuron of rate `p` spikes. */
type Train = (
  element: number,
  p: number,
  first: number,
  steps: number,
  send: (step: number) => void,
) => void;

const periodicTrain: Train = (_element, p, first, steps, send) => {
  for (let step = 0; step < steps; step++) {
    const t = first + step;
    if (Math.floor(p * (t + 1) + 0.5) > Math.floor(p * t + 0.5)) send(step);
  }
};

/** Four steps share the four words of one counter. */
function poissonTrain(key: Words, stream: number): Train {
  const random = threefry(key);
  const words = new Uint32Array(4);
  return (element, p, first, steps, send) => {
    const bound = p * 0x1_0000_0000;
    let known = -1;
    for (let step = 0; step < steps; step++) {
      const t = first + step;
      const four = Math.floor(t / 4);
      if (four !== known) random([element, stream, four, 0], words);
      known = four;
      if (words[t & 3] < bound) send(step);
    }
  };
}
