import {
  type ActivationStats,
  type AnnGraph,
  type Finding,
  type NodeId,
  type NodeStats,
  percentile as percentileOf,
} from "@snnkit/ir";
import { listed } from "./_listed.ts";
import { type PopulationNode, populationsOf } from "./_populations.ts";
import { shareAbove } from "./_share_above.ts";
import { isActivation } from "./_spiking.ts";
import { upperBound } from "./_upper_bound.ts";

/** How windows are taken from activations. */
export interface WindowOptions {
  /** ζ ≥ 0, how much longer a window is than the largest activation seen: `(1 + ζ) X`. Default 0.5. */
  readonly margin?: number;
  /** Which percentile of the activations X is, in per cent. Default 100, the largest. */
  readonly percentile?: number;
}

/** Values that one neuron's spike can tell. */
export interface ValueRange {
  /** The value that silence stands for. */
  readonly offset: number;
  /** How far above it values reach, > 0: the length of the window. */
  readonly length: number;
}

/** The range of every population and input by its node. */
export type ValueRanges = ReadonlyMap<NodeId, ValueRange>;

/** Ranges and what is worth knowing about them. */
export interface ChosenWindows {
  /** One for each population and input. */
  readonly ranges: ValueRanges;
  /** Layers that never answer, and how much is cut off. */
  readonly findings: readonly Finding[];
}

/**
 * Choose how long the window of every layer is: `(1 + ζ) X`, `X` being the largest activation on
 * calibration samples, or a percentile of them; at most the upper bound of a clip, which the window
 * then takes over exactly. Inputs and max-pools of values that can be negative count from the
 * smallest value seen; the range of inputs is not widened, as pixels have bounds that samples show.
 * Where no value is above 0 the length is 1 and a finding says so.
 *
 * @see Stanojevic et al. 2024, Nature Communications 15:6793, where ζ = 0.5
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 * @param stats Of at least the nodes of {@linkcode calibrationNodes}.
 * @param options How much room there is.
 * @throws {RangeError} Where statistics of nodes are missing, or an option is out of its range.
 *
 * @example
 * ```ts
 * import { type AnnOp, createDistribution, graphBuilder } from "@snnkit/ir";
 * import { chooseWindows } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("one");
 * net.named("relu", { kind: "relu" }, net.input([2]));
 * const seen = createDistribution();
 * seen.add(Float32Array.of(-1, 4));
 * const all = seen.finish();
 * const entry = { all, channels: [all, all], sampleMaxima: all };
 * const stats = { samples: 1, nodes: new Map([["input", entry], ["relu", entry]]) };
 * const { ranges } = chooseWindows(net.finish(), stats);
 * assertEquals(ranges.get("input"), { offset: -1, length: 5 });
 * assertEquals(ranges.get("relu"), { offset: 0, length: 6 });
 * ```
 */
export function chooseWindows(
  graph: AnnGraph,
  stats: ActivationStats,
  { margin = 0.5, percentile = 100 }: WindowOptions = {},
): ChosenWindows {
  if (!(margin >= 0 && margin < Infinity)) {
    throw new RangeError(
      `Cannot choose windows of "${graph.name}" as their margin must be ≥ 0: received ${margin}`,
    );
  }
  const inputs = graph.nodes.filter(({ op }) => op.kind === "input");
  // Logits need no neurons, but an activation that is the output has a window as any other.
  const neurons = populationsOf(graph).filter(({ role, node }) =>
    role !== "output" || isActivation(node.op)
  );
  checkStats(graph, [...inputs.map(({ id }) => id), ...neurons.map((p) => p.counted)], stats);
  const ranges = new Map<NodeId, ValueRange>();
  const findings: Finding[] = [];
  for (const { id } of inputs) ranges.set(id, inputRange(stats.nodes.get(id)!));
  const clipped: { readonly id: NodeId; readonly share: number }[] = [];
  for (const population of neurons) {
    const { node: { id }, counted } = population;
    const seen = stats.nodes.get(counted)!;
    const range = rangeOf(population, seen, margin, percentile);
    if (range === undefined) findings.push(deadLayer(id));
    ranges.set(id, range ?? { offset: 0, length: 1 });
    const share = range === undefined ? 0 : shareAbove(seen.all, range.offset + range.length);
    if (share > 0 && upperBound(population.node.op) === Infinity) clipped.push({ id, share });
  }
  return { ranges, findings: [...findings, ...clippedFindings(clipped)] };
}

function inputRange({ all: { min, max } }: NodeStats): ValueRange {
  const offset = Math.min(0, min);
  return { offset, length: max > offset ? max - offset : 1 };
}

function rangeOf(
  { node: { op }, role }: PopulationNode,
  { all }: NodeStats,
  margin: number,
  percentile: number,
): ValueRange | undefined {
  const offset = role === "pool" ? Math.min(0, all.min) : 0;
  const largest = percentileOf(all, percentile) - offset;
  if (!(largest > 0)) return undefined;
  return { offset, length: Math.min((1 + margin) * largest, upperBound(op)) };
}

function checkStats(graph: AnnGraph, ids: readonly NodeId[], stats: ActivationStats): void {
  const missing = ids.filter((id) => !stats.nodes.get(id)?.all.count);
  if (missing.length === 0) return;
  throw new RangeError(
    `Cannot choose windows of "${graph.name}" as the values of every layer must be known: ` +
      `received none of ${missing.map((id) => `"${id}"`).join(", ")}`,
  );
}

function clippedFindings(
  clipped: readonly { readonly id: NodeId; readonly share: number }[],
): readonly Finding[] {
  if (clipped.length === 0) return [];
  const worst = clipped.reduce((a, b) => b.share > a.share ? b : a);
  return [{
    code: "activations-beyond-window",
    node: worst.id,
    message: `Windows of ${listed(clipped.map(({ id }) => id))} are too short for some of the ` +
      `activations seen, most in "${worst.id}" for ${Number((100 * worst.share).toPrecision(2))} %`,
  }];
}

function deadLayer(node: NodeId): Finding {
  return {
    code: "dead-layer",
    node,
    message: `All calibration values of "${node}" are silent, so its window is 1 long`,
  };
}
