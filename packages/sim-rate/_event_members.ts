import {
  FIXED_LIMIT,
  type GatePopulation,
  type IfPopulation,
  type Network,
  type Population,
  type RelayPopulation,
  type Synapse,
} from "@snnkit/sim";
import type { Arena } from "./_arena.ts";
import type { BitPlanes } from "./_bit_planes.ts";
import { NO_DEFICITS } from "./_deficits.ts";
import { denseStamp, readsPlanes } from "./_dense_stamp.ts";
import { type EncoderLists, encoderLists } from "./_encoder_lists.ts";
import type { ListLayout } from "./_event_lists.ts";
import type { EventOutput } from "./_event_outputs.ts";
import { gateParts } from "./_gate_sources.ts";
import { fixedParts } from "./_fixed_parts.ts";
import { laneBytes, rowBytes, wordBytes } from "./_geometry.ts";
import { laneCount, laneRegion, toLanes } from "./_lanes.ts";
import { inFormat, type Place, type Region } from "./_place.ts";
import { planeStamp } from "./_plane_stamp.ts";
import { type SampleDrift, sampleDrift } from "./_sample_drift.ts";
import { isPatterned } from "./_pattern_plan.ts";
import { patternStamps, type PatternTable } from "./_pattern_stamp.ts";
import { pointScatter, pointsOf } from "./_point_scatter.ts";
import { packRecords, POPULATION_KIND, type RecordValues } from "./_records.ts";
import { sparseScatter } from "./_sparse_scatter.ts";
import { windowGather, type WindowsOf } from "./_window_gather.ts";

/** What the host needs to know of a population in memory. */
export interface Member extends Place {
  /** Spikes of each step, u32. */
  readonly spikes: number;
  /** Net spikes of each lane, i32, of signed fixed point i16; absent where they are not kept. */
  readonly counts?: Region;
  /** How a sample becomes its constant currents; absent where they do not depend on it. */
  readonly drift?: SampleDrift;
  /** Constant currents, one number a lane of one pixel or of all; absent where nothing is integrated. */
  readonly currents?: Region;
  /** Potentials before the first step, and from pixel to pixel; absent where there are none. */
  readonly initial?: { readonly address: number; readonly step: number };
  /** Of fixed point: where its kernels say, u32, that spikes may be wrong. */
  readonly doubt?: number;
  /** What writes its event lists, where no kernel does. */
  readonly encoder?: EncoderLists;
  /** What must be zero before a sample. */
  readonly cleared: readonly Region[];
}

/** A population's record for the kernels, and what the host needs to know of it. */
export interface Built {
  /** For the kernels. */
  readonly record: RecordValues<"population">;
  /** For the host. */
  readonly member: Member;
}

/** No potential of fixed point reaches it. */
const MOST_FIXED = 32767;

/** Of populations in float32. */
const NO_PLANES: BitPlanes = {
  bits: 0,
  bitsBytes: 0,
  bitsRow: 0,
  takenOffset: 0,
  patterns: 0,
  patternBytes: 0,
  entriesOffset: 0,
  takenPatterns: 0,
};

/** Everything that the populations of one image share. */
export interface Context {
  /** The memory to be. */
  readonly arena: Arena;
  /** What is simulated. */
  readonly network: Network;
  /** Steps of a sample. */
  readonly timesteps: number;
  /** Whether the output neurons fire. */
  readonly outputFires: boolean;
  /** Whether the spikes of every neuron are kept. */
  readonly keepsCounts: boolean;
  /** Seed of everything random. */
  readonly seed: number;
  /** Where each population lies. */
  readonly places: readonly Place[];
  /** How the event lists of each population are laid out. */
  readonly layouts: readonly ListLayout[];
  /** Address of the first event list of each population; 0 where it writes none. */
  readonly lists: readonly number[];
  /** What each population must write. */
  readonly outputs: readonly EventOutput[];
  /** Synapses whose targets gather windows of pixels from bit planes. */
  readonly windowsOf: WindowsOf;
  /** Where the bit planes of each population of fixed point lie; the others have none. */
  readonly planes: readonly (BitPlanes | undefined)[];
  /** Tables of patterns, as they are laid out. */
  readonly tables: PatternTable[];
  /** Lists of each population: steps that it may run at once. */
  readonly block: number;
  /** Synaptic operations of each step, f64. */
  readonly synapticOps: number;
  /** The table of set bits, and that of bits as bytes. */
  readonly bitPositions: number;
  readonly bitLanes: number;
  /** What the read-out gathers, a row a step. */
  readonly trace: number;
}

