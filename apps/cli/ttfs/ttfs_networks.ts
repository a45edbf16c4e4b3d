import { prepareAnn, ttfsRecipes } from "@snnkit/convert";
import type { AnnGraph, Finding, SpikeWindow, TtfsGraph } from "@snnkit/ir";
import { compressGraph } from "../pipeline/compress_graph.ts";
import { convertTtfsModel } from "./convert_ttfs_model.ts";
import type { TtfsJob } from "./ttfs_job.ts";

/** The networks that a run of first spikes compares. */
export interface TtfsNetworks {
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** The trained network as it came; absent for a file that holds none. */
  readonly original: AnnGraph | undefined;
  /** The trained network cleaned up, whose outputs are logits. */
  readonly prepared: AnnGraph | undefined;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
}

/** The networks of a job; an ONNX model is converted. */
export async function ttfsNetworksOf(job: TtfsJob, signal: AbortSignal): Promise<TtfsNetworks> {
  const { model, calibration, recipe, compression } = job;
  if (model.kind === "ttfs") {
    const { graph, ann, provenance } = model;
    const known = ttfsRecipes.get(provenance.recipe ?? "");
    const prepared = ann && known && prepareAnn(ann, known);
    return { graph, original: ann, prepared, findings: [] };
  }
  if (calibration === undefined || recipe === undefined) {
    throw new Error("Unreachable: a job of an ONNX model has a recipe and calibrates");
  }
  const { data } = calibration;
  const compressed = await compressGraph(model.graph, data, compression, signal);
  const converted = await convertTtfsModel(compressed.graph, data, recipe, signal);
  return {
    ...converted,
    original: compressed.graph,
    findings: [...compressed.findings, ...converted.findings],
  };
}

/** Layers whose trained network cuts values off at the end of the window, too: no error. */
export function saturatingLayers(
  windows: ReadonlyMap<string, SpikeWindow>,
  prepared: AnnGraph | undefined,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { id, op } of prepared?.nodes ?? []) {
    const window = windows.get(id);
    if (op.kind !== "clip" || window === undefined) continue;
    if (Math.abs(window.end - window.start - op.max) <= 1e-9 * window.end) found.add(id);
  }
  return found;
}
