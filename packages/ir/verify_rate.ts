import type { NodeId } from "./graph.ts";
import { graphProblems, label } from "./_graph_problems.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import { RATE_KINDS } from "./_kinds.ts";
import type { If, RateGraph, RateNode } from "./rate_op.ts";

/**
 * Check that a graph is a well-formed rate-coded network.
 *
 * Besides the rules of {@linkcode verifyAnn} about ids, order, shapes and finite tensors:
 * thresholds and units are > 0; a gate reads spikes, that is an `if` or another gate, at most
 * rearranged (reshape, transpose, slice, zero pad, concat, resize) on the way; spikes are padded
 * with 0; outputs are `if` nodes.
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
  const spiking = new Set<NodeId>();
  for (const node of graph.nodes) {
    for (const problem of ruleProblems(node, spiking)) problems.push(`${label(node)} ${problem}`);
    if (yieldsSpikes(node, spiking)) spiking.add(node.id);
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

/** Whether every element of a node's output is a spike, 0 or 1. */
function yieldsSpikes({ op, inputs }: RateNode, spiking: ReadonlySet<NodeId>): boolean {
  switch (op.kind) {
    case "if":
    case "maxPoolGate":
      return true;
    case "reshape":
    case "transpose":
    case "slice":
    case "pad":
    case "concat":
    case "resizeNearest":
      return inputs.every((id) => spiking.has(id));
    default:
      return false;
  }
}

function ruleProblems({ op, inputs }: RateNode, spiking: ReadonlySet<NodeId>): string[] {
  switch (op.kind) {
    case "if":
      return populationProblems(op);
    case "maxPoolGate":
      return inputs.filter((id) => !spiking.has(id)).map((id) =>
        `must read spikes, at most rearranged: it reads "${id}"`
      );
    case "pad":
      if (op.mode !== "constant" || op.value === 0 || !inputs.some((id) => spiking.has(id))) {
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
  const problems = (["threshold", "unit"] as const).flatMap((name) => {
    const at = op[name].data.findIndex((value) => !(value > 0));
    return at < 0 ? [] : [`must have a ${name} > 0: received ${op[name].data[at]} at ${at}`];
  });
  if (op.reset !== "subtract" && op.reset !== "zero") {
    problems.push(`must reset by "subtract" or to "zero": received "${op.reset}"`);
  }
  return problems;
}
