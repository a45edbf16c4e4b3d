import type { Dataset } from "@snnkit/datasets";
import { batchAt } from "@snnkit/datasets";
import type { AnnGraph, RateGraph } from "@snnkit/ir";
import { createRateCorrelation, type LayerCorrelation } from "@snnkit/metrics";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { createAnnRunner } from "@snnkit/runtime";
import { filled, type Tensor } from "@snnkit/tensor";

/** A run whose first samples kept the spikes of every neuron. */
export interface DetailedRun {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** The trained network, cleaned up; absent where none is known. */
  readonly ann: AnnGraph | undefined;
  /** The populations that spike. */
  readonly layers: readonly LayerInfo[];
  /** Records of the first samples. */
  readonly detailed: readonly SampleRecord[];
  /** The samples. */
  readonly data: Dataset;
}

/**
 * Compares rates with activations, layer by layer, on the samples whose spikes were kept.
 *
 * Only populations that stand for a node of the trained network take part; the output population is
 * left out, for it is read by its potential and may be negative where rates cannot.
 */
export async function correlate(run: DetailedRun): Promise<LayerCorrelation[]> {
  const chosen = comparable(run);
  const { ann, detailed, data } = run;
  if (ann === undefined || chosen.length === 0 || detailed.length === 0) return [];
  await using runner = await createAnnRunner(ann, {
    outputs: chosen.map(({ layer }) => layer.id),
  });
  const correlation = createRateCorrelation(chosen.map(({ layer }) => layer));
  for (const [i, record] of detailed.entries()) {
    const activations = await runner.runAll(batchAt(data, i, 1));
    correlation.add(
      { ...record, counts: chosen.map(({ at }) => record.counts![at]) },
      chosen.map(({ layer }) => activations.get(layer.id)!.data),
    );
  }
  return correlation.result();
}

/**
 * Root mean square of `spikes / steps − activation / λ` of every population that can be compared; λ
 * is the largest of its channels.
 */
export async function rateErrors(run: DetailedRun): Promise<number[]> {
  const layers = await correlate(run);
  const units = comparable(run).map(({ layer }) =>
    layer.unit.data.reduce((a, b) => Math.max(a, b))
  );
  return layers.map(({ rmsError }, i) => rmsError / units[i]);
}

/** Populations that stand for nodes of the trained network, with their places in a record. */
function comparable(
  { graph, ann, layers }: DetailedRun,
): readonly { readonly at: number; readonly layer: LayerInfo & { readonly unit: Tensor } }[] {
  const known = new Set(ann?.nodes.map(({ id }) => id));
  const outputs = new Set(graph.outputs);
  return layers.flatMap((layer, at) => {
    const node = graph.nodes.find(({ id }) => id === layer.id);
    if (node?.op.kind !== "if" || !known.has(layer.id) || outputs.has(layer.id)) return [];
    return [{ at, layer: { ...layer, unit: node.op.unit ?? filled([1], 1) } }];
  });
}
