import type { AnnGraph, AnnNode, AnnOp } from "@snnkit/ir";
import { nonNegativeNodes } from "./_non_negative.ts";
import { rewrite, type Surroundings } from "./_rewrite.ts";
import { isMove } from "./_spiking.ts";

/** Which pools are meant. */
export interface PopulateOptions {
  /** Whether pools over the whole plane get neurons, too. Default `true`. */
  readonly global?: boolean;
}

/**
 * Give average pools their own neurons: a pool of values that cannot be negative gets a ReLU,
 * which changes nothing in the trained network and becomes a population in the spiking one.
 *
 * Only where weights or a max-pool come next: then a window's spikes are gathered before they fan
 * out. A pool whose value goes straight into neurons, or to the output, is just synapses of these.
 * The ReLU takes the pool's id; the pool is `id/current`. Idempotent.
 *
 * @param graph The graph to rewrite; not modified.
 * @param options Which pools are meant; all unless said.
 *
 * @example
 * ```ts
 * import { populateAveragePools } from "@snnkit/convert";
 * import { tinyResNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const nodes = populateAveragePools(tinyResNet()).nodes.slice(-4);
 * assertEquals(nodes.map(({ id, op }) => [id, op.kind]), [
 *   ["pool/current", "avgPool2d"],
 *   ["pool", "relu"],
 *   ["flatten", "reshape"],
 *   ["dense", "dense"],
 * ]);
 * ```
 */
export function populateAveragePools(graph: AnnGraph, options: PopulateOptions = {}): AnnGraph {
  const { global = true } = options;
  const nonNegative = nonNegativeNodes(graph);
  return rewrite(graph, [(around, node) => {
    if (node.op.kind !== "avgPool2d" || !nonNegative.has(node.id)) return undefined;
    if (!global && node.shape.slice(1).every((length) => length === 1)) return undefined;
    if (!reachesWeights(around, node)) return undefined;
    const id = around.fresh(node.id, "current");
    return [{ ...node, id }, { ...node, op: { kind: "relu" }, inputs: [id] }];
  }]);
}

/** Whether a value reaches weights or a max-pool without neurons on the way. */
function reachesWeights(around: Surroundings, node: AnnNode): boolean {
  return (around.readers.get(node.id) ?? []).some((reader) =>
    needsSpikes(reader.op) || (passes(reader.op) && reachesWeights(around, reader))
  );
}

function needsSpikes({ kind }: AnnOp): boolean {
  return kind === "conv2d" || kind === "convTranspose2d" || kind === "dense" ||
    kind === "maxPool2d";
}

function passes(op: AnnOp): boolean {
  return op.kind === "affine" || op.kind === "avgPool2d" || isMove(op);
}
