import type { Arena } from "./_arena.ts";
import type { EventOutput } from "./_event_outputs.ts";
import { laneRegion } from "./_lanes.ts";
import { fewestSwept } from "./_pattern_plan.ts";
import type { Place, Region } from "./_place.ts";
import { fieldOffset, POPULATION_KIND, type RecordValues } from "./_records.ts";

/** How much more must fire before lists are left out for some steps. */
const MARGIN = 1.1;

/** More bytes than any population has. */
const NEVER = 0xffffffff;

/** What neurons in fixed point need besides. */
export interface FixedParts {
  /** Fields of their record. */
  readonly record: Pick<RecordValues<"population">, "kind" | "limit" | "pinned" | "sweptFrom">;
  /** Where their kernels say, u32, that spikes may be wrong. */
  readonly doubt: number;
  /** What must be zero before a sample. */
  readonly cleared: readonly Region[];
}

/** What kind of neurons they are. */
export interface FixedKind {
  /** L, where potentials are cut off; see assembly/pins.ts. */
  readonly limit: number;
  /** Whether they take spikes back. */
  readonly signed: boolean;
  /** Whether nothing but a constant current moves them, and nothing but patterns is read of them. */
  readonly isConstant: boolean;
  /** When the bytes of their bit planes are wanted as lists. */
  readonly patterns: EventOutput["patterns"];
}

/** Room for who was cut off at the end of the format, and for the doubt that may follow. */
export function fixedParts(
  arena: Arena,
  { geometry, record }: Place,
  { limit, signed, isConstant, patterns }: FixedKind,
): FixedParts {
  const pinned = laneRegion(arena, geometry, 1);
  const doubt = record + fieldOffset("population", "isDoubtful");
  const flags = { address: record + fieldOffset("population", "hasPinned"), bytes: 8 };
  const swept = { address: record + fieldOffset("population", "isSwept"), bytes: 4 };
  const sweptFrom = {
    never: 0,
    few: MARGIN * fewestSwept(geometry),
    always: NEVER,
  }[patterns];
  const kind = POPULATION_KIND[signed ? "fixedSigned" : isConstant ? "fixedConstant" : "fixed"];
  return {
    record: { kind, limit, pinned: pinned.address, sweptFrom },
    doubt,
    cleared: [pinned, flags, swept],
  };
}
