import { decodeSnn } from "@snnkit/ir";
import { encodeRecording, type SampleRecord } from "@snnkit/recording";
import { compileNetwork, type Precision } from "@snnkit/sim";
import {
  createRateSimulator,
  createSimulatorPool,
  simulateInOrder,
  type WorkerPort,
} from "@snnkit/sim-rate";
import { crc32, sizeOf } from "@snnkit/tensor";

/** What every contestant simulates. */
export interface BenchSettings {
  /** Steps of every image. */
  readonly timesteps: number;
  /** How many images are simulated side by side. */
  readonly threads: number;
  /** Number format of potentials. */
  readonly precision: Precision;
}

/** What a contestant did in one turn. */
export interface BenchTurn {
  /** Time of all images. */
  readonly milliseconds: number;
  /** How many images. */
  readonly images: number;
  /** Spikes of all images. */
  readonly spikes: number;
  /** Checksum of every decision, score and count of spikes of every image. */
  readonly checksum: number;
  /** Whether threads shared the weights' memory. */
  readonly shared: boolean;
}

/**
 * Makes a network ready to simulate the same images again and again. Runs in Deno, in Node and in a
 * page: it is handed bytes.
 *
 * @param snn An `.snn` file.
 * @param images Inputs of the network, one after the other.
 * @param openWorker Starts a thread; needed for several.
 * @returns What simulates all images once.
 */
export async function benchImages(
  snn: Uint8Array,
  images: Float32Array,
  settings: BenchSettings,
  openWorker?: () => WorkerPort,
): Promise<() => Promise<BenchTurn>> {
  const { threads, ...options } = settings;
  const { graph } = decodeSnn(snn);
  const network = compileNetwork(graph);
  const size = sizeOf(network.input.shape);
  const count = images.length / size;
  const sampleAt = (index: number): Float32Array => images.slice(index * size, (index + 1) * size);

  const simulator = threads === 1 ? await createRateSimulator(network, options) : undefined;
  const pool = simulator === undefined
    ? await createSimulatorPool(network, { ...options, threads, openWorker: openWorker! })
    : undefined;
  const { layers } = simulator ?? pool!;
  const simulate = async (): Promise<SampleRecord[]> => {
    if (simulator) {
      return Array.from({ length: count }, (_, i) => simulator.simulate(sampleAt(i), i));
    }
    const records: SampleRecord[] = [];
    for await (const record of simulateInOrder(pool!, { to: count, sampleAt })) {
      records.push(record);
    }
    return records;
  };
  return async () => {
    const began = performance.now();
    const samples = await simulate();
    const milliseconds = performance.now() - began;
    const recording = encodeRecording({ timesteps: options.timesteps, layers, samples });
    return {
      milliseconds,
      images: count,
      spikes: samples.reduce((sum, { spikes }) => spikes.reduce((a, b) => a + b, sum), 0),
      // Without the checksum at its end: all bytes that end in their own have the same one.
      checksum: crc32(recording.subarray(0, -4)),
      shared: typeof SharedArrayBuffer === "function",
    };
  };
}
