// Gates of a max-pool. A window's winner is kept as one number, its spikes above the inverse of its
// pixel: the larger number has fired more often or, after as many spikes, comes first in row-major
// order. It changes only when an input fires, so only spikes are looked at: first all are counted,
// then those of the winners pass.

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
  const winners = gate.winners + (gateSource.channel << 3);
  const laneBytes = gate.laneBytes << 1;
  let channels = list + source.channelsOffset;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const pixel = load<u32>(pair);
    const counts = gateSource.counts + pixel * source.laneBytes;
    const first = gateSource.windows + (load<u32>(gateSource.starts + (pixel << 2)) << 2);
    const last = gateSource.windows + (load<u32>(gateSource.starts + (pixel << 2), 4) << 2);
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const channel = <usize>load<u16>(channels);
      const spikes = load<u32>(counts + (channel << 2)) + 1;
      store<u32>(counts + (channel << 2), spikes);
      const bid = ((<u64>spikes) << 32) | ~pixel;
      for (let window = first; window < last; window += 4) {
        const at = winners + load<u32>(window) * laneBytes + (channel << 3);
        const best = load<u64>(at);
        store<u64>(at, select(bid, best, bid > best));
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
    const first = gateSource.windows + (load<u32>(gateSource.starts + (pixel << 2)) << 2);
    const last = gateSource.windows + (load<u32>(gateSource.starts + (pixel << 2), 4) << 2);
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const channel = <usize>load<u16>(channels) + gateSource.channel;
      for (let window = first; window < last; window += 4) {
        // A gate has no scratch: its potentials and its winners are in the same order.
        const at = <usize>load<u32>(window) * gate.laneBytes + (channel << 2);
        if (load<u32>(gate.winners + (at << 1)) == ~pixel) store<f32>(gate.v + at, 1);
      }
    }
  }
}