/** Lay out one population: its parameters, its synapses and its event lists. */
export function buildMember(context: Context, population: Population, p: number): Built {
  switch (population.kind) {
    case "if":
      return buildNeurons(context, population, p);
    case "relay":
      return buildRelay(context, population, p);
    case "gate":
      return buildGate(context, population, p);
    case "encoder":
      return buildEncoder(context, p);
    default:
      population satisfies never;
      throw new Error("Unreachable: unknown population");
  }
}

function buildNeurons(context: Context, population: IfPopulation, p: number): Built {
  const { arena, network, places, trace, outputFires } = context;
  const { neurons, threshold, drift, reset, signed, synapses, limit = FIXED_LIMIT } = population;
  const place = places[p];
  const { geometry, grid } = place;
  const isFixed = grid !== undefined;
  const isOutput = p === network.output;
  const fires = outputFires || !isOutput;
  const needsCounts = context.keepsCounts || (fires && (isOutput || signed));
  const counts = needsCounts ? laneRegion(arena, geometry, isFixed && signed ? 2 : 4) : undefined;
  const { isListed, patterns } = context.outputs[p];
  const isConstant = synapses.length === 0 && !isListed && !counts;
  const kind = { limit, signed, isConstant, patterns };
  const fixed = isFixed ? fixedParts(arena, place, kind) : undefined;
  const general = fires ? generalParts(context, population, p) : undefined;

  // Lanes that pad a vector never fire.
  const silent = isFixed ? MOST_FIXED / grid : Infinity;
  const thresholds = toLanes(geometry, neurons, threshold, silent);
  // The first step forgets, too.
  const initial = population.initial.map((v) => population.leak * v);
  const resting = toLanes(geometry, neurons, fires ? initial : new Float32Array(1), 0);
  const current = drift
    ? toLanes(geometry, neurons, drift, 0)
    : { values: new Float32Array(laneCount(geometry)), step: laneBytes(geometry) };
  const currentValues = inFormat(place, current.values);
  const driftAddress = arena.place(currentValues);
  const currents = { address: driftAddress, bytes: currentValues.byteLength };
  const base = baseOf(context, p);
  const record = {
    ...base,
    kind: POPULATION_KIND[!fires ? "summed" : general ? "general" : signed ? "signed" : "neurons"],
    thresholds: arena.place(inFormat(place, thresholds.values)),
    thresholdStep: thresholds.step,
    drift: driftAddress,
    driftStep: current.step,
    resetsToZero: reset === "zero" ? 1 : 0,
    counts: counts?.address ?? 0,
    trace: isOutput ? trace : 0,
    traceBytes: isOutput ? 4 * laneCount(geometry) : 0,
    ...general?.record,
    ...fixed?.record,
    ...synapsesOf(context, synapses, p),
  };
  const member = {
    ...places[p],
    spikes: base.spikes,
    ...(counts && { counts }),
    ...(!drift && { drift: sampleDrift(arena, network, p, place, driftAddress) }),
    currents,
    initial: { address: arena.place(inFormat(place, resting.values)), step: resting.step },
    ...(fixed && { doubt: fixed.doubt }),
    cleared: [
      ...(counts ? [counts] : []),
      ...(general ? [general.waits] : []),
      ...(fixed ? fixed.cleared : []),
    ],
  };
  return { record, member };
}

/** What neurons that leak or wait need besides; undefined for those that do neither. */
function generalParts(
  context: Context,
  { leak, refractory }: IfPopulation,
  p: number,
): { readonly record: Partial<RecordValues<"population">>; readonly waits: Region } | undefined {
  if (leak === 1 && refractory === 0) return undefined;
  const waits = laneRegion(context.arena, context.places[p].geometry, 4);
  // Who waits to the end of the sample need not wait longer.
  const steps = Math.min(refractory, context.timesteps);
  return { record: { leak, refractory: steps, waits: waits.address }, waits };
}

function buildRelay(context: Context, { synapses }: RelayPopulation, p: number): Built {
  const base = baseOf(context, p);
  const record = { ...base, kind: POPULATION_KIND.relay, ...synapsesOf(context, synapses, p) };
  return { record, member: { ...context.places[p], spikes: base.spikes, cleared: [] } };
}

