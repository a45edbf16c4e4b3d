import type { OrtModule, SessionOptions } from "@snnkit/runtime";

/** The package of ONNX Runtime's native build. */
const NATIVE = "onnxruntime-node";

/**
 * What the dense engine runs on: ONNX Runtime's native build where people have installed it, several
 * times as fast, and WebAssembly in one thread else, whose threads hang on busy machines.
 *
 * @param threads How many the native build gets.
 * @param load Imports the package.
 */
export async function denseRuntime(
  threads: number,
  load: () => Promise<unknown> = () => import(NATIVE),
): Promise<SessionOptions> {
  try {
    const module = await load() as OrtModule & { readonly default?: OrtModule };
    // A CommonJS module may show its exports under `default` only.
    const ort = module.InferenceSession ? module : module.default;
    return ort === undefined ? {} : { provider: "node", threads, ort };
  } catch {
    return {};
  }
}
