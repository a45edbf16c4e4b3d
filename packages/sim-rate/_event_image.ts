import type { Network } from "@snnkit/sim";
import { createArena } from "./_arena.ts";
import { bitLanes } from "./_bit_lanes.ts";
import { bitPositions } from "./_bit_positions.ts";
import { blockSteps, listLayout } from "./_event_lists.ts";
import { bitPlanes } from "./_bit_planes.ts";
import { buildMember, type Context, type Member } from "./_event_members.ts";
import { eventOutputs } from "./_event_outputs.ts";
import { geometryOf, potentialBytes } from "./_geometry.ts";
import { laneCount } from "./_lanes.ts";
import type { PatternTable } from "./_pattern_stamp.ts";
import type { Region } from "./_place.ts";
import { packRecords, recordBytes } from "./_records.ts";
import { gatheredWindows } from "./_window_gather.ts";

/** What is wanted of a simulation. */
export interface ImageOptions
  extends Pick<Context, "timesteps" | "outputFires" | "keepsCounts" | "seed"> {
  /** Whether populations with a grid are simulated in 16-bit integers; all are float32 otherwise. */
  readonly isFixed: boolean;
  /** Steps of a block at most; as is fastest unless given. */
  readonly mostSteps?: number | undefined;
}

/** A network laid out in a memory. */
export interface EventImage {
  /** Bytes of the memory. */
  readonly bytes: number;
  /** Writes everything that does not change from sample to sample. */
  readonly fill: (memory: ArrayBuffer) => void;
  /** One for each population of the plan. */
  readonly members: readonly Member[];
  /** Tables that a kernel must write then. */
  readonly tables: readonly PatternTable[];
  /** Steps that one call may advance a population. */
  readonly block: number;
  /** Synaptic operations of each step, f64. */
  readonly synapticOps: Region;
  /** What the read-out gathers: a row of the output's lanes a step. */
  readonly trace: { readonly address: number; readonly rowBytes: number };
}

/**
 * Lay a network out for the kernels.
 *
 * @throws {RangeError} Where a pixel has more channels than an event can name.
 */
export function eventImage(network: Network, options: ImageOptions): EventImage {
  const arena = createArena();
  const { populations, output } = network;
  const { timesteps, isFixed } = options;
  const grids = populations.map((p) => isFixed && p.kind === "if" ? p.grid : undefined);
  const geometries = populations.map((population, p) =>
    geometryOf(population, grids[p] !== undefined)
  );
  const layouts = populations.map((population, p) => listLayout(population, geometries[p]));
  const records = arena.reserve(populations.length * recordBytes("population"));
  const places = geometries.map((geometry, p) => ({
    geometry,
    record: records + p * recordBytes("population"),
    v: arena.reserve(potentialBytes(geometry)),
    grid: grids[p],
  }));
  const synapticOps = { address: arena.reserve(8 * timesteps), bytes: 8 * timesteps };
  const traceRow = 4 * laneCount(geometries[output]);
  const trace = { address: arena.reserve(timesteps * traceRow), rowBytes: traceRow };
  const windowsOf = gatheredWindows(network, places);
  const outputs = eventOutputs(network, places, windowsOf, options.keepsCounts);
  const listed = layouts.filter((_, p) => outputs[p].isListed);
  const block = blockSteps(listed, Math.min(timesteps, options.mostSteps ?? timesteps));
  const planes = populations.map((population, p) => {
    if (population.kind !== "if" || grids[p] === undefined) return undefined;
    const { signed } = population;
    return bitPlanes(arena, geometries[p], outputs[p].margins, { signed, block });
  });
  const context: Context = {
    ...options,
    arena,
    network,
    places,
    layouts,
    lists: layouts.map(({ listBytes }, p) =>
      outputs[p].isListed ? arena.reserve(block * listBytes) : 0
    ),
    outputs,
    windowsOf,
    planes,
    tables: [],
    block,
    synapticOps: synapticOps.address,
    bitPositions: arena.place(bitPositions()),
    bitLanes: arena.place(bitLanes()),
    trace: trace.address,
  };
  const built = populations.map((population, p) => buildMember(context, population, p));
  const table = packRecords("population", built.map(({ record }) => record));
  const fill = (memory: ArrayBuffer): void => {
    arena.fill(memory);
    new Uint32Array(memory, records, table.length).set(table);
  };
  const members = built.map(({ member }) => member);
  const { tables } = context;
  return { bytes: arena.bytes(), fill, members, tables, block, synapticOps, trace };
}
