import type { Finding } from "@snnkit/ir";
import { isServer } from "./_is_server.ts";
import { loadOrt } from "./_load_ort.ts";
import type { OrtModule } from "./ort_module.ts";
import type { SessionOptions } from "./session_options.ts";

/** ONNX Runtime, ready to load models. */
export interface StartedOrt {
  /** The module. */
  readonly ort: OrtModule;
  /** Threads that a model gets. */
  readonly threads: number;
  /** What went otherwise than asked for. */
  readonly findings: readonly Finding[];
}

/** Threads of each module once started: its process-wide settings count only the first time. */
const fixedThreads = new WeakMap<OrtModule["env"], number>();

/**
 * Load ONNX Runtime where that has not happened, and make its settings.
 *
 * @throws {RangeError} Where an option has no such value.
 * @throws {Error} Where the build wanted is not installed, or the platform has no WebGPU.
 */
export async function startOrt(options: SessionOptions): Promise<StartedOrt> {
  const { provider = "wasm", threads: wanted = 1, wasm = {} } = options;
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new RangeError(
      `Cannot start ONNX Runtime as its threads must be a whole number ≥ 1: received ${wanted}`,
    );
  }
  if (provider === "webgpu" && !hasWebGpu()) {
    throw new Error(
      `Cannot start ONNX Runtime on WebGPU as the platform must have it: "navigator.gpu" is absent`,
    );
  }
  const obstacle = wanted > 1 ? obstacleToThreads(options) : undefined;
  const possible = obstacle === undefined ? wanted : 1;
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
  const why = obstacle ?? "the first session fixed their number";
  const message = `The session runs with ${threads} of ${wanted} threads as ${why}`;
  return { ort, threads, findings: [{ code: "threads-differ", message }] };
}

function hasWebGpu(): boolean {
  const { navigator } = globalThis as { navigator?: { gpu?: unknown } };
  return navigator?.gpu !== undefined;
}

/** Why there can be one thread only; absent where there can be more. */
function obstacleToThreads({ provider, wasm }: SessionOptions): string | undefined {
  if (provider === "node") return undefined;
  if (provider === "webgpu") return "the GPU does the work";
  // A page has shared memory only where it is cross-origin isolated.
  if (typeof SharedArrayBuffer === "undefined") return "there is no shared memory";
  const { paths } = wasm ?? {};
  const workers = typeof paths === "string" ? paths : paths?.mjs;
  // Without that, ONNX Runtime would start the page's own bundle as its worker and wait forever.
  if (!isServer() && workers === undefined) return '"wasm.paths" must say where its module lies';
  return undefined;
}
