// Gates of a max-pool that track net counts. A gate's own count equals the largest of its window
// after every step, so that it spikes only where the largest changes, by 1 and when an input spikes:
// only windows of spikes are looked at. First all spikes are counted, then the largest are found.
//
// A window that a spike is sent in has a new largest where that input's count is above the gate's. One that
// a spike is taken back in may have, where that input's count was the largest: only then are all looked at.
// Whichever of a step's spikes comes first, the last one that matters leaves the largest of all.

import { GateSource, List, LIST_HEADER, listOf, Population } from "./records";

/** Puts the spike of every gate in this step, 1 or −1, into its potential. */
export function track(gate: Population, slot: u32): void {
  for (let s: u32 = 0; s < gate.synapseCount; s++) {
    const source = changetype<GateSource>(gate.synapses + s * offsetof<GateSource>());
    countNets(source, slot);
    markChanges(gate, source, slot);
  }
}

function countNets(gateSource: GateSource, slot: u32): void {
  const source = gateSource.source;
  const list = listOf(source, slot);
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + source.channelsOffset;
  let values = source.valuesOffset ? list + source.valuesOffset : 0;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const counts = gateSource.counts + load<u32>(pair) * source.laneBytes;
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const at = counts + (<usize>load<u16>(channels) << 2);
      const spike = values ? <i32>load<f32>(values) : 1;
      store<i32>(at, load<i32>(at) + spike);
      if (values) values += 4;
    }
  }
}

function markChanges(gate: Population, gateSource: GateSource, slot: u32): void {
  const source = gateSource.source;
  const list = listOf(source, slot);
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + source.channelsOffset;
  let values = source.valuesOffset ? list + source.valuesOffset : 0;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const pixel = load<u32>(pair);
    const counts = gateSource.counts + pixel * source.laneBytes;
    const first = gateSource.windows + (load<u32>(gateSource.starts + (pixel << 2)) << 2);
    const last = gateSource.windows + (load<u32>(gateSource.starts + (pixel << 2), 4) << 2);
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const channel = <usize>load<u16>(channels);
      const count = load<i32>(counts + (channel << 2));
      const isTaken = values ? load<f32>(values) < 0 : false;
      if (values) values += 4;
      for (let window = first; window < last; window += 4) {
        const index = load<u32>(window);
        // A gate has no scratch: its potentials and its counts are in the same order.
        const at = <usize>index * gate.laneBytes + ((channel + gateSource.channel) << 2);
        const own = load<i32>(gate.winners + at);
        let most = max(own, count);
        if (isTaken && count + 1 == own) most = largest(gateSource, source.laneBytes, index, channel);
        if (most != own) {
          store<f32>(gate.v + at, load<f32>(gate.v + at) + <f32>(most - own));
          store<i32>(gate.winners + at, most);
        }
      }
    }
  }
}

/** The largest net count of a channel in a window. */
@inline
function largest(gateSource: GateSource, laneBytes: u32, window: u32, channel: usize): i32 {
  const starts = gateSource.pixelStarts + (<usize>window << 2);
  const end = gateSource.pixels + (load<u32>(starts, 4) << 2);
  const counts = gateSource.counts + (channel << 2);
  let most = i32.MIN_VALUE;
  for (let pixel = gateSource.pixels + (load<u32>(starts) << 2); pixel < end; pixel += 4) {
    most = max(most, load<i32>(counts + <usize>load<u32>(pixel) * laneBytes));
  }
  return most;
}
