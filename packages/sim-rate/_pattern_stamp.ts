import { type Conv2dSynapse, weightIndex } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { planAxis } from "./_axis_plan.ts";
import { bitGroups, type BitPlanes } from "./_bit_planes.ts";
import { deficitsOf, NO_DEFICITS } from "./_deficits.ts";
import { type Geometry, laneBytes, rowBytes, VECTOR } from "./_geometry.ts";
import { fewestSwept, PATTERNS, type SweepPlan, sweepPlan } from "./_pattern_plan.ts";
import { inFormat, type Place } from "./_place.ts";
import { planeStamp } from "./_plane_stamp.ts";
import { packRecords, type RecordValues, SYNAPSE_KIND } from "./_records.ts";

/** Channels of a group. */
const GROUP = 8;

/** A table of patterns, which a kernel writes once. */
export interface PatternTable {
  /** Weights `[channels][entry]`, i16. */
  readonly from: number;
  /** The table, `[groups][256][entry]`. */
  readonly to: number;
  /** Channels of the source. */
  readonly channels: number;
  /** Bytes of an entry. */
  readonly entryBytes: number;
  /** Whether all signs are changed. */
  readonly isNegated: boolean;
}

/**
 * The records of a convolution by patterns: for each group of eight channels and each of the 256 sets of
 * them, `[groups][256][Kh][Kw][lanes]`, what they bring together, `Σ w[c]` modulo 2^16. Of a signed source
 * there is a second one, which takes back, with all signs changed.
 *
 * @param tables Where the tables that must be written are noted.
 */
export function patternStamps(
  arena: Arena,
  synapse: Conv2dSynapse,
  source: Place,
  target: Place,
  planes: BitPlanes,
  tables: PatternTable[],
): RecordValues<"synapse">[] {
  const tabled = (block: Float32Array, channels: number, isNegated: boolean): number => {
    const weights = inFormat(target, block);
    const entryBytes = weights.byteLength / channels;
    const from = arena.place(weights);
    const to = arena.reserve(Math.ceil(channels / GROUP) * PATTERNS * entryBytes);
    tables.push({ from, to, channels, entryBytes, isNegated });
    return to;
  };
  const plan = sweepPlan(synapse, source, target);
  const isOneStep = synapse.stride[1] === 1;
  const record = (isNegated: boolean): RecordValues<"synapse"> => {
    const stamp = planeStamp(
      arena,
      synapse,
      source,
      target,
      (block) => tabled(block, synapse.inputChannels, isNegated),
    );
    const table = (plan: SweepPlan): number =>
      // The tables of a kernel that is not cut into phases are those of its windows.
      isOneStep ? stamp.weights : tabled(
        windowWeights(synapse, plan, source.geometry, target.geometry),
        synapse.stride[1] * source.geometry.lanes,
        isNegated,
      );
    const from = isNegated ? planes.takenOffset : 0;
    return {
      ...stamp.record,
      kind: SYNAPSE_KIND.patterns,
      lists: planes.patterns + (isNegated ? planes.takenPatterns : 0),
      listBytes: planes.patternBytes,
      channelsOffset: planes.entriesOffset,
      targets: plan
        ? sweepOf(arena, synapse, source, target, plan, table(plan), { ...planes, from })
        : 0,
      // Spikes of both signs are counted once.
      ...isNegated ? NO_DEFICITS : deficitsOf(arena, source.geometry, planes, fanOutsOf(synapse)),
    };
  };
  return planes.takenPatterns === 0 ? [record(false)] : [record(false), record(true)];
}

/** Targets of an event, by source pixel. */
function fanOutsOf(synapse: Conv2dSynapse): number[] {
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    planAxis(synapse, axis, true).positions.map(({ reached }) => reached)
  );
  return rows.flatMap((row) => columns.map((column) => row * column * synapse.outputChannels));
}

/** Weights of windows, `[phases][source lanes][Kh][taps][lanes]`, rows and taps by ascending target. */
function windowWeights(
  synapse: Conv2dSynapse,
  { taps }: SweepPlan,
  source: Geometry,
  { lanes }: Geometry,
): Float32Array {
  const { kernel, stride, inputChannels, outputChannels, weight } = synapse;
  const block = new Float32Array(stride[1] * source.lanes * kernel[0] * taps * lanes);
  for (let phase = 0; phase < stride[1]; phase++) {
    for (let c = 0; c < inputChannels; c++) {
      let at = (phase * source.lanes + c) * kernel[0] * taps * lanes;
      for (let y = kernel[0] - 1; y >= 0; y--) {
        for (let tap = taps - 1; tap >= 0; tap--, at += lanes) {
          const x = tap * stride[1] + phase;
          for (let o = 0; o < outputChannels && x < kernel[1]; o++) {
            block[at + o] = weight[weightIndex(synapse, c, o, y, x)];
          }
        }
      }
    }
  }
  return block;
}

/** Address of the record of a sweep. */
function sweepOf(
  arena: Arena,
  { kernel, stride, padding, outputPlane }: Conv2dSynapse,
  source: Place,
  { geometry, v }: Place,
  { taps }: SweepPlan,
  table: number,
  { bitsRow, from }: { readonly bitsRow: number; readonly from: number },
): number {
  const groups = bitGroups(source.geometry);
  return arena.place(packRecords("sweep", [{
    table,
    taps,
    vectors: laneBytes(geometry) / VECTOR,
    first: from + (kernel[0] - 1 - padding[0]) * bitsRow - padding[1] * groups,
    groups: stride[1] * groups,
    bitsRow,
    windowRow: stride[0] * bitsRow,
    target: v + geometry.before * laneBytes(geometry),
    rows: outputPlane[0],
    columns: outputPlane[1],
    targetRow: rowBytes(geometry),
    targetColumn: laneBytes(geometry),
    fewest: fewestSwept(source.geometry),
  }]));
}
