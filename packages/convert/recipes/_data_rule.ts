import {
  type ActivationStats,
  type AnnGraph,
  type AnnNode,
  type AnnOp,
  type NodeId,
  nodesById,
} from "@snnkit/ir";
import { populationsOf } from "../_populations.ts";
import { isActivation } from "../_spiking.ts";
import { isWeighted } from "../_weighted.ts";
import type { ScaleRule } from "./_rule_scales.ts";

/**
 * Scale by weights and activations: λ is the largest weight between the populations before and this
 * one, or its largest activation on calibration samples if that is larger. An average pool weighs
 * by `1 / window`.
 *
 * @throws {RangeError} Where statistics of nodes are missing.
 */
export function dataRule(graph: AnnGraph, stats: ActivationStats): ScaleRule {
  const missing = populationsOf(graph).filter(({ counted }) =>
    !stats.nodes.get(counted)?.all.count
  );
  if (missing.length > 0) {
    const list = missing.map(({ counted }) => `"${counted}"`).join(", ");
    throw new RangeError(
      `Cannot normalise "${graph.name}" as every population needs statistics: received none of ` +
        `${list}\nHint: collect them from at least one sample, on the nodes of calibrationNodes()`,
    );
  }
  const nodes = nodesById(graph);
  return ({ node, counted, role }) => {
    const { min, max } = stats.nodes.get(counted)!.all;
    const offset = role === "pool" ? Math.min(0, min) : 0;
    const weight = isActivation(node.op) || role === "pool"
      ? largestInto(nodes, node.inputs)
      : largestInto(nodes, [node.id]);
    return { unit: Math.max(weight, max - offset), offset };
  };
}

/** The largest weight on the way to values from the spikes and inputs before them; 0 for none. */
function largestInto(nodes: ReadonlyMap<NodeId, AnnNode>, ids: readonly NodeId[]): number {
  return ids.reduce((largest, id) => {
    const { op, inputs } = nodes.get(id)!;
    if (isActivation(op) || op.kind === "maxPool2d") return largest;
    return Math.max(largest, largestWeight(op), largestInto(nodes, inputs));
  }, 0);
}

function largestWeight(op: AnnOp): number {
  if (isWeighted(op)) return op.weight.data.reduce((a, b) => Math.max(a, b), 0);
  return op.kind === "avgPool2d" ? 1 / (op.kernel[0] * op.kernel[1]) : 0;
}
