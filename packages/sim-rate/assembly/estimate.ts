// Gates of a max-pool that estimate the rates of their inputs. Estimates change in every step, but a
// gate passes a spike only where its winner sends one: only windows of spikes are looked at.

import { GateSource, List, LIST_HEADER, listOf, Population } from "./records";

/** Marks the gates that pass a spike in this step by 1 in their potentials. */
export function passEstimated(gate: Population, slot: u32, t: u32): void {
  for (let s: u32 = 0; s < gate.synapseCount; s++) {
    const source = changetype<GateSource>(gate.synapses + s * offsetof<GateSource>());
    let recent: usize = 0;
    if (gate.window) {
      recent = source.recent + (t % gate.window) * (source.bytes >> 2);
      forgetOldest(source, recent);
    } else decay(source, gate.leak);
    addSpikes(source, slot, recent);
    markWinners(gate, source, slot);
  }
}

/** Every estimate becomes `leak · estimate`. */
function decay(gateSource: GateSource, leak: f32): void {
  const factor = f32x4.splat(leak);
  const end = gateSource.counts + gateSource.bytes;
  for (let at = gateSource.counts; at < end; at += 16) {
    v128.store(at, f32x4.mul(v128.load(at), factor));
  }
}

/** Takes the spikes of one step away from the counts, and from the record of this step. */
function forgetOldest(gateSource: GateSource, recent: usize): void {
  const end = gateSource.counts + gateSource.bytes;
  for (let at = gateSource.counts; at < end; at += 16, recent += 4) {
    const spikes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(recent)));
    v128.store(at, f32x4.sub(v128.load(at), f32x4.convert_i32x4_s(spikes)));
    store<u32>(recent, 0);
  }
}

/** Adds the spikes of this step to the estimates; where there is one, to the record of this step. */
function addSpikes(gateSource: GateSource, slot: u32, recent: usize): void {
  const source = gateSource.source;
  const list = listOf(source, slot);
  const end = list + LIST_HEADER + (changetype<List>(list).cells << 3);
  let channels = list + source.channelsOffset;
  for (let pair = list + LIST_HEADER; pair < end; pair += 8) {
    const counts = <usize>load<u32>(pair) * source.laneBytes;
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const offset = counts + (<usize>load<u16>(channels) << 2);
      const at = gateSource.counts + offset;
      store<f32>(at, load<f32>(at) + 1);
      if (recent) store<u8>(recent + (offset >> 2), 1);
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
      const channel = <usize>load<u16>(channels);
      for (let window = first; window < last; window += 4) {
        const index = load<u32>(window);
        if (winner(gateSource, source.laneBytes, index, channel) != pixel) continue;
        const at = <usize>index * gate.laneBytes + ((channel + gateSource.channel) << 2);
        store<f32>(gate.v + at, 1);
      }
    }
  }
}

/** The pixel of a window whose channel has the largest estimate, the first of several such. */
@inline
function winner(gateSource: GateSource, laneBytes: u32, window: u32, channel: usize): u32 {
  const starts = gateSource.pixelStarts + (<usize>window << 2);
  const end = gateSource.pixels + (load<u32>(starts, 4) << 2);
  const estimates = gateSource.counts + (channel << 2);
  let best: u32 = 0;
  let most: f32 = -1;
  for (let at = gateSource.pixels + (load<u32>(starts) << 2); at < end; at += 4) {
    const pixel = load<u32>(at);
    const estimate = load<f32>(estimates + <usize>pixel * laneBytes);
    if (estimate > most) {
      best = pixel;
      most = estimate;
    }
  }
  return best;
}
