import type { Finding } from "@snnkit/ir";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { createSession, type SessionOptions } from "@snnkit/runtime";
import {
  checkOptions,
  checkSample,
  createOutputReader,
  layersOf,
  type Network,
  type SimulatorOptions,
} from "@snnkit/sim";
import { planOf } from "../_plan_of.ts";
import { countSynapses } from "./count_synapses.ts";
import { createBatch, feedsOf, keepRows } from "./_batch.ts";
import { type BlockModel, lowerNetwork } from "./_lower_network.ts";
import { createRecorder } from "./_recorder.ts";
import { MOST_BYTES, requiredBytes, USUAL_BYTES } from "./_required_bytes.ts";

/** Samples side by side unless said otherwise: weights are then read once for all of them. */
export const DENSE_BATCH: number = 64;

/** The most steps of a block; handing states over costs little beside so many. */
const BLOCK = 32;

/** Multiplications after which a block ends, a second or less: nobody else has a turn before. */
const WORK = 4e9;

/** Steps of a block where a sample may end early, so that few are simulated in vain. */
const STOPPABLE = 4;

/** What the dense engine is told. */
export interface DenseSimulatorOptions extends SimulatorOptions {
  /** The most samples side by side, a whole number ≥ 1; 64 unless given, fewer where memory wants it. */
  readonly batch?: number;
  /** The most steps in one run of ONNX Runtime, a whole number ≥ 1; as fits the work unless given. */
  readonly block?: number;
  /** What computes, and where it is found; WebAssembly in one thread unless given. */
  readonly session?: SessionOptions;
}

/** A sample for the dense engine. */
export interface DenseSample {
  /** Values as the input node has them, channels first. */
  readonly values: Float32Array;
  /** Which sample it is, see `Simulator`; 0 unless given. */
  readonly index?: number;
}

/** A network made ready to run on ONNX Runtime. */
export interface DenseSimulator {
  /** Always `"dense"`. */
  readonly engine: "dense";
  /** The populations that spike, in the order of the recordings' layers. */
  readonly layers: readonly LayerInfo[];
  /** How many samples one call may bring. */
  readonly batch: number;
  /** Threads that ONNX Runtime works with. */
  readonly threads: number;
  /** About how much memory a batch takes, in bytes, with weights and states. */
  readonly memoryBytes: number;
  /** What went otherwise than asked for. */
  readonly findings: readonly Finding[];
  /**
   * Run samples side by side, each from rest; they do not influence each other.
   *
   * @param samples At most a batch.
   * @param pause Called after every block with the number of steps that are done, as ONNX Runtime's
   * WebAssembly lets nobody else have a turn within one; what it throws ends the call.
   * @returns Their records, in their order.
   * @throws {TypeError} Where a sample has another number of values.
   * @throws {RangeError} Where its number is not a whole number ≥ 0, or there are more than a batch.
   */
  readonly simulateBatch: (
    samples: readonly DenseSample[],
    pause?: (steps: number) => void | Promise<void>,
  ) => Promise<SampleRecord[]>;
  /** Run one sample: as the other engines do, but later. */
  readonly simulate: (sample: Float32Array, index?: number) => Promise<SampleRecord>;
  /** Gives the memory back; the simulator must not be used afterwards. */
  readonly dispose: () => Promise<void>;
}

/**
 * The dense engine: a block of steps is one ONNX graph with state in and out, which multiplies all
 * outputs with all weights in every step, whether there are spikes or not. What it costs does not
 * depend on how much a network spikes.
 *
 * It simulates what `createReferenceSimulator` defines, but ONNX Runtime adds up in an order of its own.
 * Where all sums are exact in float32, as of weights, currents and thresholds that are small multiples
 * of a power of two, records are the same, bit for bit. Else a sum may differ in its last bits, and
 * where it then falls on the other side of a threshold, a spike comes a step earlier or later: of the
 * spikes of a ResNet-20, 0.04 % in 64 steps.
 *
 * @param network What to simulate.
 * @param options Steps, read-out, stop rule, what to keep, and how many samples side by side.
 * @throws {RangeError} As {@linkcode checkOptions} does; where batch or block are not whole numbers ≥ 1;
 * where they take more memory than WebAssembly has.
 * @throws {Error} Where ONNX Runtime cannot start.
 *
 * @example
 * ```ts
 * import { createDenseSimulator } from "@snnkit/sim-rate/dense";
 * import { compileNetwork } from "@snnkit/sim";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const simulator = await createDenseSimulator(compileNetwork(tinyRateGraph()), { timesteps: 8 });
 * const values = new Float32Array(36).fill(0.5);
 * const records = await simulator.simulateBatch([{ values }, { values, index: 1 }]);
 * assertEquals(records.map(({ steps }) => steps), [8, 8]);
 * await simulator.dispose();
 * ```
 */
