// Events of whole pixels that are carried over, as an identity shortcut does.

import { List, LIST_HEADER, listOf, Synapse } from "./records";

/** Adds the events of one step; returns how many targets they reached. */
export function scatterPoints<T>(synapse: Synapse, slot: u32): u64 {
  const list = listOf(synapse.source, slot);
  let pair = list + LIST_HEADER;
  const end = pair + (changetype<List>(list).cells << 3);
  let channels = list + synapse.source.channelsOffset;
  let values = synapse.source.valuesOffset ? list + synapse.source.valuesOffset : 0;
  const weights = synapse.weights;
  let reached: u64 = 0;
  for (; pair < end; pair += 8) {
    const target: usize = load<u32>(synapse.cells + (load<u32>(pair) << 2));
    const n = load<u32>(pair, 4);
    const last = channels + (n << 1);
    if (target) {
      reached += n;
      for (; channels < last; channels += 2) {
        const lane = <usize>load<u16>(channels) << alignof<T>();
        const value: T = values ? <T>load<f32>(values) : <T>1;
        store<T>(target + lane, <T>(load<T>(target + lane) + load<T>(weights + lane) * value));
        if (values) values += 4;
      }
    } else {
      channels = last;
      if (values) values += n << 2;
    }
  }
  return reached;
}
