import type { ActivationStats, AnnGraph } from "@snnkit/ir";
import { obstaclesOf } from "./_obstacles.ts";
import { ConversionError } from "./conversion_error.ts";
import type { OptionValues, TtfsConversion, TtfsRecipe } from "./recipe.ts";
import { resolveOptions } from "./resolve_options.ts";
import { DEFAULT_TTFS_RECIPE, ttfsRecipeByName } from "./ttfs_registry.ts";

/** Which recipe of first spikes, and its options. */
export interface ConvertToTtfsOptions {
  /** A recipe or its name; the default one unless given. */
  readonly recipe?: string | TtfsRecipe;
  /** What differs from the recipe's defaults. */
  readonly options?: OptionValues;
}

/**
 * Convert a prepared network to one that codes by the time of the first spike.
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it, for the same recipe.
 * @param stats Of its activations on calibration samples, at least on {@linkcode calibrationNodes}.
 * @param options Which recipe, and its options.
 * @throws {ConversionError} Naming every node that has no spiking counterpart.
 * @throws {RangeError} Where there is no such recipe, options are wrong, or statistics are missing.
 *
 * @example
 * ```ts
 * import { type AnnOp, createDistribution, graphBuilder } from "@snnkit/ir";
 * import { calibrationNodes, convertToTtfs, prepareAnn } from "@snnkit/convert";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("two-layers");
 * const hidden = net.named("hidden", dense(tensor([1, 1], [8])), net.input([1]));
 * const relu = net.named("relu", { kind: "relu" }, hidden);
 * net.named("logits", dense(tensor([2, 1], [1, -1])), relu);
 * const prepared = prepareAnn(net.finish(), "ttfs-exact");
 *
 * const seen = createDistribution();
 * seen.add(Float32Array.of(1, 4));
 * const all = seen.finish();
 * const entry = { all, channels: [all], sampleMaxima: all };
 * const nodes = new Map(calibrationNodes(prepared).map((id) => [id, entry]));
 *
 * const { graph } = convertToTtfs(prepared, { samples: 2, nodes });
 * assertEquals(graph.nodes.map(({ id, op }) => [id, op.kind]), [
 *   ["input", "input"],
 *   ["input/spikes", "encodeLatency"],
 *   ["hidden", "dense"],
 *   ["relu", "fireOnce"],
 *   ["logits", "dense"],
 * ]);
 * assertEquals(graph.nodes[3].op, { kind: "fireOnce", start: 4, end: 4 + 1.5 * 4 });
 * ```
 */
export function convertToTtfs(
  graph: AnnGraph,
  stats: ActivationStats,
  options: ConvertToTtfsOptions = {},
): TtfsConversion {
  const { recipe: wanted = DEFAULT_TTFS_RECIPE } = options;
  const recipe = typeof wanted === "string" ? ttfsRecipeByName(wanted) : wanted;
  const values = resolveOptions(recipe, options.options);
  // Before statistics are looked at: what cannot be converted has none.
  const obstacles = obstaclesOf(graph);
  if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
  return recipe.lower(graph, stats, values);
}
