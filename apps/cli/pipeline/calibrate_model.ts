import { calibrate, type Calibrated, createTargetMeter } from "@snnkit/calibrate";
import type { Dataset } from "@snnkit/datasets";
import type { AnnGraph, NodeId, RateGraph } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { sizeOf } from "@snnkit/tensor";
import { joined, someSamples } from "./some_samples.ts";
import { watchWork } from "./watch_work.ts";

/** How a spiking network is corrected. */
export interface CalibrationSettings {
  /** The steps that it is corrected for. */
  readonly timesteps: number;
  /** Ends the work between two samples. */
  readonly signal: AbortSignal;
}

/** Samples that every layer is simulated on at most: more change the last digit only. */
const SAMPLES = 128;

/** Steps in all samples together: with more of them a sample tells more, and costs as much more. */
const STEPS = 2048;

/** Samples at least, however many their steps. */
const FEWEST = 16;

/** Neurons times steps in all samples together: large networks have many positions to average over. */
const NEURON_STEPS = 2 ** 30;

/** How often a layer is corrected: a silent neuron answers the first correction too little. */
const CORRECTIONS = 2;

/** Bytes of activations that one run of ONNX Runtime may yield. */
const BATCH_BYTES = 64 * 2 ** 20;

/** Corrects a converted network for a number of steps, on samples of the calibration data. */
export async function calibrateModel(
  graph: RateGraph,
  prepared: AnnGraph,
  data: Dataset,
  settings: CalibrationSettings,
): Promise<Calibrated> {
  const { timesteps, signal } = settings;
  const neurons = graph.nodes.filter(({ op }) => op.kind === "if")
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const most = Math.min(STEPS, NEURON_STEPS / neurons) / timesteps;
  const enough = Math.max(FEWEST, Math.min(SAMPLES, Math.floor(most)));
  const samples = someSamples(data, enough);
  const meter = createTargetMeter(graph, prepared.nodes.map(({ id }) => id));
  const values = prepared.nodes.filter(({ id }) => meter.nodes.includes(id))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const batch = Math.max(1, Math.min(64, Math.floor(BATCH_BYTES / (4 * values))));
  {
    const sources = new Map(meter.nodes.map((id) => [id, measuredNode(prepared, id)]));
    await using runner = await createAnnRunner(prepared, { outputs: [...sources.values()] });
    for (let start = 0; start < samples.length; start += batch) {
      const found = await runner.runAll(joined(samples.slice(start, start + batch)), { signal });
      meter.add(new Map([...sources].map(([id, source]) => [id, found.get(source)!])));
    }
  }
  return await watchWork("correcting", signal, (onProgress) =>
    calibrate(graph, {
      timesteps,
      samples,
      targets: meter.result(),
      createLinear: createAnnRunner,
      corrections: CORRECTIONS,
      onProgress,
    }));
}

/**
 * The node whose values a population should answer. An output is read by what it is given, not by
 * its spikes: where the trained network ends in an activation, it is the value before.
 */
function measuredNode({ nodes, outputs }: AnnGraph, id: NodeId): NodeId {
  const { op, inputs } = nodes.find((node) => node.id === id)!;
  const isActivation = op.kind === "relu" || op.kind === "clip";
  return outputs.includes(id) && isActivation ? inputs[0] : id;
}
