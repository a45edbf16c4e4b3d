import type { AnnGraph, NodeId } from "@snnkit/ir";
import { annModel } from "./_ann_model.ts";
import { createModelRunner } from "./create_model_runner.ts";
import type { Runner, RunnerOptions } from "./runner.ts";

/** How a graph is loaded to run on samples. */
export interface AnnRunnerOptions extends RunnerOptions {
  /** Which nodes are the outputs; the graph's own unless given. */
  readonly outputs?: readonly NodeId[];
}

/**
 * Load a graph into ONNX Runtime, to run it on samples.
 *
 * Samples are channels first, as the shape of the graph's input says, whatever layout its file had.
 * Outputs go by the ids of their nodes.
 *
 * @param graph A network with one input.
 * @throws {TypeError} Where the graph has not one input, or an output is not computed by it.
 * @throws {RangeError} Where the batch is no whole number ≥ 1.
 * @throws {Error} Where ONNX Runtime cannot start, or refuses the model; its own words included.
 *
 * @example
 * ```ts
 * import { createAnnRunner } from "@snnkit/runtime";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * await using runner = await createAnnRunner(tinyConvNet(), { outputs: ["dense", "relu"] });
 * const samples = new Float32Array(5 * 36).fill(0.5); // Five samples of [1, 6, 6].
 * const logits = await runner.run(samples);
 * assertEquals(logits.shape, [5, 3]);
 * const both = await runner.runAll(samples);
 * assertEquals(both.get("relu")?.shape, [5, 4, 6, 6]);
 * ```
 */
export async function createAnnRunner(
  graph: AnnGraph,
  options: AnnRunnerOptions = {},
): Promise<Runner> {
  const { bytes, input } = annModel(graph, options.outputs ?? graph.outputs);
  return await createModelRunner(bytes, { ...options, name: graph.name, sampleShape: input.shape });
}
