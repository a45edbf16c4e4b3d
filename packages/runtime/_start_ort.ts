import type { Finding } from "@snnkit/ir";
import { loadOrt } from "./_load_ort.ts";
import type { OrtModule } from "./ort_module.ts";
import type { SessionOptions } from "./session_options.ts";

/** ONNX Runtime, ready to load models. */
export interface StartedOrt {
  readonly ort: OrtModule;
  /** Threads that a model gets. */
  readonly threads: number;
  readonly findings: readonly Finding[];
}

/** What the WebAssembly build's first session fixed: its process-wide settings count only once. */
const fixedThreads = new WeakMap<OrtModule["env"], number>();

/** Load ONNX Runtime where that has not happened, and make its settings. */
export async function startOrt(options: SessionOptions): Promise<StartedOrt> {
  const { provider = "wasm", wasm = {} } = options;
  const wanted = options.threads ?? 1;
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new RangeError(
      `Cannot start ONNX Runtime as its threads must be a whole number ≥ 1: received ${wanted}`,
    );
  }
  const possible = mayThread(provider) ? wanted : 1;
  const ort = options.ort ?? await loadOrt(provider, possible);
  // The native build takes its threads with each model and has no files to find.
  if (provider === "node") return { ort, threads: wanted, findings: [] };

  let threads = fixedThreads.get(ort.env);
  if (threads === undefined) {
    threads = possible;
    fixedThreads.set(ort.env, threads);
    // All that matters arrives as an exception; what the runtime prints besides is noise.
    ort.env.logLevel = "fatal";
    ort.env.wasm.proxy = false;
    ort.env.wasm.numThreads = threads;
    if (wasm.binary !== undefined) ort.env.wasm.wasmBinary = wasm.binary;
    if (wasm.paths !== undefined) ort.env.wasm.wasmPaths = wasm.paths;
  }
  if (threads === wanted) return { ort, threads, findings: [] };
  const why = possible < wanted
    ? provider === "webgpu" ? "the GPU does the work" : "shared memory is not available here"
    : "the first session fixed their number";
  const message = `The session runs on ${threads} threads instead of ${wanted} as ${why}`;
  return { ort, threads, findings: [{ code: "threads-differ", message }] };
}

/** A page without cross-origin isolation has no shared memory, hence no threads. */
function mayThread(provider: string): boolean {
  return provider !== "webgpu" && typeof SharedArrayBuffer !== "undefined";
}
