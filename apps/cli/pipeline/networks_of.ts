import type { AnnGraph, Finding, RateGraph } from "@snnkit/ir";
import { convertModel } from "./convert_model.ts";
import type { Job } from "./job.ts";

/** The networks that a run compares. */
export interface Networks {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network as it came; absent for a file that holds none. */
  readonly original: AnnGraph | undefined;
  /** The trained network cleaned up, whose nodes the populations are named after. */
  readonly prepared: AnnGraph | undefined;
  /** What the conversion had to say. */
  readonly findings: readonly Finding[];
}

/** The networks of a job; an ONNX model is converted. */
export async function networksOf(job: Job, signal: AbortSignal): Promise<Networks> {
  const { model, calibration } = job;
  if (model.kind === "rate") {
    return { graph: model.graph, original: model.ann, prepared: model.ann, findings: [] };
  }
  const { recipe, timesteps } = job;
  if (calibration === undefined || recipe === undefined) {
    throw new Error("Unreachable: a job of an ONNX model has a recipe and calibrates");
  }
  const settings = { recipe, timesteps, signal };
  const { graph, prepared, findings } = await convertModel(model.graph, calibration.data, settings);
  return { graph, original: model.graph, prepared, findings };
}
