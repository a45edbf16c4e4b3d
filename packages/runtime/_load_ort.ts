import { isServer } from "./_is_server.ts";
import type { OrtModule } from "./ort_module.ts";
import type { Provider } from "./session_options.ts";

/**
 * Import the build of ONNX Runtime that fits.
 *
 * The small WebAssembly build is the default everywhere. Its threads need a page's origin, so in
 * Deno and Node several threads take the build that starts them from files.
 *
 * @throws {Error} Where the build is not installed.
 */
export async function loadOrt(provider: Provider, threads: number): Promise<OrtModule> {
  switch (provider) {
    case "wasm":
      if (threads > 1 && isServer()) return await importInstalled("onnxruntime-web");
      return await import("onnxruntime-web/wasm");
    case "webgpu":
      return await import("onnxruntime-web/webgpu");
    case "node":
      return await importInstalled("onnxruntime-node");
    default:
      provider satisfies never;
      throw new RangeError(
        `Cannot load ONNX Runtime as the provider must be "wasm", "node" or "webgpu": ` +
          `received "${provider}"`,
      );
  }
}

/** Import a package that no bundler shall see: it is optional, or not for browsers. */
async function importInstalled(name: string): Promise<OrtModule> {
  try {
    const module = await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
    // A CommonJS module may show its exports under `default` only.
    return module.InferenceSession ? module : module.default;
  } catch (cause) {
    throw new Error(
      `Cannot load ONNX Runtime as the package "${name}" must be importable: ${reason(cause)}\n` +
        `Hint: npm install ${name}, or deno add npm:${name}; or import it yourself, as "ort"`,
      { cause },
    );
  }
}

function reason(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0];
}
