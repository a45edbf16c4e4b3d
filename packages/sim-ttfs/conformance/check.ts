import type { TtfsGraph } from "@snnkit/ir";
import type { FirstSpikeRecord } from "@snnkit/recording";
import { compileTimedNetwork } from "../timed_network.ts";
import type { CreateTtfsSimulator, TtfsOptions } from "../ttfs_simulator.ts";
import type { TtfsCase } from "./cases.ts";

/** What engines are compared by. */
export type ComparedRecord =
  & Pick<FirstSpikeRecord, "scores" | "spikes" | "clipped">
  & Required<Pick<FirstSpikeRecord, "times">>;

/** Runs samples through an engine, whatever its form. */
export type RunTtfs = (
  graph: TtfsGraph,
  samples: readonly Float32Array[],
  options: Pick<TtfsOptions, "ticks">,
) => Promise<readonly ComparedRecord[]>;

/** An engine that simulates one sample after the other. */
export function runnerOf(create: CreateTtfsSimulator): RunTtfs {
  return (graph, samples, options) => {
    const simulator = create(compileTimedNetwork(graph), { ...options, times: true });
    return Promise.resolve(samples.map((sample, i) => {
      const { scores, spikes, clipped, times } = simulator.simulate(sample, i);
      return { scores, spikes, clipped, times: times! };
    }));
  };
}

/**
 * Check an engine on a case.
 *
 * @param run The engine.
 * @param known The case.
 * @param tolerance How far values may be off, relative to the largest and to 1.
 * @throws {Error} Listing everything that differs.
 */
export async function checkTtfs(run: RunTtfs, known: TtfsCase, tolerance = 1e-6): Promise<void> {
  const { graph, sample, ticks, expected } = known;
  const samples = [Float32Array.from(sample), Float32Array.from(sample)];
  const records = await run(graph, samples, { ...ticks && { ticks } });
  const spikes = expected.times.map((list) => list.filter(Number.isFinite).length);
  const problems = records.flatMap((record, turn) =>
    differences(record, { ...expected, spikes }, tolerance)
      .map((text) => `in run ${turn + 1} ${text}`)
  );
  refuse(`"${known.name}"`, problems);
}

/**
 * Compare an engine with the one that defines the result.
 *
 * @param definition The engine that is right by definition.
 * @param run The engine under test.
 * @param graph What both simulate.
 * @param samples What both are given.
 * @param options A clock, where there is one.
 * @param tolerance How far values may be off, relative to the largest and to 1; neurons whose value
 * is nearer to 0 than this, or to the length of the window, may be silent or not, cut off or not.
 * @throws {Error} Listing everything that differs.
 */
export async function compareTtfs(
  definition: RunTtfs,
  run: RunTtfs,
  graph: TtfsGraph,
  samples: readonly Float32Array[],
  options: Pick<TtfsOptions, "ticks"> = {},
  tolerance = 1e-9,
): Promise<void> {
  const expected = await definition(graph, samples, options);
  const actual = await run(graph, samples, options);
  const { layers } = compileTimedNetwork(graph);
  const ends = layers.map(({ window }) => window.end);
  const problems = actual.flatMap((record, i) =>
    differences(record, expected[i], tolerance, ends).map((text) => `for sample ${i} ${text}`)
  );
  if (actual.length !== expected.length) problems.push("the number of records differs");
  refuse(`"${graph.name}"`, problems);
}

/** What a record may be compared with. */
interface Wanted {
  readonly scores: ArrayLike<number>;
  readonly spikes: ArrayLike<number>;
  readonly clipped: ArrayLike<number>;
  readonly times: readonly ArrayLike<number>[];
}

/**
 * One sentence for each field that differs.
 *
 * @param ends When the windows end, where a silent neuron may as well have spiked there.
 */
function differences(
  actual: ComparedRecord,
  wanted: Wanted,
  tolerance: number,
  ends?: readonly number[],
): string[] {
  const problems: string[] = [];
  const compare = (field: string, a: ArrayLike<number>, e: ArrayLike<number>, end?: number) => {
    if (a.length !== e.length) {
      problems.push(`${field} must hold ${e.length} values: received ${a.length}`);
      return;
    }
    const near = (value: number): number => value === Infinity ? end ?? Infinity : value;
    const largest = Array.from(e).reduce((m, x) => x < Infinity ? Math.max(m, Math.abs(x)) : m, 1);
    const at = Array.from(e).findIndex((value, i) => {
      const [x, y] = [near(value), near(a[i])];
      return x !== y && !(Math.abs(x - y) <= tolerance * largest);
    });
    if (at >= 0) problems.push(`${field}[${at}] must be ${e[at]}: received ${a[at]}`);
  };
  compare("scores", actual.scores, wanted.scores);
  wanted.times.forEach((list, layer) =>
    compare(`times[${layer}]`, actual.times[layer] ?? [], list, ends?.[layer])
  );
  // Where times may be off, a few neurons at the edge of a window fall to one side or the other.
  if (ends === undefined || tolerance < 1e-6) {
    compare("spikes", actual.spikes, wanted.spikes);
    compare("clipped", actual.clipped, wanted.clipped);
  }
  return problems;
}

function refuse(what: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`Cannot accept the engine as it differs on ${what}: ${problems.join("; ")}`);
}
