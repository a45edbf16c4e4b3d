import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Tensor, tensor } from "@snnkit/tensor";
import { writeModel } from "./_write_model_test.ts";
import { createSession } from "./create_session.ts";
import type { OrtModule } from "./ort_module.ts";

/** `sum = a + b`, `difference = a − b`. */
const TWO = writeModel(
  [["a", "float32", ["N", 2]], ["b", "float32", ["N", 2]]],
  [["sum", "float32", ["N", 2]], ["difference", "float32", ["N", 2]]],
  [["Add", ["a", "b"], ["sum"]], ["Sub", ["a", "b"], ["difference"]]],
);
const A = tensor([2, 2], [1, 2, 3, 4]);
const B = tensor([2, 2], [10, 20, 30, 40]);

function values(tensors: ReadonlyMap<string, Tensor>): Record<string, number[]> {
  return Object.fromEntries([...tensors].map(([name, { data }]) => [name, [...data]]));
}

Deno.test("createSession() tells the ports of the model, and run() computes it", async () => {
  await using session = await createSession(TWO);
  assertEquals(session.inputs.map((port) => port.name), ["a", "b"]);
  assertEquals(session.outputs[1], { name: "difference", type: "float32", shape: ["N", 2] });
  assertEquals([session.threads, session.findings], [1, []]);
  const outputs = await session.run(new Map([["a", A], ["b", B]]));
  assertEquals(values(outputs), { sum: [11, 22, 33, 44], difference: [-9, -18, -27, -36] });
  assertEquals(outputs.get("sum")?.shape, [2, 2]);
});

Deno.test("run() yields the outputs wanted and no others", async () => {
  await using session = await createSession(TWO);
  const outputs = await session.run(new Map([["a", A], ["b", B]]), ["difference"]);
  assertEquals(values(outputs), { difference: [-9, -18, -27, -36] });
});

Deno.test("run() converts from and to the model's own element types", async () => {
  for (const type of ["float64", "int32", "int64"] as const) {
    const double = writeModel([["x", type, ["N"]]], [["y", type, ["N"]]], [["Add", ["x", "x"], [
      "y",
    ]]]);
    await using session = await createSession(double);
    const outputs = await session.run(new Map([["x", tensor([3], [1, -2, 0])]]));
    assert(outputs.get("y")?.data instanceof Float32Array, type);
    assertEquals(values(outputs), { y: [2, -4, 0] }, type);
  }
  const not = writeModel([["x", "bool", ["N"]]], [["y", "bool", ["N"]]], [["Not", ["x"], ["y"]]]);
  await using session = await createSession(not);
  assertEquals(values(await session.run(new Map([["x", tensor([3], [0, 1, -7])]]))), {
    y: [1, 0, 0],
  });
});

Deno.test("run() names all that is wrong with its inputs and outputs", async () => {
  await using session = await createSession(TWO);
  const c = tensor([2, 3], [1, 2, 3, 4, 5, 6]);
  await assertRejects(
    () => session.run(new Map([["a", c], ["c", c]]), ["sum", "product"]),
    TypeError,
    'Cannot run the model as its input "a" must be [N, 2]: received [2, 3]; ' +
      'its input "b" must be given: received "a", "c"; ' +
      'its inputs are "a", "b" only: received "c"; ' +
      'its outputs are "sum", "difference" only: wanted "product"',
  );
});

Deno.test("run() refuses inputs that hold no numbers", async () => {
  const words: ["x" | "y", "string", ["N"]][] = [["x", "string", ["N"]], ["y", "string", ["N"]]];
  await using session = await createSession(
    writeModel([words[0]], [words[1]], [["Identity", ["x"], ["y"]]]),
  );
  await assertRejects(
    () => session.run(new Map([["x", A]])),
    TypeError,
    'its input "x" must hold numbers: it holds string; ' +
      'its output "y" must hold numbers: it holds string',
  );
});

Deno.test("runs of two sessions that overlap do not mix", async () => {
  await using first = await createSession(TWO);
  await using second = await createSession(TWO);
  const runs = Array.from({ length: 20 }, (_, i) => {
    const inputs = new Map([["a", tensor([1, 2], [i, i])], ["b", tensor([1, 2], [0, 1])]]);
    return (i % 2 === 0 ? first : second).run(inputs, ["sum"]);
  });
  const sums = (await Promise.all(runs)).map((outputs) => [...outputs.get("sum")!.data]);
  assertEquals(sums, runs.map((_, i) => [i, i + 1]));
});

