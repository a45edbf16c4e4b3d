import type { Arena } from "./_arena.ts";
import { bitGroups, bitOffset, type BitPlanes } from "./_bit_planes.ts";
import type { Geometry } from "./_geometry.ts";
import { packRecords, type RecordValues } from "./_records.ts";

/** The fields of a synapse that counts the targets of every event itself. */
export const NO_DEFICITS = { fanOut: 0, deficits: 0, deficitCount: 0 } as const;

type Deficit = RecordValues<"deficit">;

/**
 * How many targets events reach, as a synapse that reads bit planes counts them: all as many as those
 * of most pixels, less what those of the others, at the border say, do not reach. Neighbours that miss
 * as many are told together.
 *
 * @param source Geometry of the source.
 * @param planes Its bit planes.
 * @param fanOuts Targets of an event, by source pixel.
 */
export function deficitsOf(
  arena: Arena,
  source: Geometry,
  planes: BitPlanes,
  fanOuts: readonly number[],
): Pick<RecordValues<"synapse">, "fanOut" | "deficits" | "deficitCount"> {
  const fanOut = mostFrequent(fanOuts);
  const groups = bitGroups(source);
  const deficits: RecordValues<"deficit">[] = [];
  fanOuts.forEach((count, pixel) => {
    if (count === fanOut) return;
    const offset = bitOffset(source, planes, pixel);
    const missing = fanOut - count;
    const last = deficits.at(-1);
    if (last && last.missing === missing && last.offset + last.bytes === offset) {
      deficits[deficits.length - 1] = { ...last, bytes: last.bytes + groups };
    } else {
      deficits.push({ offset, bytes: groups, missing });
    }
  });
  return {
    fanOut,
    deficits: arena.place(packRecords("deficit", deficits)),
    deficitCount: deficits.length,
  };
}

function mostFrequent(values: readonly number[]): number {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].reduce((most, next) => next[1] > most[1] ? next : most, [0, 0])[0];
}
