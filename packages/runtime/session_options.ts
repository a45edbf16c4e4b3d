import type { OrtModule } from "./ort_module.ts";

/**
 * What computes: `"wasm"`, ONNX Runtime's WebAssembly build, runs everywhere; `"node"`, the native
 * build, needs the package `onnxruntime-node`; `"webgpu"` needs a GPU adapter.
 */
export type Provider = "wasm" | "node" | "webgpu";

/** Where ONNX Runtime finds its own WebAssembly; needed in bundles, which move files around. */
export interface WasmFiles {
  /** The bytes of the `.wasm` file. */
  readonly binary?: ArrayBuffer | Uint8Array;
  /** The folder of the files as a URL that ends in `/`, or the URL of each file. */
  readonly paths?: string | { readonly mjs?: string | URL; readonly wasm?: string | URL };
}

/** How a model is loaded. */
export interface SessionOptions {
  /** What computes; `"wasm"` unless given. */
  readonly provider?: Provider;
  /**
   * Threads, the caller's included; 1 unless given. The WebAssembly build fixes their number with
   * the first session; a page must be cross-origin isolated and give `wasm.paths`. A session that
   * gets other threads than asked for has a finding.
   */
  readonly threads?: number;
  /** ONNX Runtime itself, where the caller has imported it; loaded by `provider` unless given. */
  readonly ort?: OrtModule;
  /** Where ONNX Runtime finds its WebAssembly; beside its own module unless given. */
  readonly wasm?: WasmFiles;
  /**
   * More options of ONNX Runtime's `InferenceSession.create`, which win over this package's:
   * `{ executionProviders: ["cuda"] }`, `{ preferredOutputLocation: "gpu-buffer" }`.
   */
  readonly ortOptions?: Readonly<Record<string, unknown>>;
}
