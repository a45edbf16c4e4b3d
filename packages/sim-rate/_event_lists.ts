import type { Population } from "@snnkit/sim";
import { type Geometry, wordBytes } from "./_geometry.ts";
import { LIST_HEADER } from "./_records.ts";

/** How an event list of one step is laid out, with room for every neuron. */
export interface ListLayout {
  /** Bytes of one list. */
  readonly listBytes: number;
  /** From a list to its channels. */
  readonly channelsOffset: number;
  /** From a list to the values of events; 0 where all are 1. */
  readonly valuesOffset: number;
}

/** Steps that one population runs before the next one does, unless memory is short. */
const BLOCK = 16;

/** What the lists of a block may take together. */
const BLOCK_BYTES = 2 ** 28;

/** A vector of channels may be stored behind the last one that counts. */
const SLACK = 16;

/** The layout of a population's lists. */
export function listLayout(population: Population, geometry: Geometry): ListLayout {
  const pixels = geometry.rows * geometry.columns;
  const channelsOffset = LIST_HEADER + 8 * pixels;
  const end = align(channelsOffset + pixels * wordBytes(geometry) / 2 + SLACK);
  const hasValues = population.kind === "relay" || population.signed;
  if (!hasValues) return { listBytes: end, channelsOffset, valuesOffset: 0 };
  const listBytes = align(end + pixels * wordBytes(geometry));
  return { listBytes, channelsOffset, valuesOffset: end };
}

/**
 * How many steps a population runs at once. A network has no loops, so that populations may run one
 * after the other over a block of steps, each with its weights in the cache.
 *
 * @param limit Never more than this.
 */
export function blockSteps(layouts: readonly ListLayout[], limit: number): number {
  const bytesPerStep = layouts.reduce((sum, { listBytes }) => sum + listBytes, 1);
  return Math.max(1, Math.min(limit, BLOCK, Math.floor(BLOCK_BYTES / bytesPerStep)));
}

function align(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
