import type { Conv2dSynapse, ConvTranspose2dSynapse, Population, Synapse } from "@snnkit/sim";
import { type AxisPlan, planAxis } from "./_axis_plan.ts";

/** How the potentials of a population lie in memory, and how its events name neurons. */
export interface Geometry {
  /** Rows of pixels. */
  readonly rows: number;
  /** Pixels of a row. */
  readonly columns: number;
  /** Neurons of a pixel; neuron `pixel · channels + c` of the plan is channel `c` of a pixel. */
  readonly channels: number;
  /** The channels, rounded up to whole vectors. */
  readonly lanes: number;
  /** Bytes of a potential: 4 in float32, 2 in fixed point. */
  readonly laneSize: 2 | 4;
  /** Whether runs may write beyond the sides of a row; there is scratch enough for all that want to. */
  readonly hasScratch: boolean;
  /** Scratch pixels before the first row. */
  readonly before: number;
  /** Pixels from one row to the next, scratch included. */
  readonly pitch: number;
}

/** The most channels that 16 bits can name. */
const CHANNEL_LIMIT = 65536;

/** How much more work scratch pixels may cause before rows are cut at the plane's sides instead. */
const SCRATCH_LIMIT = 1.35;

/** Bytes of a vector. */
export const VECTOR = 16;

/**
 * The geometry of a population. A flat one with very many neurons is cut into several pixels. Where
 * convolutions arrive, rows have scratch pixels between them, so that every event of theirs is a run
 * of the same length.
 *
 * @param isFixed Whether its potentials are 16-bit integers.
 * @throws {RangeError} Where a pixel has more channels than an event can name.
 */
export function geometryOf(population: Population, isFixed: boolean): Geometry {
  const laneSize = isFixed ? 2 : 4;
  const { id, shape, layout: { pixels, channels } } = population;
  if (channels > CHANNEL_LIMIT) {
    if (shape.length === 1) {
      return withoutScratch([1, Math.ceil(channels / CHANNEL_LIMIT)], CHANNEL_LIMIT, laneSize);
    }
    throw new RangeError(
      `Cannot simulate "${id}" by events as a pixel may have at most ${CHANNEL_LIMIT} channels: ` +
        `received ${channels}`,
    );
  }
  const planes = "synapses" in population ? population.synapses.filter(isPlane) : [];
  const [first] = planes;
  // Two planes may share neurons through a reshape; their rows then differ, so none is assumed.
  const agree = planes.every((s) => s.outputPlane.join() === first.outputPlane.join());
  if (!first) {
    const [rows, columns] = shape.length === 3 ? shape.slice(1) : [1, pixels];
    const isPlane = rows * columns === pixels;
    return withoutScratch(isPlane ? [rows, columns] : [1, pixels], channels, laneSize);
  }
  if (!agree) return withoutScratch([1, pixels], channels, laneSize);

  const [rows, columns] = first.outputPlane;
  const sides = planes.filter(usesScratch).map((s) => overhang(s, planAxis(s, 1, false)));
  const before = Math.max(0, ...sides.map(([left]) => left));
  const after = Math.max(0, ...sides.map(([, right]) => right));
  // The scratch after one row is also the scratch before the next.
  const pitch = columns + Math.max(before, after);
  const lanes = lanesOf(channels, laneSize);
  return { rows, columns, channels, lanes, laneSize, hasScratch: true, before, pitch };
}

/** Rows of pixels without anything between them. */
function withoutScratch(
  [rows, columns]: readonly [number, number],
  channels: number,
  laneSize: 2 | 4,
): Geometry {
  const lanes = lanesOf(channels, laneSize);
  return {
    rows,
    columns,
    channels,
    lanes,
    laneSize,
    hasScratch: false,
    before: 0,
    pitch: columns,
  };
}

function lanesOf(channels: number, laneSize: number): number {
  const each = VECTOR / laneSize;
  return each * Math.ceil(channels / each);
}

/** Whether a synapse is a convolution of some sort. */
export function isPlane(synapse: Synapse): synapse is Conv2dSynapse | ConvTranspose2dSynapse {
  return synapse.kind === "conv2d" || synapse.kind === "convTranspose2d";
}

/** Whether events of a synapse may write beyond the sides of the plane, to keep their runs alike. */
export function usesScratch(synapse: Conv2dSynapse | ConvTranspose2dSynapse): boolean {
  if (synapse.groups > 1) return false;
  const { positions, spacing } = planAxis(synapse, 1, false);
  if (spacing !== 1) return false;
  const done = positions.reduce((sum, { count }) => sum + count, 0);
  const wanted = positions.reduce((sum, { reached }) => sum + reached, 0);
  return done <= SCRATCH_LIMIT * wanted;
}

/** Pixels that the runs of an axis need before and after the plane. */
function overhang(
  { outputPlane }: Conv2dSynapse | ConvTranspose2dSynapse,
  { positions, spacing }: AxisPlan,
): [number, number] {
  const used = positions.filter(({ count }) => count > 0);
  const first = Math.min(...used.map(({ target }) => target));
  const last = Math.max(...used.map(({ target, count }) => target + (count - 1) * spacing));
  return [-first, last - (outputPlane[1] - 1)];
}

/** Bytes from the potentials of a pixel to those of the next. */
export function laneBytes({ lanes, laneSize }: Geometry): number {
  return laneSize * lanes;
}

/** Bytes of a pixel where every lane has a word of 32 bits. */
export function wordBytes({ lanes }: Geometry): number {
  return 4 * lanes;
}

/** Bytes from row to row. */
export function rowBytes(geometry: Geometry): number {
  return laneBytes(geometry) * geometry.pitch;
}

/** Bytes of all potentials, scratch included. */
export function potentialBytes(geometry: Geometry): number {
  const { rows, before, pitch } = geometry;
  return laneBytes(geometry) * (before + rows * pitch);
}

/** From the beginning of the potentials to those of a neuron of the plan, in bytes. */
export function potentialOffset(geometry: Geometry, neuron: number): number {
  const { columns, channels, lanes, laneSize, before, pitch } = geometry;
  const pixel = Math.floor(neuron / channels);
  const row = Math.floor(pixel / columns);
  const lane = (before + row * pitch + pixel - row * columns) * lanes + neuron - pixel * channels;
  return laneSize * lane;
}

/** Where a neuron of the plan stands among all lanes of all pixels, without scratch. */
export function laneOf({ channels, lanes }: Geometry, neuron: number): number {
  const pixel = Math.floor(neuron / channels);
  return pixel * lanes + neuron - pixel * channels;
}
