// Bit planes: who fired in a step, one bit a neuron, eight channels a byte, pixel by pixel.

import { bitsOf, Deficit, Population, Synapse } from "./records";

/** How many bits so many neighbouring bytes have; the seven after them may be read. */
@inline
function bitsAt(at: usize, bytes: u32): u32 {
  const last = at + (bytes & ~7);
  let sum: u64 = 0;
  for (; at < last; at += 8) sum += popcnt<u64>(load<u64>(at));
  const rest = load<u64>(at) & ((<u64>1 << (<u64>(bytes & 7) << 3)) - 1);
  return <u32>(sum + popcnt<u64>(rest));
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
  const taken = source.takenOffset;
  let reached = <i64>load<u32>(source.spikes + (t << 2)) * synapse.fanOut;
  const end = synapse.deficits + synapse.deficitCount * offsetof<Deficit>();
  for (let at = synapse.deficits; at < end; at += offsetof<Deficit>()) {
    const deficit = changetype<Deficit>(at);
    const pixels = plane + deficit.offset;
    let events = bitsAt(pixels, deficit.bytes);
    if (taken) events += bitsAt(pixels + taken, deficit.bytes);
    reached -= <i64>events * deficit.missing;
  }
  return <u64>reached;
}
