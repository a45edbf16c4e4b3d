import type { Encode } from "@snnkit/ir";
import { threefry, wordsOf } from "@snnkit/tensor";

/** Which step of which sample is drawn. */
export interface EncodeDraw {
  /** Of everything random, a whole number ≥ 0. */
  readonly seed: number;
  /** The sample's number, a whole number ≥ 0. */
  readonly sample: number;
  /** How many encoders stand before this one in the graph. */
  readonly stream: number;
  /** The step, 0 for the first. */
  readonly step: number;
}

/**
 * The spikes of an encoder in one step.
 *
 * `p = min(1, |I| / unit)`, the quotient rounded to float32; of an unsigned encoder values below 0
 * count as 0. A Poisson spike is sent where `u < p`, a periodic one where
 * `⌊p · (step + 1) + 1/2⌋ > ⌊p · step + 1/2⌋`, in float64. Here `u · 2³²` is a word of Threefry-4x32-20:
 * the key is the lower and upper 32 bits of the seed and of the sample's number, the counter is the
 * neuron, the encoder, `⌊step / 4⌋` and 0, and `step mod 4` tells which of the four words it is.
 *
 * @param op What encodes; channel `c` owns the neurons `c·N/C … (c + 1)·N/C − 1`.
 * @param values I, `[N]`.
 * @param draw Which step it is.
 * @param spikes Overwritten: −1, 0 or 1, `[N]`.
 * @returns How many spikes were sent, of either sign.
 *
 * @example
 * ```ts
 * import { encodeStep } from "@snnkit/reference";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const op = { kind: "encode", coding: "periodic", signed: true, unit: tensor([1], [2]) } as const;
 * const sent = [0, 1, 2, 3].map((step) => {
 *   const spikes = new Int8Array(3);
 *   encodeStep(op, Float32Array.of(1, -2, 0.5), { seed: 0, sample: 0, stream: 0, step }, spikes);
 *   return [...spikes];
 * });
 * assertEquals(sent, [[1, -1, 0], [0, -1, 1], [1, -1, 0], [0, -1, 0]]);
 * ```
 */
export function encodeStep(
  { coding, signed, unit }: Encode,
  values: Float32Array,
  { seed, sample, stream, step }: EncodeDraw,
  spikes: Int8Array,
): number {
  const random = threefry([...wordsOf(seed), ...wordsOf(sample)]);
  const words = new Uint32Array(4);
  const perUnit = values.length / unit.data.length;
  let sent = 0;
  for (let i = 0; i < values.length; i++) {
    const value = signed ? values[i] : Math.max(0, values[i]);
    const p = Math.min(1, Math.fround(Math.abs(value) / unit.data[Math.floor(i / perUnit)]));
    random([i, stream, Math.floor(step / 4), 0], words);
    const isSent = coding === "poisson"
      ? words[step % 4] / 2 ** 32 < p
      : Math.floor(p * (step + 1) + 0.5) > Math.floor(p * step + 0.5);
    spikes[i] = isSent ? Math.sign(value) : 0;
    sent += Math.abs(spikes[i]);
  }
  return sent;
}