export async function createDenseSimulator(
  network: Network,
  options: DenseSimulatorOptions,
): Promise<DenseSimulator> {
  checkOptions(network, options);
  const { timesteps, counts = false, potentials = false, seed = 0 } = options;
  const plan = planOf(network, options);
  const reader = createOutputReader(plan, options);
  const layers = layersOf(plan);
  checkWhole(network, options);
  const model = lowerNetwork(plan, { timesteps, outputFires: reader.fires, keepsCounts: counts });
  const most = blockFor(options);
  const batch = batchFor(plan, model, options, most);
  const block = Math.max(1, Math.min(most, Math.floor(WORK / (batch * countSynapses(plan)))));
  const session = await createSession(model.bytes, options.session);
  const recorder = createRecorder(plan, model, { timesteps, counts, potentials });

  const simulateBatch: DenseSimulator["simulateBatch"] = async (samples, pause) => {
    if (samples.length > batch) {
      throw new RangeError(
        `Cannot simulate "${network.name}" as one call may bring ${batch} samples: received ` +
          `${samples.length}`,
      );
    }
    for (const { values, index } of samples) checkSample(network, values, index);
    const given = samples.map(({ values, index = 0 }) => ({
      values,
      index,
      reading: reader.begin(index),
    }));
    const side = createBatch(plan, model, given, seed);
    const records: SampleRecord[] = [];
    const tapes = samples.map(recorder.tape);
    for (let t = 0; side.rows.length > 0; t += block) {
      const steps = Math.min(block, timesteps - t);
      const results = await session.run(feedsOf(plan, model, side, t, steps));
      side.states = model.states.map(({ output }) => results.get(output)!.data);
      const goingOn = [...side.rows.keys()].filter((row) => {
        const { sample, reading } = side.rows[row];
        const at = { row, rows: side.rows.length, from: t, steps };
        const ended = recorder.read(results, at, reading, tapes[sample]);
        if (ended) records[sample] = recorder.record(side, row, tapes[sample]);
        return !ended;
      });
      keepRows(side, goingOn);
      await pause?.(t + steps);
    }
    return records;
  };
  return {
    engine: "dense",
    layers,
    batch,
    threads: session.threads,
    memoryBytes: requiredBytes(plan, model, batch, block),
    findings: session.findings,
    simulateBatch,
    simulate: async (values, index = 0) => (await simulateBatch([{ values, index }]))[0],
    dispose: session.dispose,
  };
}

/** @throws {RangeError} Where batch or block are not whole numbers ≥ 1. */
function checkWhole({ name }: Network, { batch, block }: DenseSimulatorOptions): void {
  for (const [what, value] of Object.entries({ batch, block })) {
    if (value === undefined || Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(
      `Cannot simulate "${name}" as its ${what} must be a whole number ≥ 1: received ${value}`,
    );
  }
}

/** The most steps of a block, be the work as little as it may. */
function blockFor(options: DenseSimulatorOptions): number {
  const { timesteps, stop, counts, potentials, block = BLOCK } = options;
  const isStoppable = stop !== undefined && stop.kind !== "none";
  // What is kept of a sample's neurons must not know the steps after its end.
  if (isStoppable && (counts || potentials)) return 1;
  return Math.min(timesteps, block, isStoppable ? STOPPABLE : Infinity);
}

/** Samples side by side: as many as wanted, or as fit where nobody has said. */
function batchFor(
  network: Network,
  model: BlockModel,
  { batch }: DenseSimulatorOptions,
  block: number,
): number {
  const required = (samples: number): number => requiredBytes(network, model, samples, block);
  let fitting = batch ?? DENSE_BATCH;
  while (batch === undefined && fitting > 1 && required(fitting) > USUAL_BYTES) fitting /= 2;
  if (required(fitting) <= MOST_BYTES) return fitting;
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new RangeError(
    `Cannot simulate "${network.name}" with the dense engine as a batch may take ` +
      `${gigabytes(MOST_BYTES)}: ${fitting} samples and blocks of ${block} steps take ` +
      `${gigabytes(required(fitting))}\nHint: ${
        fitting > 1 ? "a smaller batch takes less" : "use the event engine"
      }`,
  );
}
