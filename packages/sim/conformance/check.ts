import type { RateGraph } from "@snnkit/ir";
import type { SampleRecord } from "@snnkit/recording";
import { compileNetwork } from "../compile_network.ts";
import type { CreatePatientSimulator, SimulatorOptions } from "../simulator.ts";
import type { ConformanceCase } from "./cases.ts";

/**
 * Run one case on an engine, twice, as a sample must leave nothing behind for the next.
 *
 * @param create The engine's factory.
 * @param conformance One of `cases`.
 * @throws {Error} Listing everything that differs from what was computed by hand.
 */
export async function check(
  create: CreatePatientSimulator,
  conformance: ConformanceCase,
): Promise<void> {
  const { name, graph, options, sample, index, expected } = conformance;
  const simulator = await create(compileNetwork(graph), { ...options, counts: true });
  const problems: string[] = [];
  const wanted = {
    steps: options.timesteps,
    decisions: expected.decisions,
    scores: expected.scores,
    spikes: expected.spikes.flat(),
    synapticOps: expected.synapticOps,
    counts: expected.counts,
  };
  for (const turn of ["first", "second"]) {
    const record = await simulator.simulate(Float32Array.from(sample), index);
    problems.push(...differences(record, wanted).map((text) => `in the ${turn} run ${text}`));
  }
  await simulator.dispose();
  refuse(`"${name}"`, simulator.engine, problems);
}

/**
 * Compare an engine with the one that defines the result: all of a sample's record, bit for bit,
 * whether potentials are kept or not. The samples are numbered in their order.
 *
 * @param definition The factory of the engine that is right by definition.
 * @param create The factory of the engine under test.
 * @param graph What both simulate.
 * @param samples What both are given, one after the other.
 * @param options For how long and how it is read; spikes of every neuron are always kept.
 * @throws {Error} Listing everything that differs.
 */
export async function compare(
  definition: CreatePatientSimulator,
  create: CreatePatientSimulator,
  graph: RateGraph,
  samples: readonly Float32Array[],
  options: SimulatorOptions,
): Promise<void> {
  const network = compileNetwork(graph);
  const full = { ...options, counts: true, potentials: true };
  const expected = await definition(network, full);
  const actual = await create(network, full);
  const usual = await create(network, { ...options, counts: true });
  const problems: string[] = [];
  for (const [i, sample] of samples.entries()) {
    const { potentials, ...wanted } = await expected.simulate(sample, i);
    const full = { ...wanted, ...potentials && { potentials } };
    const found = [
      ...differences(await actual.simulate(sample, i), full),
      ...differences(await usual.simulate(sample, i), wanted),
    ];
    problems.push(...found.map((text) => `for sample ${i} ${text}`));
  }
  if (JSON.stringify(actual.layers) !== JSON.stringify(expected.layers)) {
    problems.push("the layers differ");
  }
  for (const simulator of [expected, actual, usual]) await simulator.dispose();
  refuse(`"${graph.name}"`, actual.engine, problems);
}

/** What a record may be compared with. */
type Wanted =
  & {
    readonly [
      Field in Exclude<keyof SampleRecord, "counts" | "potentials" | "confidence" | "steps">
    ]: ArrayLike<number>;
  }
  & { readonly steps: number; readonly confidence?: ArrayLike<number> }
  & { readonly [Field in "counts" | "potentials"]?: readonly ArrayLike<number>[] };

/** One sentence for each field that differs. */
function differences(actual: SampleRecord, expected: Wanted): string[] {
  const problems: string[] = [];
  if (actual.steps !== expected.steps) {
    problems.push(`steps must be ${expected.steps}: received ${actual.steps}`);
  }
  const compareLists = (field: string, a: ArrayLike<number>, e: ArrayLike<number>): void => {
    if (a.length !== e.length) {
      problems.push(`${field} must hold ${e.length} values: received ${a.length}`);
      return;
    }
    const at = Array.from(e).findIndex((value, i) => a[i] !== value && !bothNaN(a[i], value));
    if (at >= 0) problems.push(`${field}[${at}] must be ${e[at]}: received ${a[at]}`);
  };
  for (const field of ["decisions", "scores", "spikes", "synapticOps"] as const) {
    compareLists(field, actual[field], expected[field]);
  }
  if (expected.confidence) {
    compareLists("confidence", actual.confidence ?? [], expected.confidence);
  }
  for (const field of ["counts", "potentials"] as const) {
    expected[field]?.forEach((values, layer) =>
      compareLists(`${field}[${layer}]`, actual[field]?.[layer] ?? [], values)
    );
  }
  return problems;
}

function bothNaN(a: number, b: number): boolean {
  return Number.isNaN(a) && Number.isNaN(b);
}

function refuse(what: string, engine: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(
    `Cannot accept engine "${engine}" as it differs on ${what}: ${problems.join("; ")}`,
  );
}
