import type { NodeId } from "./graph.ts";
import { graphProblems, label } from "./_graph_problems.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import { TTFS_KINDS } from "./_kinds.ts";
import type { FireFirst, SpikeWindow, TtfsGraph, TtfsNode } from "./ttfs_op.ts";

/** A window must be this share of its end long: single precision tells some sixteen times in it. */
const SHORTEST = 2 ** -20;

/** Ends of windows are sums of lengths; they are the same up to their rounding. */
const TOLERANCE = 2 ** -40;

/**
 * Check that a graph is a well-formed network that codes by the time of the first spike.
 *
 * Besides the rules of {@linkcode verifyAnn} about ids, order, shapes and finite tensors: windows are
 * finite, end after they start, and are long enough for single-precision times; what is encoded
 * depends on no spike; spikes that meet have windows that end together, and where neurons read them,
 * when those begin to spike; delays are > 0 and of what depends on spikes; earliest spikes are taken of
 * spikes, at most rearranged (reshape, transpose, slice, zero pad, concat, resize) on the way, which
 * are padded with 0 alone; neurons with windows and such without do not meet; thresholds and units are
 * > 0.
 *
 * @throws {InvalidGraphError} Listing every violation.
 *
 * @example
 * ```ts
 * import { graphBuilder, InvalidGraphError, type TtfsOp, verifyTtfs } from "@snnkit/ir";
 * import { assertThrows } from "@std/assert";
 *
 * const net = graphBuilder<TtfsOp>("late");
 * const pixels = net.add({ kind: "encodeLatency", start: 0, end: 1 }, net.input([4]));
 * net.named("hidden", { kind: "fireOnce", start: 2, end: 1 }, pixels);
 * const message = `"hidden" of kind "fireOnce" must have a window that ends after its start`;
 * assertThrows(() => verifyTtfs(net.finish()), InvalidGraphError, message);
 * ```
 */
export function verifyTtfs(graph: TtfsGraph): void {
  const problems = graphProblems(graph, "TTFS", TTFS_KINDS);
  const facts = new Map<NodeId, Facts>();
  for (const node of graph.nodes) {
    const sources = node.inputs.flatMap((id) => facts.get(id) ?? []);
    for (const problem of ruleProblems(node, facts, sources)) {
      problems.push(`${label(node)} ${problem}`);
    }
    facts.set(node.id, factsOf(node, sources));
  }
  const isTimed = [...facts.values()].some(({ ends }) => ends.length > 0);
  const untimed = graph.nodes.find(({ op }) => op.kind === "fireFirst");
  if (isTimed && untimed) {
    problems.push(`${label(untimed)} has no window, but other neurons of the graph have`);
  }
  for (const id of graph.outputs) {
    if (facts.get(id)?.depends === false) problems.push(`output "${id}" depends on no spike`);
  }
  if (problems.length > 0) throw new InvalidGraphError(graph.name, problems);
}

/** What is known of a node's value. */
interface Facts {
  /** Whether spikes have a part in it. */
  readonly depends: boolean;
  /** Whether it is spikes, at most rearranged. */
  readonly spikes: boolean;
  /** When the windows of the spikes in it end, each end once, delays included. */
  readonly ends: readonly number[];
}

function factsOf({ op }: TtfsNode, sources: readonly Facts[]): Facts {
  const depends = sources.some((source) => source.depends);
  const spikes = sources.length > 0 && sources.every((source) => source.spikes);
  const ends = distinct(sources.flatMap((source) => source.ends));
  switch (op.kind) {
    case "encodeLatency":
    case "fireOnce":
      return { depends: true, spikes: true, ends: Number.isFinite(op.end) ? [op.end] : [] };
    case "fireFirst":
      return { depends: true, spikes: true, ends: [] };
    case "delay":
      return { depends, spikes, ends: ends.map((end) => end + op.by) };
    case "earliestSpike":
    case "reshape":
    case "transpose":
    case "slice":
    case "pad":
    case "concat":
    case "resizeNearest":
      return { depends, spikes, ends };
    default:
      return { depends, spikes: false, ends };
  }
}

function distinct(ends: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (const end of ends) {
    if (!found.some((other) => sameTime(other, end))) found.push(end);
  }
  return found;
}

function sameTime(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

function ruleProblems(
  node: TtfsNode,
  facts: ReadonlyMap<NodeId, Facts>,
  sources: readonly Facts[],
): string[] {
  const { op, inputs } = node;
  switch (op.kind) {
    case "encodeLatency": {
      const read = inputs.find((id) => facts.get(id)?.depends);
      const spiked = read === undefined
        ? []
        : [`must read a value that depends on no spike: it reads "${read}"`];
      return [...windowProblems(op), ...spiked];
    }
    case "fireOnce":
      return [...windowProblems(op), ...arrivalProblems(op, sources)];
    case "fireFirst":
      return neuronProblems(op);
    case "delay":
      return [
        ...Number.isFinite(op.by) && op.by > 0
          ? []
          : [`must delay by a finite time > 0: received ${op.by}`],
        ...inputs.filter((id) => facts.get(id)?.depends === false)
          .map((id) => `must delay spikes: it reads "${id}", which depends on none`),
      ];
    case "earliestSpike":
      return [...sourceProblems(inputs, facts), ...meetingProblems(sources)];
    case "pad": {
      if (op.mode !== "constant" || (op.value === 0 || !sources.some((s) => s.depends))) return [];
      return [`must pad spikes with 0: received ${op.value}`];
    }
    default:
      return meetingProblems(sources);
  }
}

function windowProblems({ start, end }: SpikeWindow): string[] {
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    return [`must have a window of finite times: received ${start} … ${end}`];
  }
  if (start < 0) return [`must have a window that starts at 0 or later: received ${start}`];
  if (!(end > start)) {
    return [`must have a window that ends after its start: received ${start} … ${end}`];
  }
  if (end - start < SHORTEST * end) {
    return [
      `must have a window long enough for single-precision times, at least 2^-20 of its end: ` +
      `received ${start} … ${end}`,
    ];
  }
  return [];
}

function arrivalProblems({ start }: SpikeWindow, sources: readonly Facts[]): string[] {
  const ends = distinct(sources.flatMap((source) => source.ends));
  return ends.filter((end) => !sameTime(end, start)).map((end) =>
    `must have a window that starts when those of its inputs end: it starts at ${start}, ` +
    `an input's ends at ${end}`
  );
}

function meetingProblems(sources: readonly Facts[]): string[] {
  const ends = distinct(sources.flatMap((source) => source.ends));
  if (ends.length < 2) return [];
  return [`must read spikes whose windows end together, by delays: they end at ${ends.join(", ")}`];
}

function sourceProblems(
  inputs: readonly NodeId[],
  facts: ReadonlyMap<NodeId, Facts>,
): string[] {
  return inputs.filter((id) => facts.get(id)?.spikes === false)
    .map((id) => `must read spikes, at most rearranged: it reads "${id}"`);
}

function neuronProblems({ threshold, unit, remedy }: FireFirst): string[] {
  const problems = Object.entries({ threshold, unit }).flatMap(([name, { data }]) => {
    const at = data.findIndex((value) => !(value > 0));
    return at < 0 ? [] : [`must have a ${name} > 0: received ${data[at]} at ${at}`];
  });
  if (!REMEDIES.includes(remedy)) {
    problems.push(`must have "none", "dynamic" or "corrective" as remedy: received "${remedy}"`);
  }
  return problems;
}

const REMEDIES: readonly string[] = ["none", "dynamic", "corrective"] satisfies FireFirst[
  "remedy"
][];
