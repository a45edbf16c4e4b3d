import { assertEquals } from "@std/assert";
import { denseRuntime } from "./native_runtime.ts";

const ort = { InferenceSession: {}, Tensor: {}, env: {} };

Deno.test("denseRuntime() takes the native build where it is installed, however it is exported", async () => {
  const wanted = { provider: "node", threads: 3, ort } as unknown;
  assertEquals<unknown>(await denseRuntime(3, () => Promise.resolve(ort)), wanted);
  assertEquals<unknown>(await denseRuntime(3, () => Promise.resolve({ default: ort })), wanted);
});

Deno.test("denseRuntime() leaves everything to WebAssembly where there is no native build", async () => {
  const missing = () => Promise.reject(new TypeError('cannot find package "onnxruntime-node"'));
  assertEquals(await denseRuntime(3, missing), {});
  assertEquals(await denseRuntime(3, () => Promise.resolve({})), {});
});
