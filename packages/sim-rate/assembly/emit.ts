// The end of a step: who emits, written as a list. A mask of eight lanes becomes eight channels in
// one store, of which the list keeps as many as the mask has bits; no branch depends on spikes.

import { List, LIST_HEADER, listOf, Population, seal } from "./records";

/** Where the next entries of the list being written go; a function can return but one of them. */
let pairEnd: usize = 0;
let channelEnd: usize = 0;

function open(population: Population, slot: u32): void {
  const list = listOf(population, slot);
  pairEnd = list + LIST_HEADER;
  channelEnd = list + population.channelsOffset;
}

function close(population: Population, slot: u32, t: u32): void {
  const list = listOf(population, slot);
  seal(population, list, pairEnd, channelEnd, t);
  if (population.counts) {
    if (population.valuesOffset) countSigned(population, list);
    else count(population, list);
  }
}

/** Appends the channels that a mask of eight lanes names. */
@inline
export function append(end: usize, mask: i32, lane: u32, bitPositions: usize): usize {
  const positions = v128.load(bitPositions + (<usize>mask << 4));
  v128.store(end, i16x8.add(positions, i16x8.splat(<i16>lane)));
  return end + (<usize>popcnt(mask) << 1);
}

/** Appends a pixel where it has events. */
@inline
export function appendPair(end: usize, pixel: u32, events: u32): usize {
  store<u32>(end, pixel);
  store<u32>(end, events, 4);
  return end + select<usize>(8, 0, events > 0);
}

export function count(population: Population, list: usize): void {
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + population.channelsOffset;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const counts = population.counts + load<u32>(pair) * population.laneBytes;
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const at = counts + (<usize>load<u16>(channels) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  }
}

function countSigned(population: Population, list: usize): void {
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + population.channelsOffset;
  let values = list + population.valuesOffset;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const counts = population.counts + load<u32>(pair) * population.laneBytes;
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2, values += 4) {
      const at = counts + (<usize>load<u16>(channels) << 2);
      store<i32>(at, load<i32>(at) + <i32>load<f32>(values));
    }
  }
}

/** One vector of neurons: resets those that fire, adds the next step's current; returns who fired. */
@inline
function fireVector(v: usize, threshold: usize, drift: usize, resetsToZero: bool): i32 {
  const potential = v128.load(v);
  const theta = v128.load(threshold);
  const fired = f32x4.ge(potential, theta);
  const rest = resetsToZero
    ? v128.andnot(potential, fired)
    : f32x4.sub(potential, v128.and(theta, fired));
  v128.store(v, f32x4.add(rest, v128.load(drift)));
  return i32x4.bitmask(fired);
}

@inline
function fireAll(population: Population, resetsToZero: bool): void {
  const rows = population.rows;
  const columns = population.columns;
  const rowBytes = population.rowBytes;
  const laneBytes = population.laneBytes;
  const thresholdStep = population.thresholdStep;
  const driftStep = population.driftStep;
  const bitPositions = population.bitPositions;
  const lanes = laneBytes >> 2;
  const whole = lanes & ~7;
  let threshold = population.thresholds;
  let drift = population.drift;
  let row = population.v;
  let pairs = pairEnd;
  let channels = channelEnd;
  let pixel: u32 = 0;
  for (let y = rows; y > 0; y--) {
    let v = row;
    for (let x = columns; x > 0; x--) {
      const first = channels;
      for (let lane: u32 = 0; lane < whole; lane += 8) {
        const at = <usize>lane << 2;
        const low = fireVector(v + at, threshold + at, drift + at, resetsToZero);
        const high = fireVector(v + at + 16, threshold + at + 16, drift + at + 16, resetsToZero);
        channels = append(channels, low | (high << 4), lane, bitPositions);
      }
      if (whole < lanes) {
        const at = <usize>whole << 2;
        const mask = fireVector(v + at, threshold + at, drift + at, resetsToZero);
        channels = append(channels, mask, whole, bitPositions);
      }
      pairs = appendPair(pairs, pixel++, <u32>(channels - first) >> 1);
      v += laneBytes;
      threshold += thresholdStep;
      drift += driftStep;
    }
    row += rowBytes;
  }
  pairEnd = pairs;
  channelEnd = channels;
}

/** Neurons at or above their threshold fire and reset; then all receive the next step's current. */
export function fire(population: Population, slot: u32, t: u32): void {
  open(population, slot);
  if (population.resetsToZero) fireAll(population, true);
  else fireAll(population, false);
  close(population, slot, t);
}

/** Sums that are not 0 are emitted, with their value where a list holds values, and begin again at 0. */
export function emit(population: Population, slot: u32, t: u32): void {
  open(population, slot);
  const laneBytes = population.laneBytes;
  const bitPositions = population.bitPositions;
  const zero = f32x4.splat(0);
  let values = population.valuesOffset ? listOf(population, slot) + population.valuesOffset : 0;
  let row = population.v;
  let pairs = pairEnd;
  let channels = channelEnd;
  let pixel: u32 = 0;
  for (let y = population.rows; y > 0; y--) {
    let v = row;
    for (let x = population.columns; x > 0; x--) {
      const first = channels;
      for (let at: u32 = 0; at < laneBytes; at += 16) {
        const mask = i32x4.bitmask(f32x4.ne(v128.load(v + at), zero));
        channels = append(channels, mask, at >> 2, bitPositions);
      }
      if (values) {
        for (let c = first; c < channels; c += 2, values += 4) {
          store<f32>(values, load<f32>(v + (<usize>load<u16>(c) << 2)));
        }
      }
      for (let at: u32 = 0; at < laneBytes; at += 16) v128.store(v + at, zero);
      pairs = appendPair(pairs, pixel++, <u32>(channels - first) >> 1);
      v += laneBytes;
    }
    row += population.rowBytes;
  }
  pairEnd = pairs;
  channelEnd = channels;
  close(population, slot, t);
}
