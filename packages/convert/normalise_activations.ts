import {
  type ActivationStats,
  type AnnGraph,
  type Finding,
  type NodeStats,
  percentile as percentileOf,
  type Population,
} from "@snnkit/ir";
import { type Tensor, tensor } from "@snnkit/tensor";
import { leastErrorScale } from "./_least_error_scale.ts";
import { type PopulationNode, populationsOf } from "./_populations.ts";
import { largestLevels, levelsAbove } from "./_rounding.ts";
import { upperBound, upperBoundAt } from "./_upper_bound.ts";
import { levelFindings } from "./drop_roundings.ts";
import { clippingFindings } from "./_clipping_findings.ts";
import { restedScales, restFindings } from "./_rested_scales.ts";
import { shareAbove } from "./_share_above.ts";
import type { PopulationScale, Scales } from "./population_scale.ts";

/** How scales are taken from activations. */
export interface NormaliseOptions {
  /** In per cent, `0 … 100`. Default 99.9; 100 is the largest activation. */
  readonly percentile?: number;
  /** What the percentile is over: all values (default), those > 0, or the largest a sample. */
  readonly population?: Population;
  /** One scale for each channel instead of one a layer. Default `false`. */
  readonly perChannel?: boolean;
  /**
   * Instead of a percentile, activations get the scale by which so many steps tell their values
   * best: of least `Σ (a − λ n / levels)²`, `n = round(levels · a / λ)` and at most `levels`. A
   * number ≥ 1; percentiles are taken unless it is given.
   */
  readonly levels?: number;
  /**
   * For how many steps after a spike neurons will not spike: every scale is `1 + refractory` times as
   * large, so that no more is clipped. Default 0.
   */
  readonly refractory?: number;
}

/** Scales and what is worth knowing about them. */
export interface Normalised {
  /** One for each population. */
  readonly scales: Scales;
  /** Layers that never answer, and how much is clipped. */
  readonly findings: readonly Finding[];
}

/**
 * Choose the scale λ of every population: the activation that one spike a step will stand for.
 *
 * λ is a percentile of the node's values on calibration samples, at most the upper bound of a clip,
 * whose saturation the neurons then take over. Of an activation that is rounded to levels, λ is the
 * largest level, so that as many steps as there are levels tell each exactly; where `levels` are
 * fewer than that, it is at most the largest level. Outputs take their largest value, so that no two
 * classes saturate alike; activations whose channels are the classes, with at most pools behind
 * them, have one scale for all channels, for a class that no calibration sample shows would seem to
 * be small. A max-pool that gets neurons of its own is scaled by what it reads, less
 * the smallest value where that is negative. Where no value is above 0, λ is 1 and a finding says
 * so. Rounded to float32. Neurons that rest for r steps after a spike get `(1 + r) λ`, as their rates
 * end at `1 / (1 + r)`.
 *
 * @see Rueckauer et al. 2017, "Parameter Normalization", doi:10.3389/fnins.2017.00682
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 * @param stats Of at least the nodes of {@linkcode calibrationNodes}.
 * @param options Which percentile, of what.
 * @throws {RangeError} Where statistics of nodes are missing, or the percentile lies outside
 * `0 … 100`.
 *
 * @example
 * ```ts
 * import { type AnnOp, createDistribution, graphBuilder } from "@snnkit/ir";
 * import { normaliseActivations } from "@snnkit/convert";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("one");
 * net.named("relu", { kind: "relu" }, net.input([2]));
 * const seen = createDistribution();
 * seen.add(Float32Array.of(0, 1, 3, 4));
 * const all = seen.finish();
 * const stats = {
 *   samples: 2,
 *   nodes: new Map([["relu", { all, channels: [all, all], sampleMaxima: all }]]),
 * };
 * const { scales } = normaliseActivations(net.finish(), stats);
 * assertEquals(scales.get("relu")?.unit.data[0], 4);
 * ```
 */
