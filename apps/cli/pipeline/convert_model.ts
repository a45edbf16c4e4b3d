import {
  calibrationNodes,
  convertToRate,
  preparationFindings,
  prepareAnn,
  recipeByName,
} from "@snnkit/convert";
import { batchAt, type Dataset } from "@snnkit/datasets";
import type { AnnGraph, Finding, RateGraph } from "@snnkit/ir";
import { collectActivationStats } from "@snnkit/runtime";
import { createProgress } from "../io/terminal.ts";
import { onInput } from "../user_error.ts";

/** How a trained network becomes a spiking one. */
export interface ConversionSettings {
  /** Name of the recipe. */
  readonly recipe: string;
  /** The recipe's options as the user gave them. */
  readonly options: Readonly<Record<string, string | number>>;
  /** Threads of ONNX Runtime. */
  readonly threads: number;
  /** Ends the work between two batches. */
  readonly signal: AbortSignal;
}

/** A converted network and the trained one, cleaned up, whose nodes it shares names with. */
export interface Converted {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network after the recipe's clean-up passes; computes what the original does. */
  readonly prepared: AnnGraph;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
}

/** Converts a network: cleans it up, measures its activations on samples, normalises and lowers it. */
export async function convertModel(
  graph: AnnGraph,
  calibration: Dataset,
  settings: ConversionSettings,
): Promise<Converted> {
  const { recipe: name, options, threads, signal } = settings;
  const recipe = onInput(graph.name, () => recipeByName(name));
  const prepared = onInput(graph.name, () => prepareAnn(graph, recipe));
  const findings = preparationFindings(graph, recipe);
  const progress = createProgress("calibrating", calibration.count);
  try {
    const stats = await collectActivationStats(prepared, batches(calibration), {
      nodes: calibrationNodes(prepared),
      threads,
      signal,
      onProgress: (done) => progress.update(done),
    });
    const converted = onInput(graph.name, () => convertToRate(prepared, stats, { recipe, options }));
    return {
      graph: converted.graph,
      prepared,
      findings: [...findings, ...converted.findings],
    };
  } finally {
    progress.finish();
  }
}

function* batches(data: Dataset): Generator<Float32Array> {
  for (let start = 0; start < data.count; start += 64) yield batchAt(data, start, 64);
}
