// Potentials in 16-bit fixed point that leave their range.
//
// A step begins with potentials within ±L, and with all that synapses can bring they stay within 16 bits:
// the potential p that a threshold is compared with is exact, though the sums on the way to it may wrap.
// What is left after a spike and the next current is cut off at ±L. A neuron that was is pinned:
//
// - at the bottom, it was too low to begin with: from then on its true potential is at or below p.
//   While p stays below θ neither fires, and while p < 0 a signed neuron takes back spikes by either;
// - at the top, its true potential is at or above p: while p ≥ θ, it fires by either.
//
// So spikes are those of exact arithmetic unless a neuron pinned at the bottom has p ≥ θ (signed: p ≥
// 0) or one pinned at the top has p < θ. The population is then marked doubtful, and the host
// simulates the sample again in float32.

import { Population } from "./records";

/**
 * A pin at the top, i8: all bits but the sign, so that one more is below 0. A pin at the bottom has all
 * bits, so that one more is 0.
 */
const TOP: i16 = 0x7f;

/**
 * Cuts all potentials off and pins those that were: after the first step of a sample that leaves any out
 * of range; until then nobody looks at pins. Some that are at ±L were not cut off, and are pinned, too,
 * which does no harm.
 */
export function pinAll(population: Population): void {
  population.hasPinned = 1;
  const most = i16x8.splat(<i16>population.limit);
  const least = i16x8.neg(most);
  const bytes = population.laneBytes >> 1;
  let pins = population.pinned;
  for (let y: u32 = 0; y < population.rows; y++) {
    let v = population.v + y * population.rowBytes;
    for (let x: u32 = 0; x < population.columns; x++) {
      for (let at: u32 = 0; at < bytes; at += 16, pins += 8) {
        const potential = v128.load(v + at);
        const low = i16x8.le_s(potential, least);
        const high = v128.and(i16x8.ge_s(potential, most), i16x8.splat(TOP));
        const pinned = v128.or(low, high);
        v128.store(v + at, i16x8.max_s(i16x8.min_s(potential, most), least));
        v128.store64_lane(pins, i8x16.narrow_i16x8_s(pinned, pinned), 0);
      }
      v += bytes;
    }
  }
}

/**
 * Below 0 where a spike of sixteen neurons may be wrong; all are i8.
 *
 * @param pins 0, or how a neuron is pinned.
 * @param isLow Where those pinned at the bottom must be, −1.
 * @param quiet Where those pinned at the top must not be, −1.
 */
@inline
export function doubtOf(pins: v128, isLow: v128, quiet: v128): v128 {
  return v128.or(i8x16.sub(pins, isLow), v128.and(i8x16.neg(pins), quiet));
}

/** The same of neurons that are low where they are quiet. */
@inline
export function unsignedDoubtOf(pins: v128, quiet: v128): v128 {
  return i8x16.sub(pins, quiet);
}

/** Not 0 where a potential is cut off whose neuron is not pinned: of sixteen, from two vectors of sums. */
@inline
export function freshOf(pins: v128, p: v128, pKept: v128, q: v128, qKept: v128): v128 {
  // Both have the same sign, so that no difference is below 0: a pin at the top hides all its bits.
  const cut = i8x16.narrow_i16x8_s(v128.xor(p, pKept), v128.xor(q, qKept));
  return v128.andnot(cut, pins);
}

/** Pins, and those of neurons that are cut off now; `p` and `q` are what is kept of potentials. */
@inline
export function pinned(pins: v128, fresh: v128, p: v128, q: v128): v128 {
  // L and −L are 127 and −128 in eight bits.
  const all = v128.or(i8x16.narrow_i16x8_s(p, q), i8x16.splat(<i8>TOP));
  return v128.or(pins, v128.and(i8x16.gt_s(fresh, i8x16.splat(0)), all));
}

/** After a step: notes doubts, and pins where some are out of range whom nobody has looked at. */
@inline
export function conclude(population: Population, doubts: v128, out: v128): void {
  if (i8x16.bitmask(doubts)) population.isDoubtful = 1;
  if (v128.any_true(out)) pinAll(population);
}
