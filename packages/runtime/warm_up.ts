import type { AnnGraph } from "@snnkit/ir";
import { exportOnnx } from "@snnkit/onnx";
import { createSession } from "./create_session.ts";
import type { SessionOptions } from "./session_options.ts";

/** The least that ONNX Runtime can be asked for. */
const LEAST: AnnGraph = {
  name: "warm-up",
  nodes: [
    { id: "input", op: { kind: "input", sourceLayout: "nchw" }, inputs: [], shape: [1] },
    { id: "output", op: { kind: "relu" }, inputs: ["input"], shape: [1] },
  ],
  outputs: ["output"],
};

/**
 * Start ONNX Runtime before there is a model for it.
 *
 * Reading and compiling its WebAssembly takes a few tenths of a second, much of it outside of this
 * thread: a caller who knows that a model will come does something else meanwhile. A session made
 * before that ends waits for it. Settings of the process count only the first time, so give the same
 * options as the session will have.
 *
 * @param options What will compute, and where it is found.
 * @returns Whether it has started. Where not, the first session says why.
 *
 * @example
 * ```ts
 * import { createAnnRunner, warmUp } from "@snnkit/runtime";
 * import { tinyConvNet } from "@snnkit/testkit";
 *
 * const started = warmUp();
 * const graph = tinyConvNet(); // Read, decode, prepare …
 * await using runner = await createAnnRunner(graph);
 * await started;
 * ```
 */
export async function warmUp(options: SessionOptions = {}): Promise<boolean> {
  try {
    await using _session = await createSession(exportOnnx(LEAST), options);
    return true;
  } catch {
    return false;
  }
}
