// The end of a step of neurons in 16-bit fixed point, sixteen at a time: two vectors share a mask.

import { append, appendPair, count } from "./emit";
import { appendEntry, concludePatterns, isLeftOut } from "./pattern_lists";
import { conclude, freshOf, pinned, unsignedDoubtOf } from "./pins";
import { bitsOf, LIST_HEADER, listOf, patternsOf, Population, seal } from "./records";

/** What is left of potentials; `quiet` is −1 where they are below their thresholds. */
@inline
export function restOf(potential: v128, theta: v128, quiet: v128, resetsToZero: bool): v128 {
  return resetsToZero
    ? v128.and(potential, quiet)
    : i16x8.sub(potential, v128.andnot(theta, quiet));
}

@inline
function fireAll(
  population: Population, slot: u32, t: u32, isTwo: bool,
  resetsToZero: bool, hasPinned: bool, isListed: bool, isSwept: bool,
): void {
  const list = listOf(population, slot);
  const columns = population.columns;
  const bytes: usize = isTwo ? 32 : population.laneBytes >> 1;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
  // Read from memory: engines would make a constant anew for every vector.
  const most = i16x8.splat(<i16>population.limit);
  const least = i16x8.neg(most);
  let threshold = population.thresholds;
  let drift = population.drift;
  let pins = population.pinned;
  let row = population.v;
  let pairs = list + LIST_HEADER;
  let channels = list + population.channelsOffset;
  let pixel: u32 = 0;
  let bitsRow = bitsOf(population, slot);
  const patternList = patternsOf(population, slot);
  let patterns = patternList + LIST_HEADER;
  let entries = patternList + population.entriesOffset;
  let spikes: u32 = 0;
  let doubts = i16x8.splat(0);
  // Of all sums, unless each is looked at.
  let lowest = i16x8.splat(0);
  let highest = i16x8.splat(0);
  for (let y = population.rows; y > 0; y--) {
    let v = row;
    let bits = bitsRow;
    for (let x = columns; x > 0; x--) {
      const first = channels;
      const firstEntry = entries;
      let at: usize = 0;
      if (isTwo || bytes > 16) {
        do {
          const p = v128.load(v + at);
          const q = v128.load(v + at, 16);
          const pTheta = v128.load(threshold + at);
          const qTheta = v128.load(threshold + at, 16);
          // One comparison: "at or above" would be three instructions.
          const pQuiet = i16x8.gt_s(pTheta, p);
          const qQuiet = i16x8.gt_s(qTheta, q);
          // Saturation keeps beyond L what is beyond L.
          const pSum = i16x8.add_sat_s(
            restOf(p, pTheta, pQuiet, resetsToZero), v128.load(drift + at));
          const qSum = i16x8.add_sat_s(
            restOf(q, qTheta, qQuiet, resetsToZero), v128.load(drift + at, 16));
          const quiet = i8x16.narrow_i16x8_s(pQuiet, qQuiet);
          if (hasPinned) {
            const itsPins = v128.load(pins);
            const pKept = i16x8.max_s(i16x8.min_s(pSum, most), least);
            const qKept = i16x8.max_s(i16x8.min_s(qSum, most), least);
            v128.store(v + at, pKept);
            v128.store(v + at, qKept, 16);
            doubts = v128.or(doubts, unsignedDoubtOf(itsPins, quiet));
            const fresh = freshOf(itsPins, pSum, pKept, qSum, qKept);
            if (v128.any_true(fresh)) v128.store(pins, pinned(itsPins, fresh, pKept, qKept));
            pins += 16;
          } else {
            v128.store(v + at, pSum);
            v128.store(v + at, qSum, 16);
            lowest = i16x8.min_s(lowest, i16x8.min_s(pSum, qSum));
            highest = i16x8.max_s(highest, i16x8.max_s(pSum, qSum));
          }
          const mask = i8x16.bitmask(quiet) ^ 0xffff;
          store<u16>(bits, mask);
          bits += 2;
          spikes += popcnt<u32>(mask);
          if (!isSwept) {
            entries = appendEntry(entries, mask & 0xff, at);
            entries = appendEntry(entries, mask >> 8, at + 16);
          }
          if (isListed) {
            channels = append(channels, mask & 0xff, <u32>at >> 1, bitPositions);
            channels = append(channels, mask >> 8, <u32>at >> 1 | 8, bitPositions);
          }
          at += 32;
        } while (!isTwo && at + 16 < bytes);
      }
      if (!isTwo && at < bytes) {
        const p = v128.load(v + at);
        const theta = v128.load(threshold + at);
        const pQuiet = i16x8.gt_s(theta, p);
        const sum = i16x8.add_sat_s(restOf(p, theta, pQuiet, resetsToZero), v128.load(drift + at));
        const quiet = i8x16.narrow_i16x8_s(pQuiet, pQuiet);
        if (hasPinned) {
          const itsPins = v128.load64_splat(pins);
          const kept = i16x8.max_s(i16x8.min_s(sum, most), least);
          v128.store(v + at, kept);
          doubts = v128.or(doubts, unsignedDoubtOf(itsPins, quiet));
          const fresh = freshOf(itsPins, sum, kept, sum, kept);
          if (v128.any_true(fresh)) v128.store64_lane(pins, pinned(itsPins, fresh, kept, kept), 0);
          pins += 8;
        } else {
          v128.store(v + at, sum);
          lowest = i16x8.min_s(lowest, sum);
          highest = i16x8.max_s(highest, sum);
        }
        const mask = i8x16.bitmask(quiet) & 0xff ^ 0xff;
        store<u8>(bits++, mask);
        spikes += popcnt<u32>(mask);
        if (!isSwept) entries = appendEntry(entries, mask, at);
        if (isListed) channels = append(channels, mask, <u32>at >> 1, bitPositions);
      }
      if (!isSwept) patterns = appendPair(patterns, pixel, <u32>(entries - firstEntry) >> 1);
      if (isListed) pairs = appendPair(pairs, pixel, <u32>(channels - first) >> 1);
      pixel++;
      v += bytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += population.rowBytes;
    bitsRow += population.bitsRow;
  }
  conclude(population, doubts, v128.or(i16x8.gt_s(highest, most), i16x8.gt_s(least, lowest)));
  concludePatterns(population, patternList, patterns, entries, isSwept);
  if (isListed) seal(population, list, pairs, channels, t);
  store<u32>(population.spikes + (t << 2), spikes);
  if (population.counts) count(population, list);
}

/** All that is known of a population before its neurons are looked at, as constants. */
@inline
function fireEach(population: Population, slot: u32, t: u32, isTwo: bool): void {
  if (population.isListed) {
    if (population.hasPinned) fireAll(population, slot, t, isTwo, false, true, true, false);
    else fireAll(population, slot, t, isTwo, false, false, true, false);
  } else if (isLeftOut(population, t)) {
    if (population.hasPinned) fireAll(population, slot, t, isTwo, false, true, false, true);
    else fireAll(population, slot, t, isTwo, false, false, false, true);
  } else {
    if (population.hasPinned) fireAll(population, slot, t, isTwo, false, true, false, false);
    else fireAll(population, slot, t, isTwo, false, false, false, false);
  }
}

/** Sixteen channels are frequent enough to be compiled for. */
function fireTwoVectors(population: Population, slot: u32, t: u32): void {
  fireEach(population, slot, t, true);
}

/** Neurons at or above their threshold fire and reset; then all receive the next step's current. */
export function fireFixed(population: Population, slot: u32, t: u32): void {
  if (population.resetsToZero) fireAll(population, slot, t, false, true, true, true, false);
  else if (population.laneBytes == 64) fireTwoVectors(population, slot, t);
  else fireEach(population, slot, t, false);
}
