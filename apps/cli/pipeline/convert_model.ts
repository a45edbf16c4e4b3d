import {
  calibrationNodes,
  ConversionError,
  convertToRate,
  explainSpiking,
  type OptionValues,
  preparationFindings,
  prepareAnn,
  type RateConversion,
  recipeByName,
} from "@snnkit/convert";
import { batchAt, type Dataset } from "@snnkit/datasets";
import type { ActivationStats, AnnGraph, Finding, RateGraph } from "@snnkit/ir";
import { collectActivationStats } from "@snnkit/runtime";
import { createProgress } from "../io/progress.ts";
import { onInput, onInputAsync } from "../user_error.ts";
import { calibrateModel } from "./calibrate_model.ts";
import { compensateModel } from "./compensate_model.ts";
import type { ChosenRecipe } from "./recipe_options.ts";

/** How a trained network becomes a spiking one. */
export interface ConversionSettings {
  /** Which method. */
  readonly recipe: ChosenRecipe;
  /** The steps that it is meant for; some recipes correct the network for them. */
  readonly timesteps: number;
  /** Ends the work between two batches. */
  readonly signal: AbortSignal;
  /**
   * Activations measured before, by recipe: filled and used where the same network is converted in
   * several ways on the same samples.
   */
  readonly measured?: Map<string, ActivationStats>;
}

/** A converted network and the trained one, cleaned up, whose nodes it shares names with. */
export interface Converted {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network after the recipe's clean-up passes; computes what the original does. */
  readonly prepared: AnnGraph;
  /** The recipe's options, with what was searched in its place. */
  readonly options: OptionValues;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
}

/** Samples in one call of ONNX Runtime. */
const BATCH = 64;

/**
 * Converts a network: cleans it up, measures its activations on samples, searches what is to be
 * searched, normalises and lowers it, and corrects it where the recipe wants that.
 */
export async function convertModel(
  graph: AnnGraph,
  calibration: Dataset,
  settings: ConversionSettings,
): Promise<Converted> {
  const { recipe: { name: recipe, options: given, searched = [] }, timesteps, signal } = settings;
  const prepared = onInput(graph.name, () => {
    // Before the trained network runs on a thousand samples: it may not convert at all.
    const obstacles = explainSpiking(graph, recipe);
    if (obstacles.length > 0) throw new ConversionError(graph.name, obstacles);
    return prepareAnn(graph, recipe);
  });
  const stats = settings.measured?.get(recipe) ??
    await measureActivations(graph.name, prepared, calibration, signal);
  settings.measured?.set(recipe, stats);
  const findings: Finding[] = [...preparationFindings(graph, recipe)];
  const convert = (options: OptionValues): RateConversion =>
    onInput(graph.name, () => convertToRate(prepared, stats, { recipe, options }));
  let options = given;
  if (searched.includes("compensation")) {
    const found = await compensateModel(prepared, calibration, {
      convert: (compensation) => convert({ ...given, compensation }).graph,
      timesteps,
      signal,
    });
    options = { ...given, compensation: found.factor };
    findings.push(...found.findings);
  }
  const converted = convert(options);
  findings.push(...converted.findings);
  if (!recipeByName(recipe).needsCalibration) {
    return { graph: converted.graph, prepared, options, findings };
  }
  const corrected = await calibrateModel(converted.graph, prepared, calibration, {
    timesteps,
    weights: options.weights === "fitted" ? "fitted" : "kept",
    signal,
  });
  findings.push(...corrected.findings);
  return { graph: corrected.graph, prepared, options, findings };
}

/** Runs a prepared network on calibration samples and counts its activations. */
export async function measureActivations(
  name: string,
  prepared: AnnGraph,
  calibration: Dataset,
  signal: AbortSignal,
): Promise<ActivationStats> {
  const progress = createProgress("calibrating", calibration.count);
  try {
    return await onInputAsync(
      name,
      () =>
        collectActivationStats(prepared, batchesOf(calibration), {
          nodes: calibrationNodes(prepared),
          signal,
          onProgress: progress.update,
        }),
    );
  } finally {
    progress.finish();
  }
}

/** All samples, a batch at a time. */
export function* batchesOf(data: Dataset): Generator<Float32Array> {
  for (let start = 0; start < data.count; start += BATCH) yield batchAt(data, start, BATCH);
}
