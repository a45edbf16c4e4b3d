import { calibrationNodes, convertToRate, prepareAnn, recipeByName } from "@snnkit/convert";
import { argMax } from "@snnkit/metrics";
import { importOnnx } from "@snnkit/onnx";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { collectActivationStats, createAnnRunner, type SessionOptions } from "@snnkit/runtime";
import { compileNetwork, type Simulator } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";

/** Time steps of every picture. */
export const TIMESTEPS = 64;

/** What the lab needs: a model, pictures to measure activations on, pictures to read. */
export interface LabInput {
  /** The ONNX file. */
  readonly model: Uint8Array;
  /** Pictures to measure activations on, one after the other, grey values 0 … 255. */
  readonly calibration: Uint8Array;
  /** Pictures to read, one after the other, grey values 0 … 255. */
  readonly digits: Uint8Array;
  /** Where ONNX Runtime finds its files. */
  readonly session?: SessionOptions;
  /** Told what has been done; waited for, so that a page can show it. */
  readonly onStep?: (what: string) => void | Promise<void>;
}

/** What both networks made of one picture. */
export interface LabDigit {
  /** The trained network's class. */
  readonly ann: number;
  /** The spiking network's class. */
  readonly snn: number;
  /** Spikes of every layer. */
  readonly spikes: readonly number[];
}

/** What the lab found. */
export interface LabResult {
  /** The populations. */
  readonly layers: readonly LayerInfo[];
  /** One a picture. */
  readonly digits: readonly LabDigit[];
  /** What is otherwise than it could be, e.g. as the browser is old. */
  readonly findings: NonNullable<Simulator["findings"]>;
}

/**
 * Opens a network, converts it and lets both networks read the pictures. Touches nothing else, so a
 * page and a command line get the same numbers.
 */
export async function runDigits(input: LabInput): Promise<LabResult> {
  const { model, session = {}, onStep = () => {} } = input;
  const { graph } = importOnnx(model, { name: "mnist_cnn.onnx" });
  await onStep(
    `Opened the ONNX file: ${graph.nodes.length} operations, ${
      model.length.toLocaleString("en")
    } bytes`,
  );

  const recipe = recipeByName("rueckauer2017");
  const prepared = prepareAnn(graph, recipe);
  const stats = await collectActivationStats(prepared, [greyValues(input.calibration)], {
    ...session,
    nodes: calibrationNodes(prepared),
  });
  await onStep(`Measured its activations on ${stats.samples} training pictures`);

  const network = compileNetwork(convertToRate(prepared, stats, { recipe }).graph);
  await onStep("Converted it: activations became firing rates of integrate-and-fire neurons");

  const digits = greyValues(input.digits);
  await using runner = await createAnnRunner(graph, session);
  const logits = await runner.run(digits);
  const [count, classes] = logits.shape;
  await onStep(`Ran the trained network on ${count} digits`);

  const size = digits.length / count;
  const simulator = await createRateSimulator(network, { engine: "event", timesteps: TIMESTEPS });
  try {
    const { layers } = simulator;
    const results = Array.from({ length: count }, (_, i) => {
      const record = simulator.simulate(digits.subarray(i * size, (i + 1) * size));
      return {
        ann: argMax(logits.data.subarray(i * classes, (i + 1) * classes)),
        snn: record.decisions[record.steps - 1],
        spikes: spikesOf(record, layers.length),
      };
    });
    await onStep(`Ran the spiking network on them, ${TIMESTEPS} time steps each`);
    return { layers, digits: results, findings: simulator.findings ?? [] };
  } finally {
    simulator.dispose();
  }
}

/** The network was trained on grey values 0 … 1. */
function greyValues(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 255);
}

/** Spikes of every layer over all steps. */
function spikesOf(record: SampleRecord, layers: number): number[] {
  const sums = new Array<number>(layers).fill(0);
  record.spikes.forEach((count, i) => sums[i % layers] += count);
  return sums;
}
