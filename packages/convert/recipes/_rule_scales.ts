import type { ActivationStats, AnnGraph, Finding, NodeId } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { clippingFindings } from "../_clipping_findings.ts";
import { type PopulationNode, populationsOf } from "../_populations.ts";
import { upperBound } from "../_upper_bound.ts";
import { restedScales, restFindings } from "../_rested_scales.ts";
import { shareAbove } from "../_share_above.ts";
import { levelFindings } from "../drop_roundings.ts";
import type { Normalised } from "../normalise_activations.ts";
import type { PopulationScale } from "../population_scale.ts";

/** What a rule says of one population at threshold 1. */
export interface RuleScale {
  /** λ, the activation that one spike a step stands for; silent where not above 0. */
  readonly unit: number;
  /** The activation that silence stands for. */
  readonly offset: number;
}

/** What the neurons of a rule are like. */
export interface RuleOptions {
  /** θ of all of them. */
  readonly threshold: number;
  /** For how many steps after a spike they cannot spike. */
  readonly refractory: number;
}

/** A rule by which a paper scales populations. */
export type ScaleRule = (population: PopulationNode) => RuleScale;

/**
 * Scale every population by a rule, for neurons of threshold θ that rest for r steps.
 *
 * The papers leave weights as their rule says and let neurons fire at θ. A rate is then `1 / θ` of
 * what it is at threshold 1, in each population anew, so that one spike of the n-th stands for
 * `θⁿ λ`. Written so, the lowering divides weights by θ and lets neurons fire at 1, which gives the
 * same spikes; biases follow, so that they keep their part. Where ways of unequal length meet, n
 * counts along the longest. A clip's unit is at most its bound.
 * At last every unit is `1 + r` times as large, as rates end at `1 / (1 + r)`: it is what analog input
 * and biases bring in a step that becomes less, weights between spikes stay.
 *
 * @throws {RangeError} Where a unit is beyond float32.
 */
export function scalesByRule(
  graph: AnnGraph,
  stats: ActivationStats,
  { threshold, refractory }: RuleOptions,
  rule: ScaleRule,
): Normalised {
  const depths = depthsOf(graph);
  const findings: Finding[] = [];
  const rates: [node: NodeId, largest: number][] = [];
  const beyond: string[] = [];
  const scales = new Map(
    populationsOf(graph).map((population): [NodeId, PopulationScale] => {
      const { node: { id, op }, counted } = population;
      const { unit: silentOr, offset } = rule(population);
      if (!(silentOr > 0)) findings.push(silentLayer(id));
      const raised = (silentOr > 0 ? silentOr : 1) * threshold ** depths.get(id)!;
      const unit = Math.fround(Math.min(upperBound(op), raised));
      if (!(unit > 0 && unit < Infinity)) beyond.push(`"${id}" with ${raised}`);
      const seen = stats.nodes.get(counted)?.all;
      if (seen) rates.push([id, (seen.max - offset) / unit / (1 + refractory)]);
      const clipped = seen ? shareAbove(seen, unit + offset) : 0;
      return [id, { unit: tensor([1], [unit]), offset, clipped }];
    }),
  );
  if (beyond.length > 0) {
    throw new RangeError(
      `Cannot normalise "${graph.name}" as one spike must stand for a float32 number: received ` +
        `${beyond.join(", ")}\nHint: choose a recipe that measures activations`,
    );
  }
  return {
    scales: restedScales(scales, refractory),
    findings: [
      ...levelFindings(graph),
      ...findings,
      ...clippingFindings(scales),
      ...restFindings(refractory),
      ...slowFindings(rates),
    ],
  };
}

/** How many populations the longest way from an input to a node has, its own included. */
function depthsOf(graph: AnnGraph): ReadonlyMap<NodeId, number> {
  const populations = new Set(populationsOf(graph).map(({ node }) => node.id));
  const depths = new Map<NodeId, number>();
  for (const { id, inputs } of graph.nodes) {
    const before = inputs.map((input) => depths.get(input)!);
    depths.set(id, Math.max(0, ...before) + (populations.has(id) ? 1 : 0));
  }
  return depths;
}

function silentLayer(node: NodeId): Finding {
  return {
    code: "dead-layer",
    node,
    message: `Nothing that "${node}" reads can be above 0, so one of its spikes stands for 1`,
  };
}

/** Rates below this are worth a word. */
const SLOW = 0.1;

/** Where rules leave so little of a rate that a run may end before the first spike. */
function slowFindings(rates: readonly (readonly [NodeId, number])[]): readonly Finding[] {
  const slow = rates.filter(([, rate]) => rate > 0 && rate < SLOW);
  if (slow.length === 0) return [];
  const [node, rate] = slow.reduce((a, b) => a[1] <= b[1] ? a : b);
  return [{
    code: "rates-low",
    node,
    message: `Even the busiest neuron of "${node}" fires only once in ${Math.round(1 / rate)} ` +
      `steps, as far as was seen: fewer steps than that tell little`,
  }];
}
