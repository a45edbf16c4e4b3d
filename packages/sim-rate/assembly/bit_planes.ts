// Bit planes: who fired in a step, one bit a neuron, eight channels a byte, pixel by pixel.

import { bitsOf, Deficit, Population, Synapse } from "./records";

/** For each byte, the lanes of a vector of eight that it names. */
@inline
export function lanesOf(byte: usize): v128 {
  const bits = i16x8(1, 2, 4, 8, 16, 32, 64, 128);
  return i16x8.eq(v128.and(v128.load8_splat(byte), bits), bits);
}

/** How many bits a pixel has. */
@inline
export function bitsAt(at: usize, bytes: u32): u32 {
  let sum: u32 = 0;
  for (let n: u32 = 0; n < bytes; n++) sum += popcnt<u32>(load<u8>(at + n));
  return sum;
}

/** Bytes of a pixel. */
@inline
export function groupsOf(population: Population): u32 {
  return population.laneBytes >> 5;
}

/** How many targets the events of a step reach through a synapse that reads bit planes. */
export function countReached(synapse: Synapse, slot: u32, t: u32): u64 {
  const source = synapse.source;
  const plane = bitsOf(source, slot);
  const groups = groupsOf(source);
  const taken = source.takenOffset;
  let reached = <u64>load<u32>(source.spikes + (t << 2)) * synapse.fanOut;
  const end = synapse.deficits + synapse.deficitCount * offsetof<Deficit>();
  for (let at = synapse.deficits; at < end; at += offsetof<Deficit>()) {
    const deficit = changetype<Deficit>(at);
    const pixel = plane + deficit.offset;
    let events = bitsAt(pixel, groups);
    if (taken) events += bitsAt(pixel + taken, groups);
    reached -= <u64>events * deficit.missing;
  }
  return reached;
}
