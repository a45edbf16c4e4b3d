import type { AnnGraph } from "@snnkit/ir";
import { obstaclesOf } from "./_obstacles.ts";
import type { Obstacle } from "./conversion_error.ts";
import { prepareAnn } from "./prepare_ann.ts";
import type { RecipeBase } from "./recipe.ts";
import { DEFAULT_RECIPE } from "./registry.ts";

/**
 * Name every node that stands in the way of a conversion, with the reason and what to do.
 *
 * The network is prepared first, so that only what no clean-up pass can rewrite is named.
 *
 * @param graph A trained network, prepared or not.
 * @param recipe A recipe or its name; the default one unless given.
 * @returns Nothing where the network converts.
 * @throws {RangeError} Where there is no such recipe.
 *
 * @example
 * ```ts
 * import { type AnnOp, graphBuilder } from "@snnkit/ir";
 * import { explainSpiking } from "@snnkit/convert";
 * import { tinyResNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(explainSpiking(tinyResNet()), []);
 *
 * const net = graphBuilder<AnnOp>("gated");
 * net.named("gate", { kind: "tanh" }, net.input([3]));
 * assertEquals(explainSpiking(net.finish()).map(({ node, kind }) => [node, kind]), [
 *   ["gate", "tanh"],
 * ]);
 * ```
 */
export function explainSpiking(
  graph: AnnGraph,
  recipe: string | RecipeBase = DEFAULT_RECIPE,
): readonly Obstacle[] {
  return obstaclesOf(prepareAnn(graph, recipe));
}
