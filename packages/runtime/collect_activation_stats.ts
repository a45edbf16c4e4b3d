import type { ActivationStats, AnnGraph, AnnNode, NodeId } from "@snnkit/ir";
import { sizeOf } from "@snnkit/tensor";
import { annModel, isComputed } from "./_ann_model.ts";
import { createBatchSession } from "./_batch_session.ts";
import { countSamples } from "./_count_samples.ts";
import { createNodeTally, createScratch } from "./_node_tally.ts";
import { pause } from "./_pause.ts";
import { regroup } from "./_regroup.ts";
import type { SessionOptions } from "./session_options.ts";

/** What is collected, and how. */
export interface ActivationStatsOptions extends SessionOptions {
  /** Which nodes; all unless given. */
  readonly nodes?: readonly NodeId[];
  /** The most bytes of activations that one batch may yield; 64 MiB unless given. */
  readonly batchBytes?: number;
  /** Ends the collection between two batches: the promise fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after each batch how many samples have been seen. */
  readonly onProgress?: (samples: number) => void;
}

/** More samples at once make no network faster. */
const LARGEST_BATCH = 64;

/**
 * Run a network over samples and count how the values of its nodes are distributed: over all
 * elements, over each channel, and over the largest element of each sample.
 *
 * Samples stream through: memory does not grow with their number. Neither does the result depend on
 * how they are grouped, up to the last bits that ONNX Runtime itself may round differently in
 * batches of another size. Histograms have 256 bins an octave over all elements and over the
 * maxima, 32 for each channel.
 *
 * @param graph A network with one input.
 * @param samples Any number of samples at a time, `[n, …shape of the input]`, channels first.
 * @throws {TypeError} Where a chunk is no whole number of samples, the graph has not one input, or
 * a node wanted is not there.
 * @throws {RangeError} Where a node yields NaN or an infinity.
 * @throws {Error} Where ONNX Runtime cannot start, or refuses the model; its own words included.
 *
 * @example
 * ```ts
 * import { percentile } from "@snnkit/ir";
 * import { collectActivationStats } from "@snnkit/runtime";
 * import { createRandom } from "@snnkit/tensor";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const random = createRandom(1);
 * const samples = Float32Array.from({ length: 100 * 36 }, random.uniform); // 100 of [1, 6, 6].
 * const stats = await collectActivationStats(tinyConvNet(), [samples]);
 * const relu = stats.nodes.get("relu")!;
 * assertEquals([stats.samples, relu.channels.length, relu.all.count], [100, 4, 100 * 4 * 36]);
 * assert(percentile(relu.all, 99) < relu.all.max);
 * ```
 */
export async function collectActivationStats(
  graph: AnnGraph,
  samples: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  options: ActivationStatsOptions = {},
): Promise<ActivationStats> {
  const { signal, onProgress, batchBytes = 64 * 2 ** 20 } = options;
  const nodes = wantedNodes(graph, options.nodes);
  const computed = nodes.filter(isComputed).map((node) => node.id);
  // A model must have an output even where nothing but the input is wanted.
  const { bytes, input } = annModel(graph, computed.length > 0 ? computed : graph.outputs);
  const sampleSize = sizeOf(input.shape);
  const perSample = nodes.reduce((sum, node) => sum + sizeOf(node.shape), sampleSize);
  const fitting = Math.floor(batchBytes / (perSample * Float32Array.BYTES_PER_ELEMENT));
  const batch = Math.max(1, Math.min(LARGEST_BATCH, fitting));
  const batching = { name: graph.name, batch, sampleShape: input.shape };
  const model = await createBatchSession(bytes, batching, options);
  try {
    const scratch = createScratch();
    const tallies = nodes.map((node) => createNodeTally(node.shape, scratch));
    const check = (chunk: Float32Array): void => void countSamples(graph.name, chunk, input.shape);
    let seen = 0;
    for await (const part of regroup(samples, batch * sampleSize, check)) {
      await pause(signal);
      const count = part.length / sampleSize;
      const results = await model.run(part, count);
      nodes.forEach((node, i) => {
        const values = results.get(node.id)?.data ?? knownValues(node, part, count);
        const broken = tallies[i].add(values, count);
        if (broken !== undefined) throw notFinite(graph, node, seen + broken);
      });
      seen += count;
      onProgress?.(seen);
    }
    const stats = nodes.map((node, i) => [node.id, tallies[i].finish()] as const);
    return { samples: seen, nodes: new Map(stats) };
  } finally {
    await model.session.dispose();
  }
}

function wantedNodes(graph: AnnGraph, ids: readonly NodeId[] | undefined): readonly AnnNode[] {
  if (ids === undefined) return graph.nodes;
  const wanted = new Set(ids);
  const nodes = graph.nodes.filter((node) => wanted.delete(node.id));
  if (wanted.size === 0) return nodes;
  const unknown = [...wanted].map((id) => `"${id}"`).join(", ");
  throw new TypeError(
    `Cannot collect statistics of "${graph.name}" as it must have the nodes wanted: ` +
      `received ${unknown}`,
  );
}

/** The values of a node that no run computes: the samples themselves, or a constant for each. */
function knownValues({ op }: AnnNode, samples: Float32Array, count: number): Float32Array {
  if (op.kind !== "constant") return samples;
  const { data } = op.value;
  const values = new Float32Array(count * data.length);
  for (let s = 0; s < count; s++) values.set(data, s * data.length);
  return values;
}

function notFinite(graph: AnnGraph, node: AnnNode, sample: number): RangeError {
  return new RangeError(
    `Cannot collect statistics of "${graph.name}" as its values must be finite: ` +
      `node "${node.id}" yields NaN or an infinity for sample ${sample}`,
  );
}
