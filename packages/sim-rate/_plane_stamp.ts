import { type Conv2dSynapse, type ConvTranspose2dSynapse, weightIndex } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { type AxisPlan, type AxisPosition, planAxis } from "./_axis_plan.ts";
import { type Geometry, laneBytes, rowBytes, usesScratch } from "./_geometry.ts";
import { packRecords, type RecordValues, SYNAPSE_KIND } from "./_records.ts";
import type { Place } from "./_place.ts";

type PlaneSynapse = Conv2dSynapse | ConvTranspose2dSynapse;

/** Everything that the parts of one synapse share. */
interface Context {
  readonly arena: Arena;
  readonly synapse: PlaneSynapse;
  readonly target: Geometry;
  readonly rows: AxisPlan;
  readonly columns: AxisPlan;
  /** Lanes that one tap of one channel reaches. */
  readonly lanes: number;
  /** In the target, from row to row of the plane. */
  readonly rowStep: number;
}

/**
 * The record of a convolution: for every source pixel where its events go, which weights they take
 * and how these lie.
 *
 * Weights are `[Cin][ky][kx][lanes]`, one block for each phase of the stride, taps by ascending
 * target: without groups and gaps a kernel row is one run in the weights and in the target.
 */
export function planeStamp(
  arena: Arena,
  synapse: PlaneSynapse,
  source: Place,
  target: Place,
): RecordValues<"synapse"> {
  const { geometry } = target;
  const rows = planAxis(synapse, 0, true);
  const columns = planAxis(synapse, 1, !(geometry.hasScratch && usesScratch(synapse)));
  const isPlane = geometry.columns === synapse.outputPlane[1];
  const rowStep = isPlane ? rowBytes(geometry) : synapse.outputPlane[1] * laneBytes(geometry);
  const lanes = synapse.groups === 1 ? geometry.lanes : groupLanes(synapse);
  const context: Context = { arena, synapse, target: geometry, rows, columns, lanes, rowStep };
  const isRows = synapse.groups === 1 && columns.spacing === 1;
  return {
    kind: isRows ? SYNAPSE_KIND.rows : SYNAPSE_KIND.taps,
    source: source.record,
    cells: cellsOf(context, isRows, target.v),
    targets: synapse.groups === 1 ? 0 : arena.place(groupOffsets(synapse)),
    weights: 0,
  };
}

/** One record a source pixel. */
function cellsOf(context: Context, isRows: boolean, v: number): number {
  const { arena, synapse, target, rows, columns, lanes, rowStep } = context;
  const blocks = rows.phases.map((ky) =>
    columns.phases.map((kx) => arena.place(weightBlock(context, ky, kx)))
  );
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
        target: v + 4 * target.before * target.lanes + row.target * rowStep +
          column.target * laneBytes(target),
        weights: blocks[row.phase][column.phase] + 4 * lanes * (row.first * width + column.first),
        shape,
        fanOut: row.reached * column.reached * outputs,
      };
    })
  );
  return arena.place(packRecords("cell", records));
}

function shapeOf(
  { target, rows, columns, lanes, rowStep }: Context,
  isRows: boolean,
  row: AxisPosition,
  column: AxisPosition,
): RecordValues<"shape"> {
  const width = columns.phases[column.phase].length;
  const common = {
    channelBytes: 4 * lanes * width * rows.phases[row.phase].length,
    rows: column.count === 0 ? 0 : row.count,
    targetRow: rows.spacing * rowStep,
    weightRow: 4 * lanes * width,
    targetColumn: columns.spacing * laneBytes(target),
    weightColumn: 4 * lanes,
  };
  return isRows
    ? { ...common, columns: 1, runBytes: 4 * lanes * column.count }
    : { ...common, columns: column.count, runBytes: 4 * lanes };
}

/** The weights of one pair of phases, `[Cin][taps of ky][taps of kx][lanes]`. */
function weightBlock(
  { synapse, lanes }: Context,
  ky: readonly number[],
  kx: readonly number[],
): Float32Array {
  const { inputChannels, outputChannels, groups, weight } = synapse;
  // −0 is the only number whose addition changes nothing at all: +0 would turn −0 into +0.
  const block = new Float32Array(inputChannels * ky.length * kx.length * lanes).fill(-0);
  const outputs = outputChannels / groups;
  let at = 0;
  for (let c = 0; c < inputChannels; c++) {
    const first = firstOutput(synapse, c);
    const skipped = groups === 1 ? 0 : first % 4;
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
function groupLanes(synapse: PlaneSynapse): number {
  const { groups, outputChannels } = synapse;
  const outputs = outputChannels / groups;
  const ends = Array.from({ length: groups }, (_, g) => (g * outputs) % 4 + outputs);
  return 4 * Math.ceil(Math.max(...ends) / 4);
}

/** From a pixel's first target to the vector where a channel's group begins, in bytes. */
function groupOffsets(synapse: PlaneSynapse): Uint32Array {
  return Uint32Array.from(
    { length: synapse.inputChannels },
    (_, c) => 16 * Math.floor(firstOutput(synapse, c) / 4),
  );
}
