import { createRateCorrelation, type LayerCorrelation } from "@snnkit/metrics";
import { createAnnRunner } from "@snnkit/runtime";
import { filled } from "@snnkit/tensor";
import { batchAt } from "@snnkit/datasets";
import type { Job } from "./job.ts";
import type { RunResult } from "./run_job.ts";

/**
 * Compares rates with activations, layer by layer, on the samples whose spikes were kept.
 *
 * Only populations that stand for a node of the trained network take part; the output population is
 * left out, for it is read by its potential and may be negative where rates cannot.
 */
export async function correlate(job: Job, result: RunResult): Promise<LayerCorrelation[]> {
  const { graph, ann, layers, detailed } = result;
  if (ann === undefined || detailed.length === 0) return [];
  const known = new Map(ann.nodes.map((node) => [node.id, node]));
  const outputs = new Set(graph.outputs);
  const chosen = layers.flatMap((layer, at) => {
    const node = graph.nodes.find(({ id }) => id === layer.id);
    const twin = known.get(layer.id);
    if (node?.op.kind !== "if" || twin === undefined || outputs.has(layer.id)) return [];
    return [{ at, layer: { ...layer, unit: node.op.unit ?? filled([1], 1) } }];
  });
  if (chosen.length === 0) return [];
  await using runner = await createAnnRunner(ann, {
    outputs: chosen.map(({ layer }) => layer.id),
  });
  const correlation = createRateCorrelation(chosen.map(({ layer }) => layer));
  for (const [i, record] of detailed.entries()) {
    const activations = await runner.runAll(batchAt(job.data, i, 1));
    correlation.add(
      { ...record, counts: chosen.map(({ at }) => record.counts![at]) },
      chosen.map(({ layer }) => activations.get(layer.id)!.data),
    );
  }
  return correlation.result();
}
