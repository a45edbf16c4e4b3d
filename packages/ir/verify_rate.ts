import type { Encode } from "./encode.ts";
import type { NodeId } from "./graph.ts";
import { graphProblems, label } from "./_graph_problems.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import { RATE_KINDS } from "./_kinds.ts";
import { isCount } from "./_refuse.ts";
import type { If, MaxPoolGate, RateGraph, RateNode } from "./rate_op.ts";
import type { Tensor } from "@snnkit/tensor";

/**
 * Check that a graph is a well-formed rate-coded network.
 *
 * Besides the rules of {@linkcode verifyAnn} about ids, order, shapes and finite tensors:
 * thresholds and units are > 0; signed neurons reset by subtraction; leaks, refractory periods, decays
 * and windows of estimates are in their ranges; what is encoded depends on no spike; a gate reads
 * spikes, that is an `encode`, an `if` or another gate, at most rearranged (reshape, transpose, slice,
 * zero pad, concat, resize) on the way, and where these may be negative it tracks their counts; spikes
 * are padded with 0; outputs are `if` nodes.
 *
 * @throws {InvalidGraphError} Listing every violation.
 *
 * @example
 * ```ts
 * import { verifyRate } from "@snnkit/ir";
 * import { tinyRateGraph } from "@snnkit/testkit";
 *
 * verifyRate(tinyRateGraph());
 * ```
 */
export function verifyRate(graph: RateGraph): void {
  const problems = graphProblems(graph, "rate", RATE_KINDS);
  const spikes = new Map<NodeId, Spikes>();
  const spiked = new Set<NodeId>();
  for (const node of graph.nodes) {
    const found = [...ruleProblems(node, spikes), ...encodingProblems(node, spiked)];
    for (const problem of found) problems.push(`${label(node)} ${problem}`);
    const own = spikesOf(node, spikes);
    if (own) spikes.set(node.id, own);
    if (own || node.inputs.some((id) => spiked.has(id))) spiked.add(node.id);
  }
  const kinds = new Map(graph.nodes.map((node) => [node.id, node.op.kind]));
  for (const id of graph.outputs) {
    const kind = kinds.get(id);
    if (kind !== undefined && kind !== "if") {
      problems.push(`output "${id}" must be of kind "if": it is of kind "${kind}"`);
    }
  }
  if (problems.length > 0) throw new InvalidGraphError(graph.name, problems);
}

/** What spikes a node yields: 0 and 1, or also −1. */
type Spikes = "unsigned" | "signed";

/** The spikes that are every element of a node's output; none where it yields anything else. */
function spikesOf(
  { op, inputs }: RateNode,
  spikes: ReadonlyMap<NodeId, Spikes>,
): Spikes | undefined {
  const isSigned = inputs.some((id) => spikes.get(id) === "signed");
  switch (op.kind) {
    case "encode":
    case "if":
      return op.signed ? "signed" : "unsigned";
    case "maxPoolGate":
      return isSigned ? "signed" : "unsigned";
    case "reshape":
    case "transpose":
    case "slice":
    case "pad":
    case "concat":
    case "resizeNearest":
      if (!inputs.every((id) => spikes.has(id))) return undefined;
      return isSigned ? "signed" : "unsigned";
    default:
      return undefined;
  }
}

function ruleProblems(
  { op, inputs }: RateNode,
  spikes: ReadonlyMap<NodeId, Spikes>,
): string[] {
  switch (op.kind) {
    case "if":
      return populationProblems(op);
    case "maxPoolGate":
      return [...gateProblems(op), ...inputs.flatMap((id) => sourceProblems(op, id, spikes))];
    case "pad":
      if (op.mode !== "constant" || op.value === 0 || !inputs.some((id) => spikes.has(id))) {
        return Number.isFinite(op.value)
          ? []
          : [`must pad with a finite value: received ${op.value}`];
      }
      return [`must pad spikes with 0: received ${op.value}`];
    default:
      return [];
  }
}

function populationProblems(op: If): string[] {
  const problems = [
    ...positiveProblems("threshold", op.threshold),
    ...positiveProblems("unit", op.unit),
  ];
  if (op.reset !== "subtract" && op.reset !== "zero") {
    problems.push(`must reset by "subtract" or to "zero": received "${op.reset}"`);
  }
  if (op.signed && op.reset !== "subtract") {
    problems.push(`must reset by "subtract" where it is signed: received "${op.reset}"`);
  }
  const { leak = 1, refractory = 0 } = op;
  if (!(leak > 0 && leak <= 1)) {
    problems.push(`must have a leak above 0 and at most 1: received ${leak}`);
  }
  if (!isCount(refractory, 0)) {
    problems.push(`must have a whole number ≥ 0 as its refractory: received ${refractory}`);
  }
  return problems;
}

function positiveProblems(name: string, { data }: Tensor): string[] {
  const at = data.findIndex((value) => !(value > 0));
  return at < 0 ? [] : [`must have a ${name} > 0: received ${data[at]} at ${at}`];
}

/** What is wrong with an encoder, given the nodes whose value spikes have a part in. */
function encodingProblems({ op, inputs }: RateNode, spiked: ReadonlySet<NodeId>): string[] {
  if (op.kind !== "encode") return [];
  const problems = positiveProblems("unit", op.unit);
  if (!CODINGS.includes(op.coding)) {
    problems.push(`must code by "poisson" or "periodic": received "${op.coding}"`);
  }
  const read = inputs.find((id) => spiked.has(id));
  if (read !== undefined) {
    problems.push(`must read a value that depends on no spike: it reads "${read}"`);
  }
  return problems;
}

const CODINGS: readonly string[] = ["poisson", "periodic"] satisfies Encode["coding"][];

// Written as a record so that a new estimator is a compile error here.
const ESTIMATORS: Readonly<Record<NonNullable<MaxPoolGate["estimator"]>, true>> = {
  first: true,
  track: true,
  exponential: true,
  window: true,
};

function gateProblems({ estimator = "first", decay, steps }: MaxPoolGate): string[] {
  const problems: string[] = [];
  if (!Object.hasOwn(ESTIMATORS, estimator)) {
    const names = Object.keys(ESTIMATORS).map((name) => `"${name}"`).join(", ");
    problems.push(`must have one of ${names} as its estimator: received "${estimator}"`);
  }
  if (decay !== undefined && estimator !== "exponential") {
    problems.push(`must have a decay only with the estimator "exponential": received ${decay}`);
  } else if (decay !== undefined && !(decay > 0 && decay < 1)) {
    problems.push(`must have a decay above 0 and below 1: received ${decay}`);
  }
  if (steps !== undefined && estimator !== "window") {
    problems.push(`must have steps only with the estimator "window": received ${steps}`);
  } else if (steps !== undefined && !isCount(steps, 1)) {
    problems.push(`must have a whole number ≥ 1 as its steps: received ${steps}`);
  }
  return problems;
}

function sourceProblems(
  { estimator = "first" }: MaxPoolGate,
  id: NodeId,
  spikes: ReadonlyMap<NodeId, Spikes>,
): string[] {
  const kind = spikes.get(id);
  if (!kind) return [`must read spikes, at most rearranged: it reads "${id}"`];
  if (kind === "unsigned" || estimator === "track") return [];
  return [`must have "track" as its estimator where spikes are signed: it reads "${id}"`];
}
