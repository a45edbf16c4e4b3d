import {
  type AnnGraph,
  type Encode,
  type Finding,
  type If,
  type RateGraph,
  verifyAnn,
  verifyRate,
} from "@snnkit/ir";
import { lowerNode } from "./_lower_node.ts";
import { startLowering } from "./_lowering.ts";
import { optionProblems } from "./_lowering_options.ts";
import { obstaclesOf } from "./_obstacles.ts";
import { populationsOf } from "./_populations.ts";
import { ConversionError } from "./conversion_error.ts";
import type { Scales } from "./population_scale.ts";

/** What the neurons are like. */
export interface LoweringOptions {
  /** `"subtract"` keeps what exceeds the threshold, `"zero"` discards it. Default `"subtract"`. */
  readonly reset?: If["reset"];
  /** Potential before the first step, as a fraction of the threshold. Default 0. */
  readonly initialPotential?: number;
  /**
   * `"signed"` neurons take back spikes that came too early, and gates track net counts; only with
   * reset by subtraction. Default `"unsigned"`.
   *
   * @see Wang et al. 2022, "Signed Neuron with Memory", IJCAI
   */
  readonly neuron?: "unsigned" | "signed";
  /**
   * c > 0, how many times what drives a neuron counts: its weights and its bias. Written as a
   * threshold of `1 / c`, which gives the same spikes; units stay. Default 1.
   */
  readonly gain?: number;
  /**
   * What a neuron loses of its potential from one step to the next, in [0, 1): `v ← (1 − leak) v`.
   * Default 0. Activations then come out too small, and those below `leak · λ` not at all.
   */
  readonly leak?: number;
  /**
   * For how many steps after a spike a neuron cannot spike, a whole number ≥ 0. Default 0. Rates
   * then end at `1 / (1 + refractory)`: scales must leave room, see {@linkcode NormaliseOptions}.
   */
  readonly refractory?: number;
  /**
   * What gates take a neuron's rate for: the count of all its spikes, `"cumulative"`; spikes weighed
   * exponentially; or those of the last steps. Of unsigned neurons only: gates of signed ones track
   * net counts. Default `"cumulative"`.
   */
  readonly poolEstimator?: "cumulative" | "exponential" | "window";
  /** What an exponential estimate keeps from step to step, in (0, 1). Default 0.9. */
  readonly poolDecay?: number;
  /** How many steps an estimate over the last steps counts, a whole number ≥ 1. Default 16. */
  readonly poolSteps?: number;
  /**
   * How a sample enters: as the same current in every step, or as spikes, one of which stands for the
   * scale of the input node, see {@linkcode encodeInput}. Default `"current"`.
   */
  readonly input?: "current" | Encode["coding"];
  /** Whether input values below 0 send negative spikes; they are silent else. Default `false`. */
  readonly signedInput?: boolean;
}

/** A spiking network and what is worth knowing about it. */
export interface Lowered {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** Populations that the trained network does not show, and the like. */
  readonly findings: readonly Finding[];
}

/**
 * Turn a prepared network into a rate-coded spiking one.
 *
 * Every activation becomes a population of threshold 1 whose spike stands for `λ`; with `λ_in` the
 * unit of what a layer reads, its weights become `W λ_in / λ`, its biases `b / λ`. Both branches of
 * a sum are brought to the unit of the neurons behind it, an identity shortcut by a factor
 * `λ_in / λ`. Branches that are joined keep their own units, and the weights behind take each into
 * account. Linear operations may follow each other without neurons between.
 *
 * Inputs enter as currents, or as spikes of neurons `id/spikes` whose unit is a scale like any other.
 * Max-pools become gates on spikes; one whose input is no population gets neurons of its own, and
 * where its values can be negative these count from the smallest. An output that is a current gets
 * neurons under its id, its weights are `id/current`.
 *
 * @see Rueckauer et al. 2017, "Parameter Normalization", doi:10.3389/fnins.2017.00682; for shortcuts
 * Hu et al. 2018, arXiv:1805.01352
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 * @param scales One for each population, see {@linkcode normaliseActivations}, and for each input that
 * is sent as spikes.
 * @param options What the neurons are like.
 * @throws {ConversionError} Naming every node that has no spiking counterpart.
 * @throws {RangeError} Where a population has no scale, or the neurons cannot be like that: a reset to
 * zero or an estimator of gates for signed ones, or numbers out of their range.
 */
export function lowerToRate(
  graph: AnnGraph,
  scales: Scales,
  options: LoweringOptions = {},
): Lowered {
  verifyAnn(graph);
  const obstacles = obstaclesOf(graph);
  if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
  const { input = "current" } = options;
  const encoded = input === "current" ? [] : graph.nodes.filter(({ op }) => op.kind === "input");
  const missing = [...encoded, ...populationsOf(graph).map(({ node }) => node)]
    .filter(({ id }) => !scales.has(id));
  if (missing.length > 0) {
    const list = missing.map(({ id }) => `"${id}"`).join(", ");
    throw new RangeError(
      `Cannot lower "${graph.name}" as every population needs a scale: received none for ${list}`,
    );
  }
  const problems = optionProblems(options);
  if (problems.length > 0) {
    throw new RangeError(`Cannot lower "${graph.name}" as ${problems.join("; ")}`);
  }
  const lowering = startLowering(graph, scales, options);
  for (const node of graph.nodes) lowerNode(lowering, node);
  const { lowered, findings } = lowering;
  const rate: RateGraph = { ...graph, nodes: lowered };
  verifyRate(rate);
  return { graph: rate, findings };
}
