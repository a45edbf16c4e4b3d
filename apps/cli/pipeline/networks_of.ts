import type { OptionValues } from "@snnkit/convert";
import type { ActivationStats, AnnGraph, Finding, RateGraph } from "@snnkit/ir";
import { compressGraph } from "./compress_graph.ts";
import { type Converted, convertModel } from "./convert_model.ts";
import type { Job } from "./job.ts";
import type { ChosenRecipe } from "./recipe_options.ts";

/** Converts the trained network of a run by any recipe, on what was measured before. */
export type Converter = (recipe: ChosenRecipe, timesteps: number) => Promise<Converted>;

/** The networks that a run compares. */
export interface Networks {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network as it came, or of fewer bits where asked for; absent for a file that holds none. */
  readonly original: AnnGraph | undefined;
  /** The trained network cleaned up, whose nodes the populations are named after. */
  readonly prepared: AnnGraph | undefined;
  /** The recipe's options after the conversion; absent for a network that is converted already. */
  readonly options: OptionValues | undefined;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
  /** Converts the trained network again; absent for a file that is converted already. */
  readonly convert?: Converter;
}

/** The networks of a job; an ONNX model is converted. */
export async function networksOf(job: Job, signal: AbortSignal): Promise<Networks> {
  const { model, calibration } = job;
  if (model.kind === "rate") {
    const { graph, ann } = model;
    return { graph, original: ann, prepared: ann, options: undefined, findings: [] };
  }
  const { recipe, compression, timesteps } = job;
  if (calibration === undefined || recipe === undefined) {
    throw new Error("Unreachable: a job of an ONNX model has a recipe and calibrates");
  }
  const { data } = calibration;
  const compressed = await compressGraph(model.graph, data, compression, signal);
  const measured = new Map<string, ActivationStats>();
  const convert: Converter = (recipe, timesteps) =>
    convertModel(compressed.graph, data, { recipe, timesteps, signal, measured });
  const converted = await convert(recipe, timesteps);
  const findings = [...compressed.findings, ...converted.findings];
  return { ...converted, original: compressed.graph, findings, convert };
}
