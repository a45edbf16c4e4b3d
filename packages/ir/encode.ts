import type { Tensor } from "@snnkit/tensor";

/**
 * Turns values into spikes. One input: an analog value `I`, that is one no spike has a part in, the
 * same in every step. A neuron of value `I` sends spikes of the sign of `I` at the rate
 * `p = min(1, |I| / unit)` a step, so that rate · unit is its value as far as that is ≤ unit.
 *
 * With `I` in `[0, 1]`, `unit = 1 / c` gives the rate `c · I`.
 *
 * @see Cao, Chen and Khosla 2015, §3.2, doi:10.1007/s11263-014-0788-3; Diehl et al. 2015, §II.C,
 * doi:10.1109/IJCNN.2015.7280696
 */
export interface Encode {
  /** Discriminates the union. */
  readonly kind: "encode";
  /**
   * - `"poisson"`: in each step, independently, a spike with probability `p`: where `u < p` for a
   *   number `u` in `[0, 1)` that is a function of the seed, the sample, the neuron and the step;
   * - `"periodic"`: a spike in step `t = 1, 2, …` where `⌊p · t + 1/2⌋ > ⌊p · (t − 1) + 1/2⌋`, so that
   *   the count after every step is within 1/2 of `p · t`.
   */
  readonly coding: "poisson" | "periodic";
  /**
   * Whether values below 0 send −1; not unless given: they are then silent, and the spikes are those
   * of `max(0, I)`.
   */
  readonly signed?: boolean;
  /** The value that one spike a step stands for, `[1]` or one per channel `[C]`. Must be > 0. */
  readonly unit: Tensor;
}
