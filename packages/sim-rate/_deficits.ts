import type { Arena } from "./_arena.ts";
import { bitGroups, type BitPlanes } from "./_bit_planes.ts";
import type { Geometry } from "./_geometry.ts";
import { packRecords, type RecordValues } from "./_records.ts";

/** The fields of a synapse that counts the targets of every event itself. */
export const NO_DEFICITS = { fanOut: 0, deficits: 0, deficitCount: 0 } as const;

/**
 * How many targets events reach, as a synapse that reads bit planes counts them: all as many as the
 * most, less what those of some pixels, at the border say, do not reach.
 *
 * @param source Geometry of the source.
 * @param planes Its bit planes.
 * @param fanOuts Targets of an event, by source pixel.
 */
export function deficitsOf(
  arena: Arena,
  source: Geometry,
  { bitsRow }: BitPlanes,
  fanOuts: readonly number[],
): Pick<RecordValues<"synapse">, "fanOut" | "deficits" | "deficitCount"> {
  const fanOut = fanOuts.reduce((most, count) => Math.max(most, count), 0);
  const groups = bitGroups(source);
  const deficits = fanOuts.flatMap((count, pixel) => {
    const row = Math.floor(pixel / source.columns);
    const offset = row * bitsRow + (pixel - row * source.columns) * groups;
    return count === fanOut ? [] : [{ offset, missing: fanOut - count }];
  });
  return {
    fanOut,
    deficits: arena.place(packRecords("deficit", deficits)),
    deficitCount: deficits.length,
  };
}
