// The end of a step of neurons in 16-bit fixed point, sixteen at a time: two vectors share a mask. What is
// told as `bool` is known when this is compiled.

import { append, appendPair, count } from "./emit";
import { appendEntry, concludePatterns, isLeftOut, sealPatterns } from "./pattern_lists";
import { conclude, doubtOf, freshOf, pinned, unsignedDoubtOf } from "./pins";
import { bitsOf, LIST_HEADER, listOf, patternsOf, Population, seal } from "./records";

/** What is left of potentials; `quiet` is −1 where they are below their thresholds. */
@inline
export function restOf(potential: v128, theta: v128, quiet: v128, resetsToZero: bool): v128 {
  return resetsToZero
    ? v128.and(potential, quiet)
    : i16x8.sub(potential, v128.andnot(theta, quiet));
}

/** Potentials after the step: those taken back, −1, receive their threshold again. */
@inline
function sumOf(
  potential: v128, theta: v128, quiet: v128, taken: v128, drift: v128, resetsToZero: bool, isSigned: bool,
): v128 {
  const left = restOf(potential, theta, quiet, resetsToZero);
  const rest = isSigned ? i16x8.add(left, v128.and(theta, taken)) : left;
  // Saturation keeps beyond L what is beyond L.
  return i16x8.add_sat_s(rest, drift);
}

/** Where potentials below 0 can take a spike back: −1. */
@inline
function takenOf(potential: v128, net: v128, zero: v128): v128 {
  return v128.and(i16x8.gt_s(zero, potential), i16x8.gt_s(net, zero));
}

/** Net spikes after the step. */
@inline
function netOf(net: v128, quiet: v128, taken: v128): v128 {
  return i16x8.sub(i16x8.add(net, taken), v128.not(quiet));
}

/** Below 0 where a spike of sixteen neurons may be wrong; `p` and `q` are their potentials. */
@inline
function doubtAbout(pins: v128, p: v128, q: v128, quiet: v128, zero: v128, isSigned: bool): v128 {
  return isSigned
    ? doubtOf(pins, i8x16.narrow_i16x8_s(i16x8.gt_s(zero, p), i16x8.gt_s(zero, q)), quiet)
    : unsignedDoubtOf(pins, quiet);
}

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
  population: Population, slot: u32, t: u32, isTwo: bool,
  isSigned: bool, resetsToZero: bool, hasPinned: bool, isListed: bool, isSwept: bool,
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
  const zero = i16x8.splat(0);
  let nets = population.counts;
  let pins = population.pinned;
  let row = population.v;
  let pairs = list + LIST_HEADER;
  let channels = list + population.channelsOffset;
  let values = list + population.valuesOffset;
  let pixel: u32 = 0;
  let bitsRow = bitsOf(population, slot);
  const patternList = patternsOf(population, slot);
  let patterns = patternList + LIST_HEADER;
  let entries = patternList + population.entriesOffset;
  const takenOffset: usize = population.takenOffset;
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
          const pNet = isSigned ? v128.load(nets + at) : zero;
          const qNet = isSigned ? v128.load(nets + at, 16) : zero;
          const pTaken = isSigned ? takenOf(p, pNet, zero) : zero;
          const qTaken = isSigned ? takenOf(q, qNet, zero) : zero;
          const pSum = sumOf(
            p, pTheta, pQuiet, pTaken, v128.load(drift + at), resetsToZero, isSigned);
          const qSum = sumOf(
            q, qTheta, qQuiet, qTaken, v128.load(drift + at, 16), resetsToZero, isSigned);
          const quiet = i8x16.narrow_i16x8_s(pQuiet, qQuiet);
          if (hasPinned) {
            const itsPins = v128.load(pins);
            const pKept = i16x8.max_s(i16x8.min_s(pSum, most), least);
            const qKept = i16x8.max_s(i16x8.min_s(qSum, most), least);
            v128.store(v + at, pKept);
            v128.store(v + at, qKept, 16);
            doubts = v128.or(doubts, doubtAbout(itsPins, p, q, quiet, zero, isSigned));
            const fresh = freshOf(itsPins, pSum, pKept, qSum, qKept);
            if (v128.any_true(fresh)) v128.store(pins, pinned(itsPins, fresh, pKept, qKept));
            pins += 16;
          } else {
            v128.store(v + at, pSum);
            v128.store(v + at, qSum, 16);
            lowest = i16x8.min_s(lowest, i16x8.min_s(pSum, qSum));
            highest = i16x8.max_s(highest, i16x8.max_s(pSum, qSum));
          }
          const fired = i8x16.bitmask(quiet) ^ 0xffff;
          const taken = isSigned ? i8x16.bitmask(i8x16.narrow_i16x8_s(pTaken, qTaken)) : 0;
          store<u16>(bits, fired);
          if (isSigned) {
            v128.store(nets + at, netOf(pNet, pQuiet, pTaken));
            v128.store(nets + at, netOf(qNet, qQuiet, qTaken), 16);
            store<u16>(bits + takenOffset, taken);
            takenEntries = appendEntry(takenEntries, taken & 0xff, at);
            takenEntries = appendEntry(takenEntries, taken >> 8, at + 16);
          }
          bits += 2;
          spikes += popcnt<u32>(fired | (taken << 16));
          if (!isSwept) {
            entries = appendEntry(entries, fired & 0xff, at);
            entries = appendEntry(entries, fired >> 8, at + 16);
          }
          if (isListed) {
            const mask = fired | taken;
            if (isSigned) {
              values = appendSigns(values, pTaken, mask & 0xff, bitPositions);
              values = appendSigns(values, qTaken, mask >> 8, bitPositions);
            }
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
        const net = isSigned ? v128.load(nets + at) : zero;
        const itsTaken = isSigned ? takenOf(p, net, zero) : zero;
        const sum = sumOf(p, theta, pQuiet, itsTaken, v128.load(drift + at), resetsToZero, isSigned);
        const quiet = i8x16.narrow_i16x8_s(pQuiet, pQuiet);
        if (hasPinned) {
          const itsPins = v128.load64_splat(pins);
          const kept = i16x8.max_s(i16x8.min_s(sum, most), least);
          v128.store(v + at, kept);
          doubts = v128.or(doubts, doubtAbout(itsPins, p, p, quiet, zero, isSigned));
          const fresh = freshOf(itsPins, sum, kept, sum, kept);
          if (v128.any_true(fresh)) v128.store64_lane(pins, pinned(itsPins, fresh, kept, kept), 0);
          pins += 8;
        } else {
          v128.store(v + at, sum);
          lowest = i16x8.min_s(lowest, sum);
          highest = i16x8.max_s(highest, sum);
        }
        const fired = i16x8.bitmask(pQuiet) ^ 0xff;
        const taken = isSigned ? i16x8.bitmask(itsTaken) : 0;
        store<u8>(bits, fired);
        if (isSigned) {
          v128.store(nets + at, netOf(net, pQuiet, itsTaken));
          store<u8>(bits + takenOffset, taken);
          takenEntries = appendEntry(takenEntries, taken, at);
        }
        bits++;
        spikes += popcnt<u32>(fired | (taken << 8));
        if (!isSwept) entries = appendEntry(entries, fired, at);
        if (isListed) {
          const mask = fired | taken;
          if (isSigned) values = appendSigns(values, itsTaken, mask, bitPositions);
          channels = append(channels, mask, <u32>at >> 1, bitPositions);
        }
      }
      if (!isSwept) patterns = appendPair(patterns, pixel, <u32>(entries - firstEntry) >> 1);
      if (isSigned) {
        takenPatterns = appendPair(takenPatterns, pixel, <u32>(takenEntries - firstTaken) >> 1);
        nets += bytes;
      }
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
  if (isSigned) sealPatterns(population, takenList, takenPatterns, takenEntries);
  if (isListed) seal(population, list, pairs, channels, t);
  store<u32>(population.spikes + (t << 2), spikes);
  if (!isSigned && population.counts) count(population, list);
}

