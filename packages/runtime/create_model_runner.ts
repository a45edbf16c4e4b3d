import { filled, type Shape, sizeOf, type Tensor } from "@snnkit/tensor";
import { createBatchSession } from "./_batch_session.ts";
import { countSamples } from "./_count_samples.ts";
import { pause } from "./_pause.ts";
import type { Runner, RunnerOptions, RunOptions } from "./runner.ts";
import type { Port } from "./session.ts";

/** How an ONNX file is loaded to run on samples. */
export interface ModelRunnerOptions extends RunnerOptions {
  /** What the model is called in messages; `"model"` unless given. */
  readonly name?: string;
  /** Shape of one sample; needed where the file leaves axes of it open. */
  readonly sampleShape?: Shape;
}

/**
 * Load an ONNX file as it is, to run it on samples.
 *
 * The file must have one input whose first axis is the batch, and outputs likewise. Samples are
 * laid out as that input says; nothing is transposed. A file whose batch is a fixed number runs
 * that many samples at once, the last ones filled up with zeros.
 *
 * @param bytes An ONNX file.
 * @throws {TypeError} Where the model has not one input, or the shape of a sample stays open.
 * @throws {RangeError} Where the batch is no whole number ≥ 1.
 * @throws {SyntaxError} Where the bytes are no ONNX model.
 * @throws {Error} Where ONNX Runtime cannot start, or refuses the model; its own words included.
 */
export async function createModelRunner(
  bytes: Uint8Array,
  options: ModelRunnerOptions = {},
): Promise<Runner> {
  const { name = "model", batch: most = 64, sampleShape: given } = options;
  const batching = { name, batch: most, sampleShape: given };
  const { session, sampleShape, batch, run: runBatch } = await createBatchSession(
    bytes,
    batching,
    options,
  );
  const size = sizeOf(sampleShape);

  const compute = async (
    samples: Float32Array,
    ports: readonly Port[],
    { signal, onProgress }: RunOptions = {},
  ): Promise<Map<string, Tensor>> => {
    const total = countSamples(name, samples, sampleShape);
    const names = ports.map((port) => port.name);
    const joined = new Map<string, Tensor>();
    if (total === 0) { for (const port of ports) joined.set(port.name, emptyOutput(port)); }
    for (let start = 0; start < total; start += batch) {
      await pause(signal);
      const end = Math.min(start + batch, total);
      const part = samples.subarray(start * size, end * size);
      for (const [output, { shape, data }] of await runBatch(part, end - start, names)) {
        const sample = shape.slice(1);
        if (!joined.has(output)) joined.set(output, filled([total, ...sample], 0));
        joined.get(output)!.data.set(data, start * sizeOf(sample));
      }
      onProgress?.(end, total);
    }
    return joined;
  };

  const [first] = session.outputs;
  return {
    sampleShape,
    outputs: session.outputs.map((port) => port.name),
    findings: session.findings,
    run: async (samples, options) => (await compute(samples, [first], options)).get(first.name)!,
    runAll: (samples, options) => compute(samples, session.outputs, options),
    dispose: session.dispose,
    [Symbol.asyncDispose]: session.dispose,
  };
}

/** An output for no samples; axes that only a run would tell have no length. */
function emptyOutput({ shape }: Port): Tensor {
  return filled([0, ...shape.slice(1).map((length) => typeof length === "number" ? length : 0)], 0);
}
