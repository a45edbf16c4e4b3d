import { type AnnGraph, type AnnOp, type Finding, nodesById } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { listed } from "./_listed.ts";
import { replaceNodes } from "./_rewrite.ts";
import {
  isFromInput,
  isRounding,
  levelsAbove,
  type RoundingNode,
  sharedZero,
} from "./_rounding.ts";
import { isActivation } from "./_spiking.ts";
import { mergeRoundings } from "./merge_roundings.ts";

/**
 * Leave out the roundings that no neurons can take over: of inputs, and of values on both sides of
 * 0. Currents are not rounded in a spiking network, so it is that much more exact than the trained
 * one; a rounding that also cuts off all above 0 becomes a clip.
 *
 * Roundings from 0 on, other than of inputs, stay: they become neurons. Run
 * {@linkcode mergeRoundings} first. Idempotent. The graph computes nearly the same function, within
 * half a level where nothing was cut off; {@linkcode roundingFindings} tells where.
 *
 * @param graph The graph to rewrite; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { dropRoundings } from "@snnkit/convert";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("signed");
 * const [scale, zeroPoint] = [filled([1], 0.1), filled([1], 0)];
 * const levels = { kind: "fakeQuantise", scale, zeroPoint, min: -8, max: 7 } as const;
 * net.named("relu", { kind: "relu" }, net.named("rounded", levels, net.input([3])));
 * const kinds = dropRoundings(net.finish()).nodes.map(({ op }) => op.kind);
 * assertEquals(kinds, ["input", "affine", "relu"]); // The affine is 1 · x + 0.
 * ```
 */
export function dropRoundings(graph: AnnGraph): AnnGraph {
  const dropped = new Set(droppedRoundings(graph).map(({ id }) => id));
  return replaceNodes(graph, (node) => {
    if (!dropped.has(node.id) || !isRounding(node)) return undefined;
    const { min, max, scale } = node.op;
    const isCeiling = sharedZero(node.op) === max && scale.data.length === 1;
    const op: AnnOp = isCeiling
      ? { kind: "clip", min: scale.data[0] * (min - max), max: 0 }
      : { kind: "affine", scale: filled([1], 1), shift: filled([1], 0) };
    return [{ ...node, op }];
  });
}

/** What {@linkcode dropRoundings} will leave out, in one finding; none where nothing is. */
export function roundingFindings(graph: AnnGraph): readonly Finding[] {
  const nodes = droppedRoundings(mergeRoundings(graph));
  if (nodes.length === 0) return [];
  const [{ id }] = nodes;
  return [{
    code: "rounding-dropped",
    node: id,
    message: `The rounding of ${listed(nodes.map((node) => node.id))} is left out: ` +
      `inputs and values on both sides of 0 are currents, which are not rounded`,
  }];
}

/** The values that the neurons of quantised activations tell, one finding for each number of levels. */
export function levelFindings(graph: AnnGraph): readonly Finding[] {
  // Node has Map.groupBy only from version 21 on.
  const byLevels = new Map<number, RoundingNode[]>();
  for (const node of graph.nodes.filter(isRounding).filter(({ op }) => isActivation(op))) {
    const levels = levelsAbove(node.op);
    byLevels.set(levels, [...byLevels.get(levels) ?? [], node]);
  }
  return [...byLevels].map(([levels, nodes]) => ({
    code: "activations-quantised",
    node: nodes[0].id,
    message: `The ${levels} levels above 0 of ${listed(nodes.map(({ id }) => id))} are rates: ` +
      `${levels} steps tell them exactly, other numbers of steps round otherwise`,
  }));
}

function droppedRoundings(graph: AnnGraph): readonly RoundingNode[] {
  const nodes = nodesById(graph);
  return graph.nodes.filter(isRounding).filter(({ op, inputs }) => {
    const source = nodes.get(inputs[0])!;
    return !isActivation(op) || isFromInput(source, nodes) || isSquashed(source.op);
  });
}

/** Whether an operation ends in 0 … 1 by itself, so that its rounding is no ReLU in disguise. */
function isSquashed({ kind }: AnnOp): boolean {
  return kind === "softmax" || kind === "sigmoid";
}
