import { calibrationNodes, convertToRate, recipeByName, prepareAnn } from "@snnkit/convert";
import { argMax } from "@snnkit/metrics";
import { importOnnx } from "@snnkit/onnx";
import type { LayerInfo } from "@snnkit/recording";
import { collectActivationStats, createAnnRunner, type SessionOptions } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";

/** What the lab needs: a model, pictures to measure activations on, pictures to read. */
export interface LabInput {
  /** The ONNX file. */
  readonly model: Uint8Array;
  /** Pictures without labels, one after the other, values 0 … 1. */
  readonly calibration: Float32Array;
  /** Pictures to read, one after the other, values 0 … 1. */
  readonly digits: Float32Array;
  /** Time steps of every picture. */
  readonly timesteps: number;
  /** Where ONNX Runtime finds its files. */
  readonly session?: SessionOptions;
  /** Told what has been done. */
  readonly onStep?: (what: string) => void;
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
  /** The populations that spike. */
  readonly layers: readonly LayerInfo[];
  /** One a picture. */
  readonly digits: readonly LabDigit[];
}

/** Opens a network, converts it and lets both networks read the pictures. Touches nothing else. */
export async function runDigits(input: LabInput): Promise<LabResult> {
  const { model, calibration, digits, timesteps, session = {}, onStep = () => {} } = input;
  const { graph } = importOnnx(model, { name: "mnist_cnn.onnx" });
  onStep(`Opened the ONNX file: ${graph.nodes.length} operations, ${model.length} bytes`);

  const recipe = recipeByName("rueckauer2017");
  const prepared = prepareAnn(graph, recipe);
  const stats = await collectActivationStats(prepared, [calibration], {
    ...session,
    nodes: calibrationNodes(prepared),
  });
  onStep(`Measured the activations of the trained network on ${stats.samples} training pictures`);
  const network = compileNetwork(convertToRate(prepared, stats, { recipe }).graph);
  onStep("Converted: ReLUs became integrate-and-fire neurons, weights were scaled to their rates");

  await using runner = await createAnnRunner(graph, session);
  const logits = await runner.run(digits);
  const [count, classes] = logits.shape;
  const size = digits.length / count;

  const simulator = await createRateSimulator(network, { engine: "event", timesteps });
  try {
    const { layers } = simulator;
    const results = Array.from({ length: count }, (_, i) => {
      const record = simulator.simulate(digits.subarray(i * size, (i + 1) * size));
      const spikes = layers.map((_, layer) => {
        let sum = 0;
        for (let t = 0; t < record.steps; t++) sum += record.spikes[t * layers.length + layer];
        return sum;
      });
      return {
        ann: argMax(logits.data.subarray(i * classes, (i + 1) * classes)),
        snn: record.decisions[record.steps - 1],
        spikes,
      };
    });
    onStep(`Simulated ${count} digits for ${timesteps} time steps each`);
    return { layers, digits: results };
  } finally {
    simulator.dispose();
  }
}
