import type { Arena } from "./_arena.ts";
import { laneRegion } from "./_lanes.ts";
import type { Place, Region } from "./_place.ts";
import { fieldOffset, POPULATION_KIND, type RecordValues } from "./_records.ts";

/** What neurons in fixed point need besides. */
export interface FixedParts {
  /** Fields of their record. */
  readonly record: Pick<RecordValues<"population">, "kind" | "pinned">;
  /** Where their kernels say, u32, that spikes may be wrong. */
  readonly doubt: number;
  /** What must be zero before a sample. */
  readonly cleared: readonly Region[];
}

/** Room for who was cut off at the end of the format, and for the doubt that may follow. */
export function fixedParts(
  arena: Arena,
  { geometry, record }: Place,
  signed: boolean,
): FixedParts {
  const pinned = laneRegion(arena, geometry, 2);
  const doubt = record + fieldOffset("population", "isDoubtful");
  const flags = { address: record + fieldOffset("population", "hasPinned"), bytes: 8 };
  const kind = POPULATION_KIND[signed ? "fixedSigned" : "fixed"];
  return {
    record: { kind, pinned: pinned.address },
    doubt,
    cleared: [pinned, flags],
  };
}
