import type { DenseSynapse, Population, Synapse } from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import { type Geometry, laneBytes, potentialOffset, rowBytes } from "./_geometry.ts";
import { inFormat, type Place } from "./_place.ts";
import { packRecords, SYNAPSE_KIND, type SynapseParts } from "./_records.ts";

/** Whether every event reaches all targets, and these lie side by side. */
function isFull({ rows }: DenseSynapse, { geometry }: Place): boolean {
  return rows === 1 && geometry.rows === 1;
}

/**
 * Whether a synapse of a fully connected layer reads bit planes: its source is of fixed point and takes no
 * spikes back, and every bit of a pixel is a neuron's.
 *
 * @param population The source.
 * @param source Where it lies.
 * @param target Where its targets lie.
 */
export function readsPlanes(
  synapse: Synapse,
  population: Population,
  source: Place,
  target: Place,
): boolean {
  return synapse.kind === "dense" && isFull(synapse, target) && source.grid !== undefined &&
    population.kind === "if" && !population.signed &&
    source.geometry.channels === source.geometry.lanes;
}

/**
 * The record of a fully connected layer. A source neuron's weights lie as its targets do, so that an
 * event is one run; over a plane with scratch between its rows, one run a row. Where each event reaches
 * all targets in one run, events are added four at a time, whatever pixels they are of.
 *
 * @param isGraded Whether events carry values.
 * @param isPlanar Whether they are read from bit planes.
 */
export function denseStamp(
  arena: Arena,
  synapse: DenseSynapse,
  source: Place,
  target: Place,
  { isGraded, isPlanar }: { readonly isGraded: boolean; readonly isPlanar: boolean },
): SynapseParts {
  const { rows, outputs } = synapse;
  const { geometry } = target;
  const block = rows > 1 ? { ...geometry, rows: 1, columns: 1, before: 0 } : geometry;
  const runBytes = block.columns * laneBytes(block);
  const channelBytes = block.rows * runBytes;
  const shape = arena.place(packRecords("shape", [{
    channelBytes,
    rows: block.rows,
    targetRow: rowBytes(block),
    weightRow: runBytes,
    columns: 1,
    targetColumn: 0,
    weightColumn: 0,
    runBytes,
  }]));
  const weights = arena.place(inFormat(target, paddedWeights(synapse, block)));
  const pixels = source.geometry.rows * source.geometry.columns;
  const cells = Array.from({ length: pixels }, (_, pixel) => ({
    target: target.v + potentialOffset(geometry, rows > 1 ? pixel * geometry.channels : 0),
    weights: rows > 1 ? weights : weights + pixel * source.geometry.channels * channelBytes,
    shape,
    fanOut: outputs,
  }));
  const isSummed = !isGraded && isFull(synapse, target);
  return {
    kind: isSummed ? SYNAPSE_KIND.full : SYNAPSE_KIND.rows,
    source: source.record,
    cells: arena.place(packRecords("cell", cells)),
    targets: isSummed ? arena.reserve(4 * synapse.inputs) : 0,
    weights: isPlanar ? weights : 0,
  };
}

/** `[inputs][target lanes]`, without the scratch between rows. */
function paddedWeights(
  { inputs, outputs, weight }: DenseSynapse,
  { rows, columns, channels, lanes }: Geometry,
): Float32Array {
  const width = rows * columns * lanes;
  if (width === outputs) return weight;
  const padded = new Float32Array(inputs * width).fill(-0);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o += channels) {
      const run = weight.subarray(i * outputs + o, i * outputs + Math.min(outputs, o + channels));
      padded.set(run, i * width + o / channels * lanes);
    }
  }
  return padded;
}
