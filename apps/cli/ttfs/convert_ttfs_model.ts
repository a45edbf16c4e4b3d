import {
  ConversionError,
  convertToTtfs,
  explainSpiking,
  preparationFindings,
  prepareAnn,
} from "@snnkit/convert";
import type { Dataset } from "@snnkit/datasets";
import type { AnnGraph, Finding, TtfsGraph } from "@snnkit/ir";
import { measureActivations } from "../pipeline/convert_model.ts";
import type { ChosenRecipe } from "../pipeline/recipe_options.ts";
import { onInput } from "../user_error.ts";

/** A converted network and the trained one, cleaned up, whose nodes it shares names with. */
export interface ConvertedTtfs {
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** The trained network after the recipe's clean-up passes. */
  readonly prepared: AnnGraph;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
}

/** Converts a network by a recipe of first spikes: cleans it up, measures it on samples, lowers it. */
export async function convertTtfsModel(
  graph: AnnGraph,
  calibration: Dataset,
  { name: recipe, options }: ChosenRecipe,
  signal: AbortSignal,
): Promise<ConvertedTtfs> {
  const prepared = onInput(graph.name, () => {
    // Before the trained network runs on a thousand samples: it may not convert at all.
    const obstacles = explainSpiking(graph, recipe);
    if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
    return prepareAnn(graph, recipe);
  });
  const stats = await measureActivations(graph.name, prepared, calibration, signal);
  const converted = onInput(
    graph.name,
    () => convertToTtfs(prepared, stats, { recipe, options }),
  );
  const findings = [...preparationFindings(graph, recipe), ...converted.findings];
  return { graph: converted.graph, prepared, findings };
}
