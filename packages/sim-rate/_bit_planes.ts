import type { Arena } from "./_arena.ts";
import type { Geometry } from "./_geometry.ts";
import { LIST_HEADER, type RecordValues } from "./_records.ts";

/** Pixels of zeros around a bit plane. */
export interface Margins {
  /** Rows above the first. */
  readonly top: number;
  /** Columns before the first. */
  readonly left: number;
  /** Rows below the last. */
  readonly bottom: number;
  /** Columns behind the last. */
  readonly right: number;
}

/** Where a population's bit planes lie, and the lists of their bytes, as its record tells. */
export type BitPlanes = Pick<
  RecordValues<"population">,
  | "bits"
  | "bitsBytes"
  | "bitsRow"
  | "takenOffset"
  | "patterns"
  | "patternBytes"
  | "entriesOffset"
  | "takenPatterns"
>;

/** Kernels may read a word where a byte is left. */
const SLACK = 8;

/** The smallest margins that hold all of these. */
export function widestMargins(margins: readonly Margins[]): Margins {
  const most = (side: keyof Margins): number => Math.max(0, ...margins.map((its) => its[side]));
  return { top: most("top"), left: most("left"), bottom: most("bottom"), right: most("right") };
}

/** Bytes of a pixel in a bit plane: eight lanes each. */
export function bitGroups({ lanes }: Geometry): number {
  return lanes / 8;
}

/** From the byte of the first pixel's first lanes to that of another pixel. */
export function bitOffset(
  geometry: Geometry,
  { bitsRow }: Pick<BitPlanes, "bitsRow">,
  pixel: number,
): number {
  const row = Math.floor(pixel / geometry.columns);
  return row * bitsRow + (pixel - row * geometry.columns) * bitGroups(geometry);
}

/**
 * Room for a plane a step of the block, and for the list of its bytes; of signed neurons two, one for
 * spikes and one for those taken back. Margins are zero and stay so.
 */
export function bitPlanes(
  arena: Arena,
  geometry: Geometry,
  { top, left, bottom, right }: Margins,
  { signed, block }: { readonly signed: boolean; readonly block: number },
): BitPlanes {
  const groups = bitGroups(geometry);
  const bitsRow = (left + geometry.columns + right) * groups;
  const plane = (top + geometry.rows + bottom) * bitsRow + SLACK;
  const planes = signed ? 2 : 1;
  const pixels = geometry.rows * geometry.columns;
  const entriesOffset = LIST_HEADER + 8 * pixels;
  const list = 16 * Math.ceil((entriesOffset + 2 * pixels * groups + SLACK) / 16);
  const bitsBytes = planes * plane;
  return {
    bits: arena.reserve(block * bitsBytes) + top * bitsRow + left * groups,
    bitsBytes,
    bitsRow,
    takenOffset: signed ? plane : 0,
    patterns: arena.reserve(block * planes * list),
    patternBytes: planes * list,
    entriesOffset,
    takenPatterns: signed ? list : 0,
  };
}