export function normaliseActivations(
  graph: AnnGraph,
  stats: ActivationStats,
  options: NormaliseOptions = {},
): Normalised {
  const populations = populationsOf(graph);
  checkStats(graph, populations, stats);
  const findings: Finding[] = [];
  const scales = new Map(populations.map((population) => {
    const seen = stats.nodes.get(population.counted)!;
    const scale = scaleOf(population, seen, options);
    if (scale.unit.data.every((unit) => unit > 0)) return [population.node.id, scale];
    const unit = tensor([1], [Math.min(1, upperBound(population.node.op))]);
    findings.push(deadLayer(population, unit));
    return [population.node.id, { ...scale, unit }];
  }));
  const { refractory = 0 } = options;
  const told = [
    ...levelFindings(graph),
    ...findings,
    ...clippingFindings(scales),
    ...restFindings(refractory),
  ];
  return { scales: restedScales(scales, refractory), findings: told };
}

function checkStats(
  graph: AnnGraph,
  populations: readonly PopulationNode[],
  stats: ActivationStats,
): void {
  const missing = populations.filter(({ counted }) => !stats.nodes.get(counted)?.all.count);
  if (missing.length === 0) return;
  const list = missing.map(({ counted }) => `"${counted}"`).join(", ");
  throw new RangeError(
    `Cannot normalise "${graph.name}" as every population needs statistics: received none of ` +
      `${list}\nHint: collect them from at least one sample, on the nodes of calibrationNodes()`,
  );
}

/** The scale of a population; of unit 0 where nothing above its offset was seen. */
function scaleOf(
  counted: PopulationNode,
  { all, channels, sampleMaxima }: NodeStats,
  options: NormaliseOptions,
): PopulationScale {
  const { percentile = 99.9, population = "all", perChannel = false } = options;
  const { role } = counted;
  const exact = exactUnit(counted, options);
  if (exact) return { unit: exact, offset: 0, clipped: shareAbove(all, largest(exact)) };
  const levels = role === "activation" || role === "answer" ? options.levels : undefined;
  const p = role === "output" ? 100 : percentile;
  const { op } = counted.node;
  const bound = upperBound(op);
  const layer = levels !== undefined
    ? leastErrorScale(all, levels)
    : population === "sampleMaxima"
    ? percentileOf(sampleMaxima, p)
    : percentileOf(all, p, population);
  const offset = role === "pool" ? Math.min(0, all.min) : 0;
  // A percentile among the zeros says nothing about those that are not.
  const unit = Math.fround(Math.min(bound, (layer > 0 ? layer : all.max) - offset));
  if (!perChannel || role !== "activation" || !(unit > 0)) {
    return { unit: tensor([1], [unit]), offset, clipped: shareAbove(all, unit + offset) };
  }
  const units = Float32Array.from(channels, (channel, c) => {
    const own = levels !== undefined
      ? leastErrorScale(channel, levels)
      : percentileOf(channel, p, population === "positive" ? "positive" : "all");
    const most = upperBoundAt(op, c);
    return Math.min(most, own > 0 ? own : unit);
  });
  const above = channels.reduce((sum, channel, c) => sum + shareAbove(channel, units[c]), 0);
  const perUnit: Tensor = tensor([units.length], units);
  return { unit: perUnit, offset, clipped: above / channels.length };
}

/**
 * The largest level of a quantised activation, of which each step then tells one or more; undefined
 * for other activations, and where fewer steps are planned than there are levels.
 */
function exactUnit(
  { node: { op } }: PopulationNode,
  options: NormaliseOptions,
): Tensor | undefined {
  if (op.kind !== "fakeQuantise") return undefined;
  const { levels = Infinity } = options;
  return levels < levelsAbove(op) ? undefined : largestLevels(op);
}

function largest({ data }: Tensor): number {
  return data.reduce((a, b) => Math.max(a, b), 0);
}

function deadLayer({ node, counted }: PopulationNode, unit: Tensor): Finding {
  return {
    code: "dead-layer",
    node: node.id,
    message: `All calibration values of "${counted}" are silent, so one spike of "${node.id}" ` +
      `stands for ${unit.data[0]}`,
  };
}
