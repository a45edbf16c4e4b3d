import { type Conv2dSynapse, type ConvTranspose2dSynapse, weightIndex } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { type AxisPlan, type AxisPosition, planAxis } from "./_axis_plan.ts";
import { laneBytes, rowBytes, usesScratch, VECTOR } from "./_geometry.ts";
import { packRecords, type RecordValues, SYNAPSE_KIND, type SynapseParts } from "./_records.ts";
import { inFormat, type Place } from "./_place.ts";

type PlaneSynapse = Conv2dSynapse | ConvTranspose2dSynapse;

/** Everything that the parts of one synapse share. */
interface Context {
  readonly arena: Arena;
  readonly synapse: PlaneSynapse;
  readonly target: Place;
  readonly rows: AxisPlan;
  readonly columns: AxisPlan;
  /** Lanes that one tap of one channel reaches. */
  readonly lanes: number;
  /** In the target, from row to row of the plane. */
  readonly rowStep: number;
}

/** A convolution laid out for events. */
export interface PlaneStamp {
  /** Its record. */
  readonly record: SynapseParts;
  /** Address of the weights of the first phase: of all where the stride is 1. */
  readonly weights: number;
}

/**
 * The record of a convolution: for every source pixel where its events go, which weights they take
 * and how these lie.
 *
 * Weights are `[Cin][ky][kx][lanes]`, one block for each phase of the stride, taps by ascending
 * target: without groups and gaps a kernel row is one run in the weights and in the target.
 *
 * @param place Puts the weights of all channels, `[Cin][…]`, into memory and tells where.
 */
export function planeStamp(
  arena: Arena,
  synapse: PlaneSynapse,
  source: Place,
  target: Place,
  place: (block: Float32Array) => number = (block) => arena.place(inFormat(target, block)),
): PlaneStamp {
  const { geometry } = target;
  const rows = planAxis(synapse, 0, true);
  const columns = planAxis(synapse, 1, !(geometry.hasScratch && usesScratch(synapse)));
  const isPlane = geometry.columns === synapse.outputPlane[1];
  const rowStep = isPlane ? rowBytes(geometry) : synapse.outputPlane[1] * laneBytes(geometry);
  const perVector = VECTOR / geometry.laneSize;
  const lanes = synapse.groups === 1 ? geometry.lanes : groupLanes(synapse, perVector);
  const context: Context = { arena, synapse, target, rows, columns, lanes, rowStep };
  const isRows = synapse.groups === 1 && columns.spacing === 1;
  const blocks = rows.phases.map((ky) =>
    columns.phases.map((kx) => place(weightBlock(context, ky, kx)))
  );
  const record = {
    kind: isRows ? SYNAPSE_KIND.rows : SYNAPSE_KIND.taps,
    source: source.record,
    cells: cellsOf(context, isRows, blocks),
    targets: synapse.groups === 1 ? 0 : arena.place(groupOffsets(synapse, perVector)),
    weights: 0,
  };
  return { record, weights: blocks[0][0] };
}

/** One record a source pixel. */
function cellsOf(
  context: Context,
  isRows: boolean,
  blocks: readonly (readonly number[])[],
): number {
  const { arena, synapse, target, rows, columns, lanes, rowStep } = context;
  const { geometry } = target;
  const shapes = new Map<string, number>();
  const outputs = synapse.outputChannels / synapse.groups;
  const records = rows.positions.flatMap((row) =>
    columns.positions.map((column) => {
      const width = columns.phases[column.phase].length;
      const key = [row.phase, row.count, column.phase, column.count].join();
      const shape = shapes.get(key) ??
        arena.place(packRecords("shape", [shapeOf(context, isRows, row, column)]));
      shapes.set(key, shape);
      return {
        target: target.v + (geometry.before + column.target) * laneBytes(geometry) +
          row.target * rowStep,
        weights: blocks[row.phase][column.phase] +
          geometry.laneSize * lanes * (row.first * width + column.first),
        shape,
        fanOut: row.reached * column.reached * outputs,
      };
    })
  );
  return arena.place(packRecords("cell", records));
}

function shapeOf(
  { target: { geometry }, rows, columns, lanes, rowStep }: Context,
  isRows: boolean,
  row: AxisPosition,
  column: AxisPosition,
): RecordValues<"shape"> {
  const width = columns.phases[column.phase].length;
  const tapBytes = geometry.laneSize * lanes;
  const common = {
    channelBytes: tapBytes * width * rows.phases[row.phase].length,
    rows: column.count === 0 ? 0 : row.count,
    targetRow: rows.spacing * rowStep,
    weightRow: tapBytes * width,
    targetColumn: columns.spacing * laneBytes(geometry),
    weightColumn: tapBytes,
  };
  return isRows
    ? { ...common, columns: 1, runBytes: tapBytes * column.count }
    : { ...common, columns: column.count, runBytes: tapBytes };
}

/** The weights of one pair of phases, `[Cin][taps of ky][taps of kx][lanes]`. */
function weightBlock(
  { synapse, lanes, target }: Context,
  ky: readonly number[],
  kx: readonly number[],
): Float32Array {
  const { inputChannels, outputChannels, groups, weight } = synapse;
  // −0 is the only number whose addition changes nothing at all: +0 would turn −0 into +0.
  const block = new Float32Array(inputChannels * ky.length * kx.length * lanes).fill(-0);
  const outputs = outputChannels / groups;
  const perVector = VECTOR / target.geometry.laneSize;
  let at = 0;
  for (let c = 0; c < inputChannels; c++) {
    const first = firstOutput(synapse, c);
    const skipped = groups === 1 ? 0 : first % perVector;
    for (const y of ky) {
      for (const x of kx) {
        for (let o = 0; o < outputs; o++) {
          block[at + skipped + o] = weight[weightIndex(synapse, c, first + o, y, x)];
        }
        at += lanes;
      }
    }
  }
  return block;
}

/** The first target channel of a source channel's group. */
function firstOutput(
  { groups, inputChannels, outputChannels }: PlaneSynapse,
  channel: number,
): number {
  return Math.floor(channel / (inputChannels / groups)) * (outputChannels / groups);
}

/** Lanes that hold the targets of any group, which may begin and end inside a vector. */
function groupLanes(synapse: PlaneSynapse, perVector: number): number {
  const { groups, outputChannels } = synapse;
  const outputs = outputChannels / groups;
  const ends = Array.from({ length: groups }, (_, g) => (g * outputs) % perVector + outputs);
  return perVector * Math.ceil(Math.max(...ends) / perVector);
}

/** From a pixel's first target to the vector where a channel's group begins, in bytes. */
function groupOffsets(synapse: PlaneSynapse, perVector: number): Uint32Array {
  return Uint32Array.from(
    { length: synapse.inputChannels },
    (_, c) => VECTOR * Math.floor(firstOutput(synapse, c) / perVector),
  );
}