Deno.test("a session that has been disposed ends its runs, then refuses new ones", async () => {
  const session = await createSession(TWO);
  const inputs = new Map([["a", A], ["b", B]]);
  const underWay = session.run(inputs, ["sum"]);
  await Promise.all([session.dispose(), session.dispose()]);
  assertEquals(values(await underWay), { sum: [11, 22, 33, 44] });
  await assertRejects(() => session.run(inputs), Error, "must not have been disposed");
});

Deno.test("createSession() refuses bytes that are no model, in ONNX Runtime's words", async () => {
  for (const bytes of [[], [1, 2, 3, 4, 5], [...new TextEncoder().encode("<html></html>")]]) {
    await assertRejects(
      () => createSession(Uint8Array.from(bytes)),
      SyntaxError,
      "Cannot load the model as its bytes must be an ONNX file: Can't create a session",
    );
  }
});

Deno.test("createSession() says why ONNX Runtime refuses a model", async () => {
  const bad = writeModel([["x", "float32", [1]]], [["y", "float32", [1]]], [["Frobnicate", ["x"], [
    "y",
  ]]]);
  const error = await assertRejects(
    () => createSession(bad),
    Error,
    "Cannot load the model as ONNX",
  );
  assertStringIncludes(error.message, "Frobnicate");
  assert(error.cause instanceof Error);
});

Deno.test("createSession() refuses options that have no such value", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assertRejects(() => createSession(TWO, { threads }), RangeError, `received ${threads}`);
  }
  await assertRejects(
    () => createSession(TWO, { provider: "abacus" as "wasm" }),
    RangeError,
    'must be "wasm", "node" or "webgpu": received "abacus"',
  );
});

Deno.test("createSession() says how to get the native build where it is not installed", async () => {
  const error = await assertRejects(() => createSession(TWO, { provider: "node" }), Error);
  assertStringIncludes(error.message, 'the package "onnxruntime-node" must be importable');
  assertStringIncludes(
    error.message,
    "Hint: npm install onnxruntime-node, or deno add npm:onnxruntime-node",
  );
});

/** A module that records what it is asked for. */
function recorder(): { ort: OrtModule; asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const session = {
    inputMetadata: [],
    outputMetadata: [],
    outputNames: [],
    release: () => Promise.resolve(),
  };
  const create = (_: Uint8Array, options: Record<string, unknown>) => {
    asked.push(options);
    return Promise.resolve(session);
  };
  const ort = { env: { wasm: {} }, InferenceSession: { create } } as unknown as OrtModule;
  return { ort, asked };
}

Deno.test("createSession() gives a module handed in its settings, before the first session", async () => {
  const { ort, asked } = recorder();
  const binary = new ArrayBuffer(8);
  const options = { ort, threads: 2, wasm: { binary, paths: "https://example.org/ort/" } };
  const first = await createSession(TWO, options);
  assertEquals([first.threads, first.findings], [2, []]);
  assertEquals(ort.env.logLevel, "fatal");
  const { wasm } = ort.env;
  assertEquals([wasm.numThreads, wasm.proxy, wasm.wasmPaths], [2, false, options.wasm.paths]);
  assert(wasm.wasmBinary === binary);
  assertEquals(asked, [{ executionProviders: ["wasm"], logSeverityLevel: 4 }]);

  const second = await createSession(TWO, { ort, threads: 4 });
  assertEquals([second.threads, wasm.numThreads], [2, 2]);
  assertEquals(second.findings, [{
    code: "threads-differ",
    message: "The session runs with 2 of 4 threads as the first session fixed their number",
  }]);
});

Deno.test("createSession() gives the native build its threads with each model", async () => {
  const { ort, asked } = recorder();
  for (const threads of [1, 8]) {
    const session = await createSession(TWO, { ort, provider: "node", threads });
    assertEquals([session.threads, session.findings], [threads, []]);
  }
  assertEquals(asked.map((options) => options.intraOpNumThreads), [1, 8]);
  assertEquals(asked[0].executionProviders, ["cpu"]);
});

Deno.test("ortOptions win over what createSession() would choose", async () => {
  const { ort, asked } = recorder();
  const ortOptions = { executionProviders: ["cuda"], enableProfiling: true };
  await createSession(TWO, { ort, provider: "node", ortOptions });
  assertEquals(asked[0].executionProviders, ["cuda"]);
  assertEquals(asked[0].enableProfiling, true);
});

Deno.test("createSession() says where its files should be when ONNX Runtime cannot start", async () => {
  const { ort } = recorder();
  const failing = {
    ...ort,
    InferenceSession: {
      create: () => Promise.reject(new Error("no available backend found. ERR: x")),
    },
  } as unknown as OrtModule;
  const error = await assertRejects(
    () => createSession(TWO, { ort: failing }),
    Error,
    "Cannot start",
  );
  assertStringIncludes(error.message, "Hint: in a bundle");
});
