import type { AnnGraph, AnnNode, AnnOp } from "@snnkit/ir";
import { alongAxis, expand, spread, squeeze } from "./_elements.ts";
import { rewrite, type Surroundings } from "./_rewrite.ts";
import { isMove } from "./_spiking.ts";

/**
 * Put activations before the max-pools that they follow: `relu(maxPool(x)) = maxPool(relu(x))`.
 *
 * A spiking max-pool passes spikes on, so it needs neurons before it. What never falls commutes
 * with a maximum: ReLU, clip, leaky ReLU of slope ≥ 0, rounding, and on its way to one of them an affine with
 * one factor ≥ 0 and one summand a channel. Between the pool and the activation values may be
 * moved; a max-pool that anything else reads, or that reads spikes already, stays. The graph
 * computes the same function. The activation's id keeps its value and is a pool afterwards.
 * Idempotent.
 *
 * @param graph The graph to rewrite; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { activateBeforeMaxPool } from "@snnkit/convert";
 * import { maxPool2d } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("late");
 * const pool = net.named("pool", maxPool2d(2), net.input([1, 4, 4]));
 * net.named("relu", { kind: "relu" }, pool);
 * const kinds = activateBeforeMaxPool(net.finish()).nodes.map(({ id, op }) => [id, op.kind]);
 * assertEquals(kinds, [["input", "input"], ["relu/activation", "relu"], ["relu", "maxPool2d"]]);
 * ```
 */
export function activateBeforeMaxPool(graph: AnnGraph): AnnGraph {
  return rewrite(graph, [hoistActivation, hoistAffine]);
}

function hoistActivation(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const pool = around.nodes.get(node.inputs[0]);
  if (!pool || !isRising(node.op)) return undefined;
  if (!leadsToPool(around, pool) && !joinsBeyond(around, pool, node.op)) return undefined;
  return swapped(around, pool, node, node.op);
}

/** Whether an operation on single values never falls. */
function isRising(op: AnnOp): boolean {
  return op.kind === "relu" || op.kind === "clip" || (op.kind === "leakyRelu" && op.slope >= 0) ||
    (op.kind === "fakeQuantise" && op.scale.data.length === 1);
}

/** Whether a pool reads a ReLU that only it reads, and that a rounding behind it can join. */
function joinsBeyond(around: Surroundings, pool: AnnNode, op: AnnOp): boolean {
  if (op.kind !== "fakeQuantise" || pool.op.kind !== "maxPool2d") return false;
  const [source] = pool.inputs;
  const isAlone = [pool.id, source].every((id) => around.readerCounts.get(id) === 1);
  const { kind } = around.nodes.get(source)!.op;
  return isAlone && (kind === "relu" || kind === "clip");
}

/** Whether a node is a max-pool of currents, or moves the values of one. */
function leadsToPool(around: Surroundings, node: AnnNode): boolean {
  if (around.readerCounts.get(node.id) !== 1 || around.spiking.has(node.inputs[0])) return false;
  if (node.op.kind === "maxPool2d") return true;
  const passes = node.op.kind !== "pad" && node.inputs.length === 1 && isMove(node.op);
  return passes && leadsToPool(around, around.nodes.get(node.inputs[0])!);
}

function hoistAffine(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  const pool = around.nodes.get(node.inputs[0]);
  if (node.op.kind !== "affine" || pool?.op.kind !== "maxPool2d") return undefined;
  if (!leadsToPool(around, pool) || !endsInActivation(around, node)) return undefined;
  const { shape } = around.nodes.get(pool.inputs[0])!;
  const factors = alongAxis(expand(node.op.scale, node.shape), node.shape, 0);
  const summands = alongAxis(expand(node.op.shift, node.shape), node.shape, 0);
  if (!factors?.every((factor) => factor >= 0) || !summands) return undefined;
  return swapped(around, pool, node, {
    kind: "affine",
    scale: squeeze(spread(factors, shape, 0), shape),
    shift: squeeze(spread(summands, shape, 0), shape),
  });
}

/** Whether a value is read once, by an activation or an affine before one. */
function endsInActivation(around: Surroundings, node: AnnNode): boolean {
  const reader = around.readers.get(node.id)?.[0];
  if (!reader || around.readerCounts.get(node.id) !== 1) return false;
  return isRising(reader.op) || (reader.op.kind === "affine" && endsInActivation(around, reader));
}

/** The operation first, then the pool; the last keeps the id of the operation's node. */
function swapped(
  around: Surroundings,
  pool: AnnNode,
  node: AnnNode,
  op: AnnOp,
): readonly AnnNode[] {
  const role = op.kind === "affine" ? "affine" : "activation";
  const id = around.fresh(node.id, role);
  const { shape } = around.nodes.get(pool.inputs[0])!;
  return [{ id, op, inputs: pool.inputs, shape }, { ...node, op: pool.op, inputs: [id] }];
}
