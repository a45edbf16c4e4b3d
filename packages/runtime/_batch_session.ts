import { formatShape, type Shape, sizeOf, type Tensor } from "@snnkit/tensor";
import { createSession } from "./create_session.ts";
import type { Port, Session } from "./session.ts";
import type { SessionOptions } from "./session_options.ts";

/** A session with one input that takes samples, and outputs whose first axis is the sample. */
export interface BatchSession {
  /** The session beneath. */
  readonly session: Session;
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** The most samples of one run. */
  readonly batch: number;
  /**
   * Run up to `batch` samples.
   *
   * @param samples `[count, …sampleShape]`.
   * @param outputs Names of the outputs wanted; all unless given.
   * @returns Outputs by name, `[count, …]`.
   */
  readonly run: (
    samples: Float32Array,
    count: number,
    outputs?: readonly string[],
  ) => Promise<ReadonlyMap<string, Tensor>>;
}

/** What a batch session is called, and how it takes samples. */
export interface BatchOptions {
  /** What the model is called in messages. */
  readonly name: string;
  /** The most samples of one run; a model whose batch is fixed has its own. */
  readonly batch: number;
  /** Shape of one sample, where the model leaves axes of it open. */
  readonly sampleShape?: Shape | undefined;
}

/**
 * Load a model that takes samples.
 *
 * @throws {TypeError} Where the model has not one input, or the shape of a sample stays open.
 * @throws {RangeError} Where the batch is no whole number ≥ 1.
 */
export async function createBatchSession(
  bytes: Uint8Array,
  batching: BatchOptions,
  options: SessionOptions,
): Promise<BatchSession> {
  const { name, batch } = batching;
  if (!Number.isInteger(batch) || batch < 1) {
    throw new RangeError(
      `Cannot run "${name}" as its batch must be a whole number ≥ 1: received ${batch}`,
    );
  }
  const session = await createSession(bytes, options);
  try {
    const input = onlyInput(session, name);
    const sampleShape = batching.sampleShape ?? closedSampleShape(input, name);
    const [first] = input.shape;
    const fixed = typeof first === "number" ? first : undefined;
    const run: BatchSession["run"] = async (samples, count, outputs) => {
      const rows = fixed ?? count;
      const data = rows === count ? samples : new Float32Array(rows * sizeOf(sampleShape));
      if (data !== samples) data.set(samples);
      const feed = { shape: [rows, ...sampleShape], data };
      const results = await session.run(new Map([[input.name, feed]]), outputs);
      return new Map([...results].map(([output, result]) => {
        requireRows(result.shape, rows, output, name);
        const shape = [count, ...result.shape.slice(1)];
        return [output, { shape, data: result.data.subarray(0, sizeOf(shape)) }];
      }));
    };
    return { session, sampleShape, batch: fixed ?? batch, run };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

function onlyInput(session: Session, name: string): Port {
  const [input, ...others] = session.inputs;
  if (input !== undefined && others.length === 0) return input;
  const names = session.inputs.map((port) => `"${port.name}"`).join(", ");
  throw new TypeError(
    `Cannot run "${name}" on samples as it must have one input: found ${names || "none"}`,
  );
}

/** The axes after the batch. */
function closedSampleShape({ shape }: Port, name: string): Shape {
  const sample = shape.slice(1).filter((length) => typeof length === "number");
  if (shape.length > 0 && sample.length === shape.length - 1) return sample;
  throw new TypeError(
    `Cannot run "${name}" on samples as the shape of a sample must be known: ` +
      `the model says [${shape.join(", ")}]\nHint: give "sampleShape"`,
  );
}

function requireRows(shape: Shape, rows: number, output: string, name: string): void {
  if (shape[0] === rows) return;
  throw new TypeError(
    `Cannot run "${name}" on samples as the first axis of its output "${output}" must be the ` +
      `batch of ${rows}: received ${formatShape(shape)}`,
  );
}
