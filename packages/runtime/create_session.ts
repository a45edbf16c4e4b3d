import type { Tensor } from "@snnkit/tensor";
import { inTurn } from "./_in_turn.ts";
import { fromOrt, toOrt } from "./_ort_tensor.ts";
import { inputProblems, outputProblems } from "./_port_problems.ts";
import { startOrt } from "./_start_ort.ts";
import type { OrtSession } from "./ort_module.ts";
import type { Port, Session } from "./session.ts";
import type { Provider, SessionOptions } from "./session_options.ts";

/** ONNX Runtime's names of the providers. */
const EXECUTION_PROVIDERS: Readonly<Record<Provider, string>> = {
  wasm: "wasm",
  node: "cpu",
  webgpu: "webgpu",
};

/**
 * Load a model into ONNX Runtime.
 *
 * @param bytes An ONNX file.
 * @param options What computes, and where it is found.
 * @throws {SyntaxError} Where the bytes are no ONNX model.
 * @throws {RangeError} Where an option has no such value.
 * @throws {Error} Where ONNX Runtime cannot start, or refuses the model; its own words included.
 *
 * @example
 * ```ts
 * import { exportOnnx } from "@snnkit/onnx";
 * import { createSession } from "@snnkit/runtime";
 * import { filled } from "@snnkit/tensor";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * await using session = await createSession(exportOnnx(tinyConvNet()));
 * const [input] = session.inputs;
 * const outputs = await session.run(new Map([[input.name, filled([2, 1, 6, 6], 1)]]));
 * assertEquals(outputs.get(session.outputs[0].name)?.shape, [2, 3]);
 * ```
 */
export async function createSession(
  bytes: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const { ort, threads, findings } = await startOrt(options);
  const { provider = "wasm", ortOptions } = options;
  const session = await inTurn(ort.env, async () => {
    try {
      return await ort.InferenceSession.create(bytes, {
        executionProviders: [EXECUTION_PROVIDERS[provider]],
        logSeverityLevel: 4, // Only what is fatal: errors arrive as exceptions.
        ...(provider === "node" ? { intraOpNumThreads: threads, interOpNumThreads: 1 } : {}),
        ...ortOptions,
      });
    } catch (cause) {
      throw loadError(cause);
    }
  });
  const inputs = session.inputMetadata.map(toPort);
  const outputs = session.outputMetadata.map(toPort);
  let released: Promise<void> | undefined;

  const run: Session["run"] = async (given, wanted = session.outputNames) => {
    if (released) throw new Error("Cannot run the model as it must not have been disposed");
    const problems = [...inputProblems(inputs, given), ...outputProblems(outputs, wanted)];
    if (problems.length > 0) throw new TypeError(`Cannot run the model as ${problems.join("; ")}`);
    return await inTurn(ort.env, async () => {
      const feeds = inputs.map(({ name, type }) => [name, toOrt(ort, type, given.get(name)!)]);
      const results = await session.run(Object.fromEntries(feeds), wanted);
      const tensors = new Map<string, Tensor>();
      for (const name of wanted) tensors.set(name, await fromOrt(results[name]));
      return tensors;
    });
  };
  const dispose = (): Promise<void> => released ??= inTurn(ort.env, () => session.release());
  const native = { ort, session };
  return {
    inputs,
    outputs,
    threads,
    findings,
    run,
    native,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

function toPort(metadata: OrtSession["inputMetadata"][number]): Port {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: "no tensor", shape: [] };
}

/** ONNX Runtime's refusal in our words. */
function loadError(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/protobuf parsing failed|No graph was found/.test(reason)) {
    return new SyntaxError(`Cannot load the model as its bytes must be an ONNX file: ${reason}`, {
      cause,
    });
  }
  if (reason.includes("no available backend found")) {
    return new Error(
      `Cannot start ONNX Runtime as its files and the device must be there: ${reason}\n` +
        `Hint: in a bundle, say by "wasm" where the files lie; "webgpu" needs a GPU adapter`,
      { cause },
    );
  }
  return new Error(`Cannot load the model as ONNX Runtime refuses it: ${reason}`, { cause });
}
