import type { NodeId } from "@snnkit/ir";
import { createSpikeEncoder, type EncoderPopulation, type Network, toPlanOrder } from "@snnkit/sim";
import type { Geometry } from "./_geometry.ts";
import { LIST_HEADER, type RecordValues } from "./_records.ts";

/** Stands in for a kernel: what an encoder sends is written by the host. */
export interface EncoderLists {
  /** Takes a sample in. */
  readonly begin: (valueOf: (node: NodeId) => Float64Array | undefined, index: number) => void;
  /** Writes the event lists of a block of steps, the first of which is step `t` of the sample. */
  readonly advance: (memory: ArrayBuffer, t: number, steps: number) => void;
}

/** Where an encoder's events go, as in its record. */
type ListRecord = Pick<
  RecordValues<"population">,
  "lists" | "listBytes" | "channelsOffset" | "valuesOffset" | "spikes" | "counts"
>;

/**
 * What writes the event lists of an encoder; their format is that of assembly/records.ts.
 *
 * @param p The encoder's place.
 * @param seed Of everything random.
 * @param block The most steps that are written at once.
 */
export function encoderLists(
  { analog, populations }: Network,
  p: number,
  geometry: Geometry,
  record: ListRecord,
  seed: number,
  block: number,
): EncoderLists {
  const encoder = populations[p] as EncoderPopulation;
  const { layout, neurons } = encoder;
  const { node } = analog.targets.find(({ population }) => population === p)!;
  const encode = createSpikeEncoder(encoder, seed);
  const spikes = new Int8Array(block * neurons);
  let write = encode(new Float32Array(neurons), 0);

  const begin: EncoderLists["begin"] = (valueOf, index) => {
    write = encode(toPlanOrder(layout, valueOf(node) ?? new Float64Array(neurons)), index);
  };
  const advance: EncoderLists["advance"] = (memory, t, steps) => {
    write(t, steps, spikes);
    for (let slot = 0; slot < steps; slot++) {
      const sent = spikes.subarray(slot * neurons, (slot + 1) * neurons);
      const events = writeList(memory, record, geometry, slot, sent);
      new Uint32Array(memory, record.spikes)[t + slot] = events;
    }
  };
  return { begin, advance };
}

/** Writes the list of one step, and counts its spikes where somebody asks; tells how many events. */
function writeList(
  memory: ArrayBuffer,
  { lists, listBytes, channelsOffset, valuesOffset, counts }: ListRecord,
  geometry: Geometry,
  slot: number,
  sent: Int8Array,
): number {
  const list = lists + slot * listBytes;
  const words = new Uint32Array(memory, list, listBytes / 4);
  const channels = new Uint16Array(memory, list + channelsOffset);
  const values = new Float32Array(memory, list + valuesOffset);
  const net = new Int32Array(memory, counts);
  const pixels = geometry.rows * geometry.columns;
  let [pair, events] = [LIST_HEADER / 4, 0];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [neuron, lane] = [pixel * geometry.channels, pixel * geometry.lanes];
    const before = events;
    for (let channel = 0; channel < geometry.channels; channel++) {
      const spike = sent[neuron + channel];
      // The last pixel of a flat population may have fewer neurons.
      if (spike === 0 || spike === undefined) continue;
      channels[events] = channel;
      if (valuesOffset) values[events] = spike;
      if (counts) net[lane + channel] += spike;
      events++;
    }
    if (events === before) continue;
    words[pair++] = pixel;
    words[pair++] = events - before;
  }
  words[0] = (pair - LIST_HEADER / 4) / 2;
  words[1] = events;
  return events;
}
