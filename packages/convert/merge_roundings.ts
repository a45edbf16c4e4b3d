import type { AnnGraph, AnnNode, FakeQuantise } from "@snnkit/ir";
import { filled, roundHalfEven } from "@snnkit/tensor";
import { nonNegativeNodes } from "./_non_negative.ts";
import { replaceNodes, rewrite, type Surroundings } from "./_rewrite.ts";
import { isFromInput, isRounding, sharedZero } from "./_rounding.ts";
import { isActivation, isMove } from "./_spiking.ts";

/**
 * Join roundings with the activations beside them, so that one operation from 0 to the largest level
 * is left: it becomes neurons as a ReLU does.
 *
 * With `q(x) = s (min(max(round(x / s) + z, min), max) − z)`, which never falls:
 *
 * | network | becomes |
 * |---|---|
 * | `q` of values ≥ 0 | `q` with `min = z` |
 * | `relu(q(x))` | `q(x)` with `min = z` |
 * | `clip(q(x), 0, d)`, `d` one of the levels | `q(x)` with `min = z`, `max = z + d / s` |
 * | `q(relu(x))`, `min = z` | `q(x)` |
 * | `q(clip(x, 0, d))`, `min = z` | `q(x)` with `max` at most `z + round(d / s)` |
 * | `q` of a `q` on the same levels, moved or max-pooled | nothing |
 *
 * The graph computes the same function. Idempotent. What reads an input of the network is left, as
 * the rounding of inputs will be dropped: see {@linkcode dropRoundings}.
 *
 * @param graph The graph to rewrite; not modified.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { mergeRoundings } from "@snnkit/convert";
 * import { filled } from "@snnkit/tensor";
 * import { dense } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("four-bits");
 * const current = net.named("dense", dense(filled([3, 3], 1)), net.input([3]));
 * const relu = net.named("relu", { kind: "relu" }, current);
 * const [scale, zeroPoint] = [filled([1], 0.1), filled([1], 0)];
 * net.named("rounded", { kind: "fakeQuantise", scale, zeroPoint, min: -8, max: 7 }, relu);
 * const [, , node] = mergeRoundings(net.finish()).nodes;
 * assertEquals(node.op, { kind: "fakeQuantise", scale, zeroPoint, min: 0, max: 7 });
 * ```
 */
export function mergeRoundings(graph: AnnGraph): AnnGraph {
  const nonNegative = nonNegativeNodes(graph);
  const raised = replaceNodes(graph, (node) => {
    if (!isRounding(node) || !nonNegative.has(node.inputs[0])) return undefined;
    const op = fromZero(node.op);
    return op === undefined || op.min === node.op.min ? undefined : [{ ...node, op }];
  });
  return rewrite(raised, [activationOfRounding, roundingOfActivation, repeatedRounding]);
}

/** The rounding cut off below 0; undefined where that leaves no levels, or endlessly many. */
function fromZero(op: FakeQuantise): FakeQuantise | undefined {
  const zero = sharedZero(op);
  return zero === undefined || zero === op.max || op.max === Infinity
    ? undefined
    : { ...op, min: zero };
}

function activationOfRounding(
  around: Surroundings,
  node: AnnNode,
): readonly AnnNode[] | undefined {
  const source = around.nodes.get(node.inputs[0]);
  if (!isRounding(source) || readsInput(around, source)) return undefined;
  const op = activated(node, source.op);
  return op && [{ ...node, op, inputs: source.inputs }];
}

/** Whether a node reads an input of the network, whose rounding no neurons will take over. */
function readsInput({ nodes }: Surroundings, { inputs }: AnnNode): boolean {
  return isFromInput(nodes.get(inputs[0])!, nodes);
}

function activated({ op }: AnnNode, rounding: FakeQuantise): FakeQuantise | undefined {
  if (op.kind === "relu") return fromZero(rounding);
  if (op.kind !== "clip" || op.min !== 0 || rounding.scale.data.length > 1) return undefined;
  const [[step], zero] = [rounding.scale.data, rounding.zeroPoint.data[0]];
  const level = Math.round(op.max / step);
  const isLevel = Math.fround(level * step) === Math.fround(op.max);
  if (!isLevel && zero + op.max / step < rounding.max) return undefined;
  return fromZero({ ...rounding, max: Math.min(rounding.max, zero + level) });
}

function roundingOfActivation(
  around: Surroundings,
  node: AnnNode,
): readonly AnnNode[] | undefined {
  if (!isRounding(node) || !isActivation(node.op)) return undefined;
  const source = around.nodes.get(node.inputs[0])!;
  if (!isActivation(source.op) || readsInput(around, source)) return undefined;
  if (source.op.kind === "relu") return [{ ...node, inputs: source.inputs }];
  if (source.op.kind !== "clip" || source.op.min !== 0 || node.op.scale.data.length > 1) {
    return undefined;
  }
  const { op } = node;
  const level = roundHalfEven(Math.fround(source.op.max / op.scale.data[0]));
  const max = Math.min(op.max, op.zeroPoint.data[0] + level);
  return max > op.min ? [{ ...node, op: { ...op, max }, inputs: source.inputs }] : undefined;
}

function repeatedRounding(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  if (!isRounding(node)) return undefined;
  const first = levelsOf(around, around.nodes.get(node.inputs[0])!);
  if (first === undefined || !holds(node.op, first)) return undefined;
  const identity = { kind: "affine", scale: filled([1], 1), shift: filled([1], 0) } as const;
  return [{ ...node, op: identity }];
}

/** The rounding that a value comes from, at most moved, padded with zeros or max-pooled since. */
function levelsOf(around: Surroundings, node: AnnNode): FakeQuantise | undefined {
  if (node.op.kind === "fakeQuantise") return node.op;
  const passes = node.inputs.length === 1 && (node.op.kind === "maxPool2d" || isMove(node.op));
  return passes ? levelsOf(around, around.nodes.get(node.inputs[0])!) : undefined;
}

/** Whether every level of the second is one of the first. */
function holds(outer: FakeQuantise, inner: FakeQuantise): boolean {
  const [steps, others] = [outer.scale.data, inner.scale.data];
  if (steps.length > 1 || others.length > 1 || steps[0] !== others[0]) return false;
  const [zero, other] = [outer.zeroPoint.data[0], inner.zeroPoint.data[0]];
  return outer.min - zero <= inner.min - other && outer.max - zero >= inner.max - other;
}
