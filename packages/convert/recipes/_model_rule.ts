import type { AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import { isActivation } from "../_spiking.ts";
import { forEachKernel, isWeighted, outputsOf, type WeightedOp } from "../_weighted.ts";
import { upperBound } from "../_upper_bound.ts";
import type { InputEncoding } from "../encode_input.ts";
import type { ScaleRule } from "./_rule_scales.ts";

/** Smallest and largest value that any element can take without biases; 0 lies between. */
interface Interval {
  readonly low: number;
  readonly high: number;
}

const SILENT: Interval = { low: 0, high: 0 };

/**
 * Scale by weights alone: λ is the largest input that a neuron can get when every neuron before it
 * fires in each step, `λ^l = λ^{l−1} · max_i Σ_j max(0, W_ij)`. From inputs that are currents between 0
 * and 1, `λ⁰ = 1`; where they are sent as spikes, λ⁰ is what one of these stands for, and if it may be
 * negative, `λ^1 = λ⁰ · max_i Σ_j |W_ij|`. Biases are left out. Joined branches count with the largest
 * λ of them.
 *
 * @param entry How the sample enters.
 */
export function modelRule(graph: AnnGraph, entry: InputEncoding): ScaleRule {
  const intervals = new Map<NodeId, Interval>();
  for (const node of graph.nodes) {
    const sources = node.inputs.map((id) => intervals.get(id)!);
    const isInput = node.op.kind === "input";
    intervals.set(node.id, isInput ? entryOf(node.id, entry) : intervalOf(node, sources));
  }
  return ({ node, counted, role }) => {
    const driven = intervals.get(isActivation(node.op) ? node.inputs[0] : counted)!;
    const offset = role === "pool" ? driven.low : 0;
    return { unit: driven.high - offset, offset };
  };
}

/** What an input can bring in one step. */
function entryOf(input: NodeId, { lowering, scales }: InputEncoding): Interval {
  const high = scales.get(input)?.unit.data[0] ?? 1;
  return { low: lowering.signedInput ? -high : 0, high };
}

function intervalOf(node: AnnNode, sources: readonly Interval[]): Interval {
  const { op } = node;
  if (op.kind === "constant") return SILENT;
  if (isWeighted(op)) return weighted(op, sources[0]);
  if (isActivation(op)) {
    const bound = upperBound(op);
    // One spike of neurons that never fire stands for 1, and so the next layer counts with 1, too.
    return { low: 0, high: Math.min(bound, sources[0].high > 0 ? sources[0].high : 1) };
  }
  if (op.kind === "affine") {
    const ends = Array.from(op.scale.data, (by) => [by * sources[0].low, by * sources[0].high]);
    return hull(ends.flat());
  }
  if (op.kind === "add") return sources.reduce(sum);
  return hull(sources.flatMap(({ low, high }) => [low, high]));
}

/** Of the largest and the smallest sum that an output channel can get. */
function weighted(op: WeightedOp, { low, high }: Interval): Interval {
  const highs = new Float64Array(outputsOf(op));
  const lows = new Float64Array(outputsOf(op));
  forEachKernel(op, (output, _, from, to) => {
    for (let i = from; i < to; i++) {
      const weight = op.weight.data[i];
      highs[output] += Math.max(weight * low, weight * high);
      lows[output] += Math.min(weight * low, weight * high);
    }
  });
  return hull([...lows, ...highs]);
}

function sum(a: Interval, b: Interval): Interval {
  return { low: a.low + b.low, high: a.high + b.high };
}

function hull(values: readonly number[]): Interval {
  const low = values.reduce((a, b) => Math.min(a, b), 0);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  return { low, high };
}
