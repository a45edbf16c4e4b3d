import {
  type AnnGraph,
  type Finding,
  type If,
  type RateGraph,
  verifyAnn,
  verifyRate,
} from "@snnkit/ir";
import { lowerNode } from "./_lower_node.ts";
import { startLowering } from "./_lowering.ts";
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
 * Max-pools become gates on spikes; one whose input is no population gets neurons of its own, and
 * where its values can be negative these count from the smallest. An output that is a current gets
 * neurons under its id, its weights are `id/current`.
 *
 * @see Rueckauer et al. 2017, "Parameter Normalization", doi:10.3389/fnins.2017.00682; for shortcuts
 * Hu et al. 2018, arXiv:1805.01352
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 * @param scales One for each population, see {@linkcode normaliseActivations}.
 * @param options What the neurons are like.
 * @throws {ConversionError} Naming every node that has no spiking counterpart.
 * @throws {RangeError} Where a population has no scale, or signed neurons are to reset to zero.
 */
export function lowerToRate(
  graph: AnnGraph,
  scales: Scales,
  options: LoweringOptions = {},
): Lowered {
  verifyAnn(graph);
  const obstacles = obstaclesOf(graph);
  if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
  const missing = populationsOf(graph).filter(({ node }) => !scales.has(node.id));
  if (missing.length > 0) {
    const list = missing.map(({ node }) => `"${node.id}"`).join(", ");
    throw new RangeError(
      `Cannot lower "${graph.name}" as every population needs a scale: received none for ${list}`,
    );
  }
  if (options.neuron === "signed" && options.reset === "zero") {
    throw new RangeError(
      `Cannot lower "${graph.name}" as signed neurons reset by "subtract" only: received "zero"`,
    );
  }
  const lowering = startLowering(graph, scales, options);
  for (const node of graph.nodes) lowerNode(lowering, node);
  const { lowered, findings } = lowering;
  const rate: RateGraph = { ...graph, nodes: lowered };
  verifyRate(rate);
  return { graph: rate, findings };
}
