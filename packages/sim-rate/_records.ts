/** `Population.kind` of the kernels. */
export const POPULATION_KIND = {
  neurons: 0,
  summed: 1,
  relay: 2,
  gate: 3,
  signed: 4,
  tracking: 5,
  general: 6,
  estimating: 7,
  fixed: 8,
  fixedSigned: 9,
  fixedConstant: 10,
} as const;

/** `Synapse.kind` of the kernels. */
export const SYNAPSE_KIND = {
  rows: 0,
  taps: 1,
  sparse: 2,
  points: 3,
  carried: 4,
  patterns: 5,
  full: 6,
} as const;

/** Bytes before the pairs of an event list. */
export const LIST_HEADER = 16;

/** The fields of the kernels' records, in order, 32 bits each; the other side is assembly/records.ts. */
const FIELDS = {
  population: [
    "kind",
    "lists",
    "listBytes",
    "channelsOffset",
    "valuesOffset",
    "v",
    "rows",
    "columns",
    "rowBytes",
    "laneBytes",
    "thresholds",
    "thresholdStep",
    "drift",
    "driftStep",
    "resetsToZero",
    "counts",
    "spikes",
    "trace",
    "traceBytes",
    "synapses",
    "synapseCount",
    "synapticOps",
    "bitPositions",
    "winners",
    "leak",
    "refractory",
    "waits",
    "window",
    "limit",
    "pinned",
    "hasPinned",
    "isDoubtful",
    "isListed",
    "bits",
    "bitsBytes",
    "bitsRow",
    "takenOffset",
    "patterns",
    "patternBytes",
    "entriesOffset",
    "takenPatterns",
    "sweptFrom",
    "isSwept",
  ],
  synapse: [
    "kind",
    "source",
    "cells",
    "targets",
    "weights",
    "fanOut",
    "deficits",
    "deficitCount",
    "lists",
    "listBytes",
    "channelsOffset",
  ],
  deficit: ["offset", "bytes", "missing"],
  windowRow: [
    "target",
    "targetStep",
    "first",
    "firstStep",
    "windows",
    "taps",
    "tapCount",
    "weights",
    "groups",
  ],
  cell: ["target", "weights", "shape", "fanOut"],
  shape: [
    "channelBytes",
    "rows",
    "targetRow",
    "weightRow",
    "columns",
    "targetColumn",
    "weightColumn",
    "runBytes",
  ],
  sweep: [
    "table",
    "taps",
    "vectors",
    "first",
    "groups",
    "bitsRow",
    "windowRow",
    "target",
    "rows",
    "columns",
    "targetRow",
    "targetColumn",
    "fewest",
  ],
  gateSource: [
    "source",
    "counts",
    "starts",
    "windows",
    "channel",
    "pixelStarts",
    "pixels",
    "bytes",
    "recent",
  ],
  convolution: [
    "input",
    "rowBytes",
    "columnBytes",
    "offsets",
    "taps",
    "weights",
    "bias",
    "target",
    "rows",
    "columns",
    "lanes",
  ],
} as const;

/** Fields that hold a float32 number; all others are unsigned integers. */
const FLOATS: ReadonlySet<string> = new Set(["leak"]);

/** A kind of record. */
export type RecordKind = keyof typeof FIELDS;

/** The values of a record by field. */
export type RecordValues<K extends RecordKind> = Readonly<
  Record<(typeof FIELDS)[K][number], number>
>;

/** What a synapse of any kind is made of; the rest depends on what it reads. */
export type SynapseParts = Pick<
  RecordValues<"synapse">,
  "kind" | "source" | "cells" | "targets" | "weights"
>;

/** How many bytes a record takes. */
export function recordBytes(kind: RecordKind): number {
  return 4 * FIELDS[kind].length;
}

/** From a record to one of its fields, in bytes. */
export function fieldOffset<K extends RecordKind>(kind: K, field: keyof RecordValues<K>): number {
  const fields: readonly (keyof RecordValues<K>)[] = FIELDS[kind];
  return 4 * fields.indexOf(field);
}

/** Records as the kernels read them, one after the other. */
export function packRecords<K extends RecordKind>(
  kind: K,
  records: readonly RecordValues<K>[],
): Uint32Array {
  const fields: readonly (keyof RecordValues<K>)[] = FIELDS[kind];
  const words = new Uint32Array(records.length * fields.length);
  const floats = new Float32Array(words.buffer);
  records.forEach((record, r) =>
    fields.forEach((field, f) => {
      const isFloat = FLOATS.has(String(field));
      (isFloat ? floats : words)[r * fields.length + f] = record[field];
    })
  );
  return words;
}