/** All that is known of a population before its neurons are looked at, as constants. */
@inline
function fireEach(population: Population, slot: u32, t: u32, isTwo: bool, isSigned: bool): void {
  const hasPinned = population.hasPinned;
  if (population.isListed) {
    if (hasPinned) fireAll(population, slot, t, isTwo, isSigned, false, true, true, false);
    else fireAll(population, slot, t, isTwo, isSigned, false, false, true, false);
  } else if (isLeftOut(population, t)) {
    if (hasPinned) fireAll(population, slot, t, isTwo, isSigned, false, true, false, true);
    else fireAll(population, slot, t, isTwo, isSigned, false, false, false, true);
  } else {
    if (hasPinned) fireAll(population, slot, t, isTwo, isSigned, false, true, false, false);
    else fireAll(population, slot, t, isTwo, isSigned, false, false, false, false);
  }
}

/** Sixteen channels are frequent enough to be compiled for. */
function fireTwoVectors(population: Population, slot: u32, t: u32): void {
  fireEach(population, slot, t, true, false);
}

function fireTwoSignedVectors(population: Population, slot: u32, t: u32): void {
  fireEach(population, slot, t, true, true);
}

/** Neurons at or above their threshold fire and reset; then all receive the next step's current. */
export function fireFixed(population: Population, slot: u32, t: u32): void {
  // Populations that reset to zero are listed always.
  if (population.resetsToZero) fireAll(population, slot, t, false, false, true, true, true, false);
  else if (population.laneBytes == 64) fireTwoVectors(population, slot, t);
  else fireEach(population, slot, t, false, false);
}

/**
 * Neurons at or above their threshold send 1; those below 0 that have sent more positive than
 * negative spikes send −1. All reset; then all receive the next step's current.
 */
export function fireFixedSigned(population: Population, slot: u32, t: u32): void {
  if (population.resetsToZero) fireAll(population, slot, t, false, true, true, true, true, false);
  else if (population.laneBytes == 64) fireTwoSignedVectors(population, slot, t);
  else fireEach(population, slot, t, false, true);
}
