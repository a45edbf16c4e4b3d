// Events whose connections are told one by one.

import { List, LIST_HEADER, listOf, Synapse } from "./records";

/** Adds the events of one step; returns how many targets they reached. */
export function scatter<T>(synapse: Synapse, slot: u32): u64 {
  const list = listOf(synapse.source, slot);
  let pair = list + LIST_HEADER;
  const end = pair + (changetype<List>(list).cells << 3);
  let channels = list + synapse.source.channelsOffset;
  let values = synapse.source.valuesOffset ? list + synapse.source.valuesOffset : 0;
  const laneBytes = synapse.source.laneBytes;
  let reached: u64 = 0;
  for (; pair < end; pair += 8) {
    const lanes = synapse.cells + load<u32>(pair) * laneBytes;
    for (let n = load<u32>(pair, 4); n > 0; n--, channels += 2) {
      const lane = lanes + (<usize>load<u16>(channels) << 2);
      const first = load<u32>(lane);
      const last = load<u32>(lane, 4);
      const value: T = values ? <T>load<f32>(values) : <T>1;
      if (values) values += 4;
      for (let e = first; e < last; e++) {
        const target = <usize>load<u32>(synapse.targets + (e << 2));
        const weight = load<T>(synapse.weights + (<usize>e << alignof<T>()));
        store<T>(target, <T>(load<T>(target) + weight * value));
      }
      reached += last - first;
    }
  }
  return reached;
}
