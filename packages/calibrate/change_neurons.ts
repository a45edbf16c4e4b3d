import type { If, MaxPoolGate, RateGraph, RateOp } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import type { Change } from "./remedy.ts";

/**
 * Give a converted network other neurons: signed ones, whose gates track net counts, or such that
 * begin at another fraction of their threshold. Signed are only those that reset by subtraction.
 * Output neurons change, too. The rest is shared.
 *
 * @param graph Not modified.
 * @param change What is absent stays.
 *
 * @example
 * ```ts
 * import { changeNeurons } from "@snnkit/calibrate";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const { nodes } = changeNeurons(tinyRateGraph(), { signed: true, initialPotential: 0.5 });
 * const ops = nodes.flatMap(({ op }) => op.kind === "if" ? [op] : []);
 * assertEquals(ops.map(({ signed, initial }) => [signed, initial.data[0]]), [[true, 0.5], [true, 0.5]]);
 * ```
 */
export function changeNeurons(
  graph: RateGraph,
  change: Pick<Change, "signed" | "initialPotential">,
): RateGraph {
  const { signed, initialPotential } = change;
  if (!signed && initialPotential === undefined) return graph;
  const nodes = graph.nodes.map((node) => {
    const op = changedOp(node.op, change);
    return op === node.op ? node : { ...node, op };
  });
  return { ...graph, nodes };
}

function changedOp(op: RateOp, change: Pick<Change, "signed" | "initialPotential">): RateOp {
  if (op.kind === "maxPoolGate" && change.signed) return tracking(op);
  if (op.kind !== "if") return op;
  const { initialPotential: share } = change;
  const started: If = share === undefined ? op : {
    ...op,
    initial: tensor(op.threshold.shape, op.threshold.data.map((theta) => share * theta)),
  };
  return change.signed && op.reset === "subtract" ? { ...started, signed: true } : started;
}

/** Estimates of other kinds cannot take a spike back. */
function tracking({ decay: _, steps: __, ...gate }: MaxPoolGate): MaxPoolGate {
  return { ...gate, estimator: "track" };
}