function buildGate(context: Context, population: GatePopulation, p: number): Built {
  const { arena, places, keepsCounts } = context;
  const counts = keepsCounts ? laneRegion(arena, places[p].geometry, 4) : undefined;
  const parts = gateParts(arena, population, places[p].geometry, places, context.timesteps);
  const base = baseOf(context, p);
  const record = {
    ...base,
    kind: POPULATION_KIND[parts.kind],
    counts: counts?.address ?? 0,
    synapses: arena.place(packRecords("gateSource", parts.sources)),
    synapseCount: parts.sources.length,
    winners: parts.winners.address,
    leak: parts.decay,
    window: parts.window,
  };
  const cleared = [...parts.cleared, ...(counts ? [counts] : [])];
  const member = { ...places[p], spikes: base.spikes, ...(counts && { counts }), cleared };
  return { record, member };
}

function buildEncoder(context: Context, p: number): Built {
  const { arena, network, places, keepsCounts, seed, block } = context;
  const counts = keepsCounts ? laneRegion(arena, places[p].geometry, 4) : undefined;
  const record = { ...baseOf(context, p), counts: counts?.address ?? 0 };
  const encoder = encoderLists(network, p, places[p].geometry, record, seed, block);
  const cleared = counts ? [counts] : [];
  const own = { spikes: record.spikes, ...(counts && { counts }), encoder, cleared };
  return { record, member: { ...places[p], ...own } };
}

/** What every population's record holds; the rest is 0. */
function baseOf(context: Context, p: number): RecordValues<"population"> {
  const { arena, places, lists, layouts, outputs, timesteps, synapticOps, bitPositions } = context;
  const { geometry, v } = places[p];
  return {
    kind: 0,
    lists: lists[p],
    ...layouts[p],
    v: v + geometry.before * laneBytes(geometry),
    rows: geometry.rows,
    columns: geometry.columns,
    rowBytes: rowBytes(geometry),
    laneBytes: wordBytes(geometry),
    thresholds: 0,
    thresholdStep: 0,
    drift: 0,
    driftStep: 0,
    resetsToZero: 0,
    counts: 0,
    spikes: arena.reserve(4 * timesteps),
    trace: 0,
    traceBytes: 0,
    synapses: 0,
    synapseCount: 0,
    synapticOps,
    bitPositions,
    winners: 0,
    leak: 1,
    refractory: 0,
    waits: 0,
    window: 0,
    limit: 0,
    pinned: 0,
    hasPinned: 0,
    isDoubtful: 0,
    sweptFrom: 0,
    isSwept: 0,
    isListed: outputs[p].isListed ? 1 : 0,
    ...(context.planes[p] ?? NO_PLANES),
  };
}

function synapsesOf(
  context: Context,
  synapses: readonly Synapse[],
  p: number,
): { readonly synapses: number; readonly synapseCount: number } {
  const { arena } = context;
  const records = synapses.flatMap((synapse) => synapseRecords(context, synapse, p));
  return { synapses: arena.place(packRecords("synapse", records)), synapseCount: records.length };
}

function synapseRecords(
  { arena, network, places, windowsOf, planes, lists, layouts, tables, bitLanes }: Context,
  synapse: Synapse,
  p: number,
): RecordValues<"synapse">[] {
  const source = places[synapse.source];
  const target = places[p];
  const bits = planes[synapse.source] ?? NO_PLANES;
  const { listBytes, channelsOffset, valuesOffset } = layouts[synapse.source];
  const own = { ...NO_DEFICITS, lists: lists[synapse.source], listBytes, channelsOffset };
  switch (synapse.kind) {
    case "conv2d":
    case "convTranspose2d":
      if (isPatterned(synapse, source, target)) {
        return patternStamps(arena, synapse, source, target, bits, tables);
      }
      return [{ ...planeStamp(arena, synapse, source, target).record, ...own }];
    case "dense": {
      const isPlanar = readsPlanes(synapse, network.populations[synapse.source], source, target);
      const reading = { isGraded: valuesOffset !== 0, isPlanar };
      return [{ ...denseStamp(arena, synapse, source, target, reading), ...own }];
    }
    case "sparse": {
      const windows = windowsOf.get(synapse);
      if (windows) {
        return [{
          ...own,
          ...windowGather(arena, synapse, windows, source, target, bits, bitLanes),
        }];
      }
      const points = pointsOf(synapse, source, target);
      const record = points
        ? pointScatter(arena, points, source, target)
        : sparseScatter(arena, synapse, source, target);
      return [{ ...own, ...record }];
    }
    default:
      synapse satisfies never;
      throw new Error("Unreachable: unknown synapse");
  }
}
