import type { Finding } from "@snnkit/ir";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import type { Network } from "./network.ts";
import { type ReadoutOptions, readsSpikes } from "./readout.ts";
import { stopProblem } from "./stop_rule.ts";

/**
 * Number formats of potentials: float32, or 16-bit integers for all populations that these can hold,
 * see {@linkcode fixNetwork}.
 */
export const PRECISIONS = ["f32", "i16"] as const;

/** The name of a number format. */
export type Precision = (typeof PRECISIONS)[number];

/** What to simulate and what to keep. */
export interface SimulatorOptions extends ReadoutOptions {
  /** T: how many steps every sample is simulated at most, a whole number ≥ 1. */
  readonly timesteps: number;
  /**
   * Number format of potentials; `"f32"` unless given. `"i16"` simulates the network that
   * {@linkcode fixNetwork} makes, whichever the engine.
   */
  readonly precision?: Precision;
  /** Whether to keep the net spikes of every neuron; they are not kept unless asked for. */
  readonly counts?: boolean;
  /** Whether to keep the potential of every neuron after the last step; not unless asked for. */
  readonly potentials?: boolean;
}

/** A network made ready to run: owns its state and weights. */
export interface Simulator {
  /** Which engine it is, e.g. `"reference"`. */
  readonly engine: string;
  /** The populations that spike, in the order of the recordings' layers. */
  readonly layers: readonly LayerInfo[];
  /** What is otherwise than asked for; nothing where absent. */
  readonly findings?: readonly Finding[];
  /** Bytes of the memory that it works in, where it tells; each thread needs as many. */
  readonly memoryBytes?: number;
  /**
   * Run one sample from rest; samples do not influence each other.
   *
   * @param sample Values as the input node has them, channels first.
   * @param index Which sample it is, a whole number ≥ 0; 0 unless given. What is random depends on
   * the seed and on this number alone, so that the order of samples changes no bit.
   * @throws {TypeError} Where the sample has another number of values.
   * @throws {RangeError} Where its number is not a whole number ≥ 0.
   */
  readonly simulate: (sample: Float32Array, index?: number) => SampleRecord;
  /** Gives the memory back; the simulator must not be used afterwards. */
  readonly dispose: () => void;
}

/** A simulator whose work may take its time elsewhere: in threads, or on ONNX Runtime. */
export interface PatientSimulator extends Omit<Simulator, "simulate" | "dispose"> {
  /** As of a {@linkcode Simulator}; what it throws may be a rejection. */
  readonly simulate: (
    sample: Float32Array,
    index?: number,
  ) => SampleRecord | Promise<SampleRecord>;
  /** Gives the memory back; the simulator must not be used afterwards. */
  readonly dispose: () => void | Promise<void>;
}

/** Makes a simulator of a network; every engine offers one, or a {@linkcode CreatePatientSimulator}. */
export type CreateSimulator = (
  network: Network,
  options: SimulatorOptions,
) => Simulator | Promise<Simulator>;

/** Makes a simulator of a network whose records may come later. */
export type CreatePatientSimulator = (
  network: Network,
  options: SimulatorOptions,
) => PatientSimulator | Promise<PatientSimulator>;

/**
 * Check what every engine is given, once, at the door.
 *
 * @throws {RangeError} Where the number of steps is not a whole number ≥ 1 or the seed not one ≥ 0,
 * where the output has more classes than a decision can name, where the output
 * rate is no probability above 0, or where the stop rule can never be met.
 */
export function checkOptions(network: Network, options: SimulatorOptions): void {
  const { timesteps, seed = 0 } = options;
  if (!Number.isInteger(timesteps) || timesteps < 1) {
    throw new RangeError(
      `Cannot simulate "${network.name}" as timesteps must be a whole number ≥ 1: received ` +
        `${timesteps}`,
    );
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `Cannot simulate "${network.name}" as its seed must be a whole number ≥ 0: received ${seed}`,
    );
  }
  const { id, neurons } = network.populations[network.output];
  if (neurons > 65536) {
    throw new RangeError(
      `Cannot simulate "${network.name}" as its output "${id}" may have at most 65536 classes: ` +
        `received ${neurons}`,
    );
  }
  const { outputRate = 1 } = options;
  if (!(outputRate > 0 && outputRate <= 1)) {
    throw new RangeError(
      `Cannot simulate "${network.name}" as the output rate must be above 0 and up to 1 a step: ` +
        `received ${outputRate}`,
    );
  }
  checkStop(network, options);
}

function checkStop(
  { name }: Network,
  { readout, stop = { kind: "none" } }: SimulatorOptions,
): void {
  const problem = stopProblem(stop);
  if (problem !== undefined) {
    const number = stop.kind === "margin" ? stop.atLeast : stop.kind === "entropy" && stop.atMost;
    throw new RangeError(`Cannot simulate "${name}" as ${problem}: received ${number}`);
  }
  if (stop.kind !== "first-spike" || readsSpikes(readout ?? "membrane")) return;
  throw new RangeError(
    `Cannot simulate "${name}" as first-spike needs output neurons that spike, which those of the ` +
      `read-out ${
        readout ?? "membrane"
      } never do\nHint: read spikes, by count, softmax-clocked or softmax-free`,
  );
}

/**
 * Check a sample, once, at the door.
 *
 * @throws {TypeError} Where it has another number of values than the network's input.
 * @throws {RangeError} Where its number is not a whole number ≥ 0.
 */
export function checkSample(network: Network, sample: Float32Array, index = 0): void {
  const { id, shape } = network.input;
  const expected = shape.reduce((product, length) => product * length, 1);
  if (sample.length !== expected) {
    throw new TypeError(
      `Cannot simulate a sample as input "${id}" of [${shape.join(", ")}] needs ${expected} ` +
        `values: received ${sample.length}`,
    );
  }
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new RangeError(
      `Cannot simulate a sample as its number must be a whole number ≥ 0: received ${index}`,
    );
  }
}
