// The end of a step of neurons in 16-bit fixed point: eight to a vector.
//
// Let L = 2^14. A step begins with potentials within ±L and synapses bring less than L, so that the
// potential p that a threshold is compared with is exact, though the sums on the way to it may wrap.
// What is left after a spike and the next current is cut off at ±L. A neuron that was is pinned:
//
// - at the bottom, it was too low to begin with: from then on its true potential is at or below p.
//   While p stays below θ neither fires, and while p < 0 a signed neuron takes back spikes by either;
// - at the top, its true potential is at or above p: while p ≥ θ, it fires by either.
//
// So spikes are those of exact arithmetic unless a neuron pinned at the bottom has p ≥ θ (signed: p ≥
// 0) or one pinned at the top has p < θ. The population is then marked doubtful, and the host
// simulates the sample again in float32.

import { append, appendPair, count } from "./emit";
import { bitsOf, List, LIST_HEADER, listOf, patternsOf, Population, seal } from "./records";

const LIMIT: i16 = 16384;

/** Events of a list that was not written, as nobody would read it: more than any has. */
const SWEPT: u32 = 0xffffffff;

/** A sum cut off at ±L. */
@inline
function cutOff(sum: v128): v128 {
  return i16x8.max_s(i16x8.min_s(sum, i16x8.splat(LIMIT)), i16x8.splat(-LIMIT));
}

/**
 * After the first step of a sample that cuts anybody off: pins all that are at ±L. Until then nobody
 * needs to look. Some may be there without having been cut off, which does no harm.
 */
function findPinned(population: Population): void {
  population.hasPinned = 1;
  const bytes = population.laneBytes >> 1;
  let pins = population.pinned;
  for (let y: u32 = 0; y < population.rows; y++) {
    let v = population.v + y * population.rowBytes;
    for (let x: u32 = 0; x < population.columns; x++) {
      for (let at: u32 = 0; at < bytes; at += 16) {
        const potential = v128.load(v + at);
        // A comparison that holds is −1.
        const low = i16x8.eq(potential, i16x8.splat(-LIMIT));
        const high = i16x8.eq(potential, i16x8.splat(LIMIT));
        v128.store(pins + at, i16x8.sub(low, high));
      }
      v += bytes;
      pins += bytes;
    }
  }
}

/** Appends the byte of eight neurons to a list of patterns, unless it is 0. */
@inline
function appendEntry(end: usize, mask: i32, at: usize): usize {
  store<u16>(end, (<u32>at << 4) | mask);
  return end + select<usize>(2, 0, mask != 0);
}

/** Completes the header of a list of patterns that was written up to these addresses. */
@inline
function sealPatterns(population: Population, list: usize, pairs: usize, entries: usize): void {
  const header = changetype<List>(list);
  header.cells = <u32>(pairs - list - LIST_HEADER) >> 3;
  header.events = <u32>(entries - list - population.entriesOffset) >> 1;
}

