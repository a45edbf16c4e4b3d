import { assertEquals, assertRejects } from "@std/assert";
import { startOrt } from "./_start_ort.ts";
import type { OrtModule } from "./ort_module.ts";
import type { SessionOptions } from "./session_options.ts";

/** A module that has not been started. */
function fresh(): OrtModule {
  return { env: { wasm: {} } } as unknown as OrtModule;
}

/** Runs a job where some of the platform's globals are missing. */
async function without<T>(names: readonly string[], job: () => Promise<T>): Promise<T> {
  const own = names.map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)!] as const
  );
  for (const [name] of own) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
  }
  try {
    return await job();
  } finally {
    for (const [name, descriptor] of own) Object.defineProperty(globalThis, name, descriptor);
  }
}

Deno.test("startOrt() gives a page one thread unless workers can start, and says why", async () => {
  const page = ["process"];
  const rows: readonly (readonly [readonly string[], SessionOptions, number, string?])[] = [
    [[], { threads: 2 }, 2],
    [page, {}, 1],
    [page, { threads: 2 }, 1, '"wasm.paths" must say where its module lies'],
    [
      page,
      { threads: 2, wasm: { paths: { wasm: "/a.wasm" } } },
      1,
      '"wasm.paths" must say where its module lies',
    ],
    [page, { threads: 2, wasm: { paths: "/ort/" } }, 2],
    [page, { threads: 2, wasm: { paths: { mjs: "/ort/a.mjs" } } }, 2],
    [
      ["process", "SharedArrayBuffer"],
      { threads: 2, wasm: { paths: "/ort/" } },
      1,
      "there is no shared memory",
    ],
    [["SharedArrayBuffer"], {}, 1],
  ];
  for (const [missing, options, threads, why] of rows) {
    const ort = fresh();
    const started = await without(missing, () => startOrt({ ...options, ort }));
    assertEquals([started.threads, ort.env.wasm.numThreads], [threads, threads]);
    const message = `The session runs with 1 of 2 threads as ${why}`;
    assertEquals(started.findings, why ? [{ code: "threads-differ", message }] : []);
  }
});

Deno.test("startOrt() refuses WebGPU where the platform has none", async () => {
  await assertRejects(
    () => without(["navigator"], () => startOrt({ provider: "webgpu", ort: fresh() })),
    Error,
    'Cannot start ONNX Runtime on WebGPU as the platform must have it: "navigator.gpu" is absent',
  );
});
