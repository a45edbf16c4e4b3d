// Gates of a max-pool. The winner of a window changes only when a spike overtakes it, so only spikes
// are looked at: first all are counted, then those of the winners pass.

import { GateSource, List, LIST_HEADER, listOf, Population } from "./records";

/** Marks the gates that pass a spike in this step by 1 in their potentials. */
export function pass(gate: Population, slot: u32): void {
  for (let s: u32 = 0; s < gate.synapseCount; s++) {
    const source = changetype<GateSource>(gate.synapses + s * offsetof<GateSource>());
    countSpikes(gate, source, slot);
    markWinners(gate, source, slot);
  }
}

function countSpikes(gate: Population, gateSource: GateSource, slot: u32): void {
  const source = gateSource.source;
  const list = listOf(source, slot);
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + source.channelsOffset;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const pixel = load<u32>(pair);
    const counts = gateSource.counts + pixel * source.laneBytes;
    const first = load<u32>(gateSource.starts + (pixel << 2));
    const last = load<u32>(gateSource.starts + (pixel << 2), 4);
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const channel = <usize>load<u16>(channels) << 2;
      const own = load<i32>(counts + channel) + 1;
      store<i32>(counts + channel, own);
      for (let w = first; w < last; w++) {
        const window: usize = load<u32>(gateSource.windows + (w << 2));
        const at = gate.winners + window * gate.laneBytes + (gateSource.channel << 2) + channel;
        const winner = load<u32>(at);
        const best = load<i32>(gateSource.counts + winner * source.laneBytes + channel);
        // Row-major order of a window is ascending order of pixels.
        if (own > best || (own == best && pixel < winner)) store<u32>(at, pixel);
      }
    }
  }
}

function markWinners(gate: Population, gateSource: GateSource, slot: u32): void {
  const source = gateSource.source;
  const list = listOf(source, slot);
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + source.channelsOffset;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const pixel = load<u32>(pair);
    const first = load<u32>(gateSource.starts + (pixel << 2));
    const last = load<u32>(gateSource.starts + (pixel << 2), 4);
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const channel = <usize>load<u16>(channels) << 2;
      for (let w = first; w < last; w++) {
        const window: usize = load<u32>(gateSource.windows + (w << 2));
        const at = window * gate.laneBytes + (gateSource.channel << 2) + channel;
        // A gate without scratch has its potentials in the same order as its winners.
        if (load<u32>(gate.winners + at) == pixel) store<f32>(gate.v + at, 1);
      }
    }
  }
}