/** The same for the spikes that are sent, whose list may be left out from now on, or was. */
@inline
function concludePatterns(
  population: Population, list: usize, pairs: usize, entries: usize, isSwept: bool,
): void {
  if (isSwept) {
    changetype<List>(list).events = SWEPT;
  } else {
    sealPatterns(population, list, pairs, entries);
    if (changetype<List>(list).events >= population.sweptFrom) population.isSwept = 1;
  }
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

/**
 * Negative where a spike may be wrong.
 *
 * @param pinned Below 0 at the bottom, above 0 at the top.
 * @param isHigh Where those pinned at the bottom must not be.
 * @param fired Where those pinned at the top must be.
 */
@inline
function doubtOf(pinned: v128, isHigh: v128, fired: v128): v128 {
  return v128.or(v128.and(pinned, isHigh), v128.andnot(i16x8.neg(pinned), fired));
}

@inline
function conclude(population: Population, doubts: v128, cut: v128): void {
  if (i16x8.bitmask(doubts)) population.isDoubtful = 1;
  if (!population.hasPinned && v128.any_true(cut)) findPinned(population);
}

@inline
function fireAll(
  population: Population, slot: u32, t: u32, bytes: u32,
  resetsToZero: bool, hasPinned: bool, isListed: bool, isSwept: bool,
): void {
  const list = listOf(population, slot);
  const columns = population.columns;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
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
  let cut = i16x8.splat(0);
  for (let y = population.rows; y > 0; y--) {
    let v = row;
    let bits = bitsRow;
    for (let x = columns; x > 0; x--) {
      const first = channels;
      const firstEntry = entries;
      for (let at: usize = 0; at < bytes; at += 16) {
        const potential = v128.load(v + at);
        const theta = v128.load(threshold + at);
        const fired = i16x8.ge_s(potential, theta);
        const rest = resetsToZero
          ? v128.andnot(potential, fired)
          : i16x8.sub(potential, v128.and(theta, fired));
        // Saturation keeps beyond L what is beyond L.
        const sum = i16x8.add_sat_s(rest, v128.load(drift + at));
        const kept = cutOff(sum);
        v128.store(v + at, kept);
        if (hasPinned) {
          const pinned = v128.load(pins + at);
          v128.store(pins + at, v128.or(pinned, i16x8.sub(sum, kept)));
          doubts = v128.or(doubts, doubtOf(pinned, fired, fired));
        } else {
          cut = v128.or(cut, i16x8.sub(sum, kept));
        }
        const mask = i16x8.bitmask(fired);
        store<u8>(bits++, mask);
        if (!isSwept) entries = appendEntry(entries, mask, at);
        spikes += popcnt<u32>(mask);
        if (isListed) channels = append(channels, mask, <u32>at >> 1, bitPositions);
      }
      if (!isSwept) patterns = appendPair(patterns, pixel, <u32>(entries - firstEntry) >> 1);
      if (isListed) pairs = appendPair(pairs, pixel, <u32>(channels - first) >> 1);
      pixel++;
      v += bytes;
      pins += bytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += population.rowBytes;
    bitsRow += population.bitsRow;
  }
  conclude(population, doubts, cut);
  concludePatterns(population, patternList, patterns, entries, isSwept);
  if (isListed) seal(population, list, pairs, channels, t);
  store<u32>(population.spikes + (t << 2), spikes);
  if (population.counts) count(population, list);
}

/** All that is known of a population before its neurons are looked at, as constants; `bytes` of a pixel. */
@inline
function fireEach(population: Population, slot: u32, t: u32, bytes: u32): void {
  if (population.isListed) {
    if (population.hasPinned) fireAll(population, slot, t, bytes, false, true, true, false);
    else fireAll(population, slot, t, bytes, false, false, true, false);
  } else if (population.isSwept) {
    if (population.hasPinned) fireAll(population, slot, t, bytes, false, true, false, true);
    else fireAll(population, slot, t, bytes, false, false, false, true);
  } else {
    if (population.hasPinned) fireAll(population, slot, t, bytes, false, true, false, false);
    else fireAll(population, slot, t, bytes, false, false, false, false);
  }
}

/** Sixteen channels are frequent enough to be compiled for. */
function fireTwoVectors(population: Population, slot: u32, t: u32): void {
  fireEach(population, slot, t, 32);
}

/** Neurons at or above their threshold fire and reset; then all receive the next step's current. */
export function fireFixed(population: Population, slot: u32, t: u32): void {
  const bytes = population.laneBytes >> 1;
  if (population.resetsToZero) fireAll(population, slot, t, bytes, true, true, true, false);
  else if (bytes == 32) fireTwoVectors(population, slot, t);
  else fireEach(population, slot, t, bytes);
}

/**
 * Neurons at or above their threshold send 1; those below 0 that have sent more positive than
 * negative spikes send −1. All reset; then all receive the next step's current.
 */
export function fireFixedSigned(population: Population, slot: u32, t: u32): void {
  if (population.isListed) {
    if (population.hasPinned) fireSignedAll(population, slot, t, true, true, false);
    else fireSignedAll(population, slot, t, false, true, false);
  } else if (population.isSwept) {
    if (population.hasPinned) fireSignedAll(population, slot, t, true, false, true);
    else fireSignedAll(population, slot, t, false, false, true);
  } else {
    if (population.hasPinned) fireSignedAll(population, slot, t, true, false, false);
    else fireSignedAll(population, slot, t, false, false, false);
  }
}

@inline
function fireSignedAll(
  population: Population, slot: u32, t: u32, hasPinned: bool, isListed: bool, isSwept: bool,
): void {
  const list = listOf(population, slot);
  const columns = population.columns;
  const bytes = population.laneBytes >> 1;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
  const resetsToZero = population.resetsToZero;
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
  let cut = zero;
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
        const fired = i16x8.ge_s(potential, theta);
        const taken = v128.and(i16x8.lt_s(potential, zero), i16x8.gt_s(net, zero));
        const left = resetsToZero
          ? v128.andnot(potential, fired)
          : i16x8.sub(potential, v128.and(theta, fired));
        const rest = i16x8.add(left, v128.and(theta, taken));
        const sum = i16x8.add_sat_s(rest, v128.load(drift + at));
        const kept = cutOff(sum);
        v128.store(v + at, kept);
        v128.store(nets + at, i16x8.add(i16x8.sub(net, fired), taken));
        if (hasPinned) {
          const pinned = v128.load(pins + at);
          v128.store(pins + at, v128.or(pinned, i16x8.sub(sum, kept)));
          doubts = v128.or(doubts, doubtOf(pinned, i16x8.ge_s(potential, zero), fired));
        } else {
          cut = v128.or(cut, i16x8.sub(sum, kept));
        }
        const firedMask = i16x8.bitmask(fired);
        const takenMask = i16x8.bitmask(taken);
        const mask = firedMask | takenMask;
        store<u8>(bits, firedMask);
        store<u8>(bits + takenOffset, takenMask);
        bits++;
        if (!isSwept) entries = appendEntry(entries, firedMask, at);
        takenEntries = appendEntry(takenEntries, takenMask, at);
        spikes += popcnt<u32>(mask);
        if (isListed) {
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
      pins += bytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += population.rowBytes;
    bitsRow += population.bitsRow;
  }
  conclude(population, doubts, cut);
  concludePatterns(population, patternList, patterns, entries, isSwept);
  sealPatterns(population, takenList, takenPatterns, takenEntries);
  if (isListed) seal(population, list, pairs, channels, t);
  store<u32>(population.spikes + (t << 2), spikes);
}
