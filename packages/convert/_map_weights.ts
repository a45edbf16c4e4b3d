import type { AnnGraph } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { replaceNodes } from "./_rewrite.ts";
import { forEachKernel, isWeighted, outputsOf, type WeightedOp } from "./_weighted.ts";

/** The weights of one output channel, or of a layer. */
export type Stretch = Float64Array;

/** Which weights are seen together, and which are left. */
export interface MapWeightsOptions {
  /** One output channel at a time, or a layer. */
  readonly perChannel: boolean;
  /** Whether the first and the last layer stay. */
  readonly keepEnds: boolean;
}

/**
 * Change the weights of every layer.
 *
 * @param ruleOf Makes the rule for single weights from all that are seen together.
 */
export function mapWeights(
  graph: AnnGraph,
  { perChannel, keepEnds }: MapWeightsOptions,
  ruleOf: (weights: Stretch) => (weight: number) => number,
): AnnGraph {
  const layers = graph.nodes.filter(({ op }) => isWeighted(op)).map(({ id }) => id);
  const kept = new Set(keepEnds ? [layers.at(0), layers.at(-1)] : []);
  return replaceNodes(graph, (node) => {
    if (!isWeighted(node.op) || kept.has(node.id)) return undefined;
    return [{ ...node, op: mapped(node.op, perChannel, ruleOf) }];
  });
}

function mapped(
  op: WeightedOp,
  perChannel: boolean,
  ruleOf: (weights: Stretch) => (weight: number) => number,
): WeightedOp {
  const { data, shape } = op.weight;
  const stretches = Array.from({ length: perChannel ? outputsOf(op) : 1 }, () => [] as number[]);
  forEachKernel(op, (output, _, from, to) => {
    const stretch = stretches[perChannel ? output : 0];
    for (let i = from; i < to; i++) stretch.push(data[i]);
  });
  const rules = stretches.map((stretch) => ruleOf(Float64Array.from(stretch)));
  const weight = new Float32Array(data.length);
  forEachKernel(op, (output, _, from, to) => {
    const rule = rules[perChannel ? output : 0];
    for (let i = from; i < to; i++) weight[i] = rule(data[i]);
  });
  return { ...op, weight: tensor(shape, weight) };
}
