import { compileNetwork } from "@snnkit/sim";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { type Capabilities, detectCapabilities } from "./capabilities.ts";
import { createRateSimulator, RATE_ENGINES } from "./create_rate_simulator.ts";
import { possibleEngine } from "./possible_engine.ts";
import { possibleThreads } from "./possible_threads.ts";
import { shareArrays } from "./share_arrays.ts";

const ALL: Capabilities = { simd: true, workers: true, sharedMemory: true };

/** Calls a function while a global is another, or absent. */
function without<T>(holder: object, name: string, value: unknown, call: () => T): T {
  const kept = Object.getOwnPropertyDescriptor(holder, name)!;
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  try {
    return call();
  } finally {
    Object.defineProperty(holder, name, kept);
  }
}

Deno.test("detectCapabilities() finds all in Deno", () => {
  assertEquals(detectCapabilities(), ALL);
});

Deno.test("detectCapabilities() sees what is missing", () => {
  const missing = (holder: object, name: string, value?: unknown): Capabilities =>
    without(holder, name, value, detectCapabilities);
  assertEquals(missing(globalThis, "WebAssembly"), { ...ALL, simd: false });
  assertEquals(missing(WebAssembly, "validate", () => false), { ...ALL, simd: false });
  assertEquals(missing(globalThis, "Worker"), { ...ALL, workers: false });
  assertEquals(missing(globalThis, "SharedArrayBuffer"), { ...ALL, sharedMemory: false });
});

Deno.test("detectCapabilities() asks with a module that needs vectors and bulk memory", () => {
  let asked = new Uint8Array();
  const validate = (bytes: Uint8Array): boolean => (asked = bytes.slice()).length > 0;
  assert(without(WebAssembly, "validate", validate, detectCapabilities).simd);
  assert(WebAssembly.validate(asked), "the module is one");
  // What no engine knows makes it none: the answer does depend on both instructions.
  const [fill, splat] = [asked.indexOf(0xfc), asked.indexOf(0xfd)];
  for (const at of [fill + 1, splat + 1]) {
    assert(!WebAssembly.validate(asked.with(at, 0x7f)), `byte ${at}`);
  }
});

Deno.test("possibleEngine() puts the reference in the place of what cannot run, saying so", () => {
  for (const engine of RATE_ENGINES) {
    assertEquals(possibleEngine(engine, ALL), { engine, findings: [] });
    const { engine: found, findings } = possibleEngine(engine, { ...ALL, simd: false });
    assertEquals(found, engine === "event" ? "reference" : engine);
    assertEquals(findings.map(({ code }) => code), engine === "event" ? ["no-simd"] : []);
  }
});

Deno.test("possibleThreads() is one without workers, and says where weights are copied", () => {
  const rows: readonly (readonly [number, Partial<Capabilities>, number, ...string[]])[] = [
    [4, {}, 4],
    [1, { workers: false, sharedMemory: false }, 1],
    [4, { workers: false }, 1, "no-workers"],
    [4, { workers: false, sharedMemory: false }, 1, "no-workers"],
    [4, { sharedMemory: false }, 4, "no-shared-memory"],
    [4, { simd: false }, 4],
  ];
  for (const [wanted, lack, threads, ...codes] of rows) {
    const possible = possibleThreads(wanted, { ...ALL, ...lack });
    assertEquals([possible.threads, possible.findings.map(({ code }) => code)], [threads, codes]);
  }
});

Deno.test("createRateSimulator() without SIMD gives the same spikes, slowly, and says so", async () => {
  const network = compileNetwork(tinyRateGraph());
  const options = { timesteps: 16, counts: true };
  const fast = await createRateSimulator(network, options);
  assertEquals([fast.engine, fast.findings ?? []], ["event", []]);
  const slow = await createRateSimulator(network, {
    ...options,
    capabilities: { ...ALL, simd: false },
  });
  assertEquals([slow.engine, slow.findings?.map(({ code }) => code)], ["reference", ["no-simd"]]);
  const sample = new Float32Array(36).fill(0.5);
  assertEquals(slow.simulate(sample), fast.simulate(sample));
});

Deno.test("shareArrays() leaves data as they are where memory cannot be shared", () => {
  const data = { weight: Float32Array.of(1, 2) };
  assert(without(globalThis, "SharedArrayBuffer", undefined, () => shareArrays(data)) === data);
});
