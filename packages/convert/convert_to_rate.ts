import type { ActivationStats, AnnGraph } from "@snnkit/ir";
import { obstaclesOf } from "./_obstacles.ts";
import { ConversionError } from "./conversion_error.ts";
import type { OptionValues, RateConversion, Recipe } from "./recipe.ts";
import { DEFAULT_RECIPE, recipeByName } from "./registry.ts";
import { resolveOptions } from "./resolve_options.ts";

/** Which recipe, and its options. */
export interface ConvertOptions {
  /** A recipe or its name; the default one unless given. */
  readonly recipe?: string | Recipe;
  /** What differs from the recipe's defaults. */
  readonly options?: OptionValues;
}

/**
 * Convert a prepared network to a rate-coded spiking one.
 *
 * Where the recipe says that it {@linkcode Recipe.needsCalibration}, as the default one does, this
 * is the network before its correction: `calibrate` of @snnkit/calibrate simulates and completes
 * it. As it is it tells less than it could, at few steps much less.
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
 * import { calibrationNodes, convertToRate, prepareAnn } from "@snnkit/convert";
 * import { dense } from "@snnkit/testkit";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const net = graphBuilder<AnnOp>("two-layers");
 * const hidden = net.named("hidden", dense(tensor([1, 1], [8])), net.input([1]));
 * const relu = net.named("relu", { kind: "relu" }, hidden);
 * net.named("logits", dense(tensor([2, 1], [1, -1])), relu);
 * const prepared = prepareAnn(net.finish());
 *
 * const seen = createDistribution();
 * seen.add(Float32Array.of(4)); // As if the only sample were 0.5.
 * const all = seen.finish();
 * const entry = { all, channels: [all], sampleMaxima: all };
 * const nodes = new Map(calibrationNodes(prepared).map((id) => [id, entry]));
 *
 * const { graph, scales } = convertToRate(prepared, { samples: 1, nodes });
 * assertEquals(graph.nodes.map(({ id, op }) => [id, op.kind]), [
 *   ["input", "input"],
 *   ["hidden", "dense"],
 *   ["relu", "if"],
 *   ["logits/current", "dense"],
 *   ["logits", "if"],
 * ]);
 * assertEquals(scales.get("relu")?.unit.data[0], 4); // So the first weight is now 8 / 4.
 * ```
 */
export function convertToRate(
  graph: AnnGraph,
  stats: ActivationStats,
  options: ConvertOptions = {},
): RateConversion {
  const { recipe: wanted = DEFAULT_RECIPE } = options;
  const recipe = typeof wanted === "string" ? recipeByName(wanted) : wanted;
  const values = resolveOptions(recipe, options.options);
  // Before statistics are looked at: what cannot be converted has none.
  const obstacles = obstaclesOf(graph);
  if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
  return recipe.lower(graph, stats, values);
}
