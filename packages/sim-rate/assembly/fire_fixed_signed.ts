// The same for neurons that take spikes back.

import { append, appendPair } from "./emit";
import { appendEntry, concludePatterns, isLeftOut, sealPatterns } from "./pattern_lists";
import { conclude, doubtOf, freshOf, pinned } from "./pins";
import { bitsOf, LIST_HEADER, listOf, patternsOf, Population, seal } from "./records";

/** Appends 1 or −1, as f32, for those of eight neurons that a mask names: −1 for those taken back. */
@inline
function appendSigns(end: usize, taken: v128, mask: i32, bitPositions: usize): usize {
  const positions = v128.load(bitPositions + (<usize>mask << 4));
  // Position p becomes the bytes 2p and 2p + 1.
  const bytes = i16x8.add(i16x8.mul(positions, i16x8.splat(0x0202)), i16x8.splat(0x0100));
  const signs = i8x16.swizzle(taken, bytes);
  const one = f32x4.splat(1);
  const signBit = f32x4.splat(-0.0);
  v128.store(end, v128.or(one, v128.and(i32x4.extend_low_i16x8_s(signs), signBit)));
  v128.store(end, v128.or(one, v128.and(i32x4.extend_high_i16x8_s(signs), signBit)), 16);
  return end + (<usize>popcnt(mask) << 2);
}

@inline
function fireAll(
  population: Population, slot: u32, t: u32, hasPinned: bool, isListed: bool, isSwept: bool,
): void {
  const list = listOf(population, slot);
  const columns = population.columns;
  const bytes = population.laneBytes >> 1;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
  const resetsToZero = population.resetsToZero;
  // Read from memory: engines would make a constant anew for every vector.
  const most = i16x8.splat(<i16>population.limit);
  const least = i16x8.neg(most);
  const zero = i16x8.splat(0);
  let threshold = population.thresholds;
  let drift = population.drift;
  let nets = population.counts;
  let pins = population.pinned;
  let row = population.v;
  let pairs = list + LIST_HEADER;
  let channels = list + population.channelsOffset;
  let values = list + population.valuesOffset;
  let pixel: u32 = 0;
  let bitsRow = bitsOf(population, slot);
  const takenOffset = population.takenOffset;
  const patternList = patternsOf(population, slot);
  let patterns = patternList + LIST_HEADER;
  let entries = patternList + population.entriesOffset;
  const takenList = patternList + population.takenPatterns;
  let takenPatterns = takenList + LIST_HEADER;
  let takenEntries = takenList + population.entriesOffset;
  let spikes: u32 = 0;
  let doubts = zero;
  // Of all sums, unless each is looked at.
  let lowest = zero;
  let highest = zero;
  for (let y = population.rows; y > 0; y--) {
    let v = row;
    let bits = bitsRow;
    for (let x = columns; x > 0; x--) {
      const first = channels;
      const firstEntry = entries;
      const firstTaken = takenEntries;
      for (let at: usize = 0; at < bytes; at += 16) {
        const potential = v128.load(v + at);
        const theta = v128.load(threshold + at);
        const net = v128.load(nets + at);
        const isLow = i16x8.gt_s(zero, potential);
        // One comparison: "at or above" would be three instructions.
        const quiet = i16x8.gt_s(theta, potential);
        const fired = v128.not(quiet);
        const taken = v128.and(isLow, i16x8.gt_s(net, zero));
        const left = resetsToZero
          ? v128.and(potential, quiet)
          : i16x8.sub(potential, v128.and(theta, fired));
        const rest = i16x8.add(left, v128.and(theta, taken));
        // Saturation keeps beyond L what is beyond L.
        const sum = i16x8.add_sat_s(rest, v128.load(drift + at));
        if (hasPinned) {
          const itsPins = v128.load64_splat(pins);
          const kept = i16x8.max_s(i16x8.min_s(sum, most), least);
          v128.store(v + at, kept);
          doubts = v128.or(doubts, doubtOf(
            itsPins, i8x16.narrow_i16x8_s(isLow, isLow), i8x16.narrow_i16x8_s(quiet, quiet)));
          const fresh = freshOf(itsPins, sum, kept, sum, kept);
          if (v128.any_true(fresh)) v128.store64_lane(pins, pinned(itsPins, fresh, kept, kept), 0);
          pins += 8;
        } else {
          v128.store(v + at, sum);
          lowest = i16x8.min_s(lowest, sum);
          highest = i16x8.max_s(highest, sum);
        }
        v128.store(nets + at, i16x8.sub(i16x8.add(net, taken), fired));
        const masks = i8x16.bitmask(i8x16.narrow_i16x8_s(fired, taken));
        const firedMask = masks & 0xff;
        const takenMask = masks >> 8;
        store<u8>(bits, firedMask);
        store<u8>(bits + takenOffset, takenMask);
        bits++;
        if (!isSwept) entries = appendEntry(entries, firedMask, at);
        takenEntries = appendEntry(takenEntries, takenMask, at);
        spikes += popcnt<u32>(masks);
        if (isListed) {
          const mask = firedMask | takenMask;
          values = appendSigns(values, taken, mask, bitPositions);
          channels = append(channels, mask, <u32>at >> 1, bitPositions);
        }
      }
      if (!isSwept) patterns = appendPair(patterns, pixel, <u32>(entries - firstEntry) >> 1);
      takenPatterns = appendPair(takenPatterns, pixel, <u32>(takenEntries - firstTaken) >> 1);
      if (isListed) pairs = appendPair(pairs, pixel, <u32>(channels - first) >> 1);
      pixel++;
      v += bytes;
      nets += bytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += population.rowBytes;
    bitsRow += population.bitsRow;
  }
  conclude(population, doubts, v128.or(i16x8.gt_s(highest, most), i16x8.gt_s(least, lowest)));
  concludePatterns(population, patternList, patterns, entries, isSwept);
  sealPatterns(population, takenList, takenPatterns, takenEntries);
  if (isListed) seal(population, list, pairs, channels, t);
  store<u32>(population.spikes + (t << 2), spikes);
}

/**
 * Neurons at or above their threshold send 1; those below 0 that have sent more positive than
 * negative spikes send −1. All reset; then all receive the next step's current.
 */
export function fireFixedSigned(population: Population, slot: u32, t: u32): void {
  if (population.isListed) {
    if (population.hasPinned) fireAll(population, slot, t, true, true, false);
    else fireAll(population, slot, t, false, true, false);
  } else if (isLeftOut(population, t)) {
    if (population.hasPinned) fireAll(population, slot, t, true, false, true);
    else fireAll(population, slot, t, false, false, true);
  } else {
    if (population.hasPinned) fireAll(population, slot, t, true, false, false);
    else fireAll(population, slot, t, false, false, false);
  }
}
