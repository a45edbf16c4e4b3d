import { type AnnGraph, type NodeId, type RateGraph, type RateOp, readersOf } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { isMove } from "../_spiking.ts";

/** A network whose identity shortcuts are not normalised. */
export interface NaiveShortcuts {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The synapses that now have weight 1, in the graph's order. */
  readonly changed: readonly NodeId[];
}

/**
 * Replace the weight `λ_in / λ_out` of every identity shortcut by 1; nothing else changes.
 *
 * An identity shortcut is a factor that the lowering put before a sum, at most moved and averaged
 * on its way: projections are convolutions and take their scale into their weights. A shortcut
 * between equal scales has weight 1 anyway, and no factor.
 *
 * @see Hu et al. 2018, arXiv:1805.01352, who compare with this to show what their shortcut
 * normalisation is worth
 *
 * @param prepared The trained network, which tells its own affines from the factors.
 * @param graph What it was lowered to.
 */
export function naiveShortcuts(prepared: AnnGraph, graph: RateGraph): NaiveShortcuts {
  const trained = new Set(prepared.nodes.map(({ id }) => id));
  const readers = readersOf(graph);
  const endsInSum = (id: NodeId): boolean => {
    const after = readers.get(id) ?? [];
    return after.length > 0 &&
      after.every(({ id: next, op }) => op.kind === "add" || (passesOn(op) && endsInSum(next)));
  };
  const changed: NodeId[] = [];
  const nodes = graph.nodes.map((node) => {
    const { id, op } = node;
    const isFactor = op.kind === "affine" && id.includes("/for/") && !trained.has(id);
    if (!isFactor || !endsInSum(id)) return node;
    changed.push(id);
    return { ...node, op: { ...op, scale: filled([1], 1) } };
  });
  return { graph: { ...graph, nodes }, changed };
}

function passesOn(op: RateOp): boolean {
  if (op.kind === "avgPool2d") return true;
  const spikes = op.kind === "encode" || op.kind === "if" || op.kind === "maxPoolGate";
  return !spikes && isMove(op);
}
