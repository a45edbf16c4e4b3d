import {
  calibrate,
  type Calibrated,
  createTargetMeter,
  searchDelay,
  type TargetMeans,
  type TrialSample,
} from "@snnkit/calibrate";
import type { Dataset } from "@snnkit/datasets";
import type { AnnGraph, NodeId, RateGraph } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { createRateSimulator } from "@snnkit/sim-rate";
import { sizeOf } from "@snnkit/tensor";
import { joined, someSamples } from "./some_samples.ts";
import { watchWork } from "./watch_work.ts";

/** How a spiking network is corrected. */
export interface CalibrationSettings {
  /** The steps that it is corrected for. */
  readonly timesteps: number;
  /** Whether weights stay, or are fitted to what spikes bring. */
  readonly weights: "kept" | "fitted";
  /** Ends the work between two samples. */
  readonly signal: AbortSignal;
}

/** Samples that every layer is simulated on at most: more change the last digit only. */
const SAMPLES = 256;

/** Steps in all samples together: with more of them a sample tells more, and costs as much more. */
const STEPS = 4096;

/** Samples at least, however many their steps. */
const FEWEST = 16;

/** Neurons times steps in all samples together: large networks have many positions to average over. */
const NEURON_STEPS = 2 ** 30;

/** How often a layer is corrected: a silent neuron answers the first correction too little. */
const CORRECTIONS = 2;

/** By what shares of its threshold an unsigned neuron may begin lower. */
const DELAYS = [0, 0.2] as const;

/** Samples at most that networks of different delays are compared on. */
const COMPARED = 64;

/** Bytes of activations that one run of ONNX Runtime may yield. */
const BATCH_BYTES = 64 * 2 ** 20;

/** Corrects a converted network for a number of steps, on samples of the calibration data. */
export async function calibrateModel(
  graph: RateGraph,
  prepared: AnnGraph,
  data: Dataset,
  settings: CalibrationSettings,
): Promise<Calibrated> {
  const { timesteps, weights, signal } = settings;
  const neurons = graph.nodes.filter(({ op }) => op.kind === "if")
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const delays = graph.nodes.some(({ op }) => op.kind === "if" && !op.signed) ? DELAYS : [0];
  // The work of one network is shared by those of all delays.
  const most = Math.min(STEPS / delays.length, NEURON_STEPS / neurons) / timesteps;
  const enough = Math.max(FEWEST, Math.min(SAMPLES, Math.floor(most)));
  const samples = someSamples(data, enough);
  const targets = await targetsOf(graph, prepared, samples, signal);
  // Between those that the network is corrected on, where there are enough.
  const others = delays.length > 1
    ? await withLogits(prepared, someSamples(data, Math.min(COMPARED, enough), 0.5))
    : [];
  return await watchWork("correcting", signal, (onProgress) => {
    let [networks, told] = [0, [0, 1] as readonly [number, number]];
    const correct = async (network: RateGraph): Promise<Calibrated> => {
      const before = networks++;
      return await calibrate(network, {
        timesteps,
        samples,
        targets,
        createLinear: createAnnRunner,
        weights,
        corrections: CORRECTIONS,
        onProgress: async (done, total) => {
          told = [before * total + done, delays.length * total];
          await onProgress(...told);
        },
      });
    };
    return searchDelay(graph, {
      timesteps,
      delays,
      correct,
      samples: others,
      createSimulator: createRateSimulator,
      onProgress: () => onProgress(...told),
    });
  });
}

/** What each population should answer on average. */
async function targetsOf(
  graph: RateGraph,
  prepared: AnnGraph,
  samples: readonly Float32Array[],
  signal: AbortSignal,
): Promise<TargetMeans> {
  const meter = createTargetMeter(graph, prepared.nodes.map(({ id }) => id));
  const values = prepared.nodes.filter(({ id }) => meter.nodes.includes(id))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const batch = Math.max(1, Math.min(64, Math.floor(BATCH_BYTES / (4 * values))));
  const sources = new Map(meter.nodes.map((id) => [id, measuredNode(prepared, id)]));
  await using runner = await createAnnRunner(prepared, { outputs: [...sources.values()] });
  for (let start = 0; start < samples.length; start += batch) {
    const found = await runner.runAll(joined(samples.slice(start, start + batch)), { signal });
    meter.add(new Map([...sources].map(([id, source]) => [id, found.get(source)!])));
  }
  return meter.result();
}

/** Samples with what the trained network says of them, before an activation. */
async function withLogits(
  prepared: AnnGraph,
  samples: readonly Float32Array[],
): Promise<readonly TrialSample[]> {
  const output = measuredNode(prepared, prepared.outputs[0]);
  await using runner = await createAnnRunner(prepared, { outputs: [output], batch: 1 });
  const found: TrialSample[] = [];
  for (const values of samples) found.push({ values, logits: (await runner.run(values)).data });
  return found;
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
