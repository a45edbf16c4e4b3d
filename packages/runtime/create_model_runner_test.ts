import { assertEquals, assertRejects } from "@std/assert";
import { writeModel } from "./_write_model_test.ts";
import { createModelRunner } from "./create_model_runner.ts";

/** `double = x + x`, `negative = −x` for samples `[3]` in batches of this length. */
function model(batch: number | string, features: number | string = 3): Uint8Array {
  return writeModel(
    [["x", "float32", [batch, features]]],
    [["double", "float32", [batch, features]], ["negative", "float32", [batch, features]]],
    [["Add", ["x", "x"], ["double"]], ["Neg", ["x"], ["negative"]]],
  );
}

function count(n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => i + 1);
}

Deno.test("run() computes the first output, whatever the batch and the number of samples", async () => {
  for (const batch of [1, 2, 4, 64]) {
    await using runner = await createModelRunner(model("N"), { batch });
    assertEquals([runner.sampleShape, runner.outputs], [[3], ["double", "negative"]]);
    for (const n of [0, 1, 4, 5]) {
      const samples = count(3 * n);
      const result = await runner.run(samples);
      assertEquals(result.shape, [n, 3]);
      assertEquals(result.data, samples.map((x) => 2 * x));
    }
  }
});

Deno.test("runAll() computes every output", async () => {
  await using runner = await createModelRunner(model("N"), { batch: 2 });
  for (const n of [0, 3]) {
    const results = await runner.runAll(count(3 * n));
    assertEquals([...results.keys()], ["double", "negative"]);
    assertEquals(results.get("double"), { shape: [n, 3], data: count(3 * n).map((x) => 2 * x) });
    assertEquals(results.get("negative"), { shape: [n, 3], data: count(3 * n).map((x) => -x) });
  }
});

Deno.test("run() fills up the batch of a model that takes no other", async () => {
  await using runner = await createModelRunner(model(4), { batch: 64 });
  const samples = count(3 * 6);
  assertEquals(await runner.run(samples), { shape: [6, 3], data: samples.map((x) => 2 * x) });
});

Deno.test("run() tells its progress after each batch", async () => {
  await using runner = await createModelRunner(model("N"), { batch: 2 });
  const progress: [number, number][] = [];
  await runner.run(count(15), { onProgress: (done, total) => progress.push([done, total]) });
  assertEquals(progress, [[2, 5], [4, 5], [5, 5]]);
});

Deno.test("run() ends between two batches when its signal is aborted, by a timer too", async () => {
  await using runner = await createModelRunner(model("N"), { batch: 1 });
  const reason = new Error("enough");
  await assertRejects(
    () => runner.run(count(3), { signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );

  const controller = new AbortController();
  let done = 0;
  setTimeout(() => controller.abort(reason), 0);
  const onProgress = (n: number): void => void (done = n);
  await assertRejects(
    () => runner.run(new Float32Array(3 * 10_000), { signal: controller.signal, onProgress }),
    Error,
    "enough",
  );
  assertEquals(done < 10_000, true);
});

Deno.test("run() refuses values that are no whole number of samples, naming both shapes", async () => {
  await using runner = await createModelRunner(model("N"), { name: "net" });
  await assertRejects(
    () => runner.run(count(10)),
    TypeError,
    'Cannot run "net" as samples must be [N, 3], 3 values each: received [10]',
  );
});

Deno.test("createModelRunner() needs the shape of a sample where the model leaves it open", async () => {
  await assertRejects(
    () => createModelRunner(model("N", "F"), { name: "net" }),
    TypeError,
    'Cannot run "net" on samples as the shape of a sample must be known: the model says [N, F]\n' +
      'Hint: give "sampleShape"',
  );
  await using runner = await createModelRunner(model("N", "F"), { sampleShape: [2] });
  assertEquals((await runner.run(count(4))).shape, [2, 2]);
  assertEquals((await runner.run(count(0))).shape, [0, 0]);
});

Deno.test("createModelRunner() refuses a model of two inputs, and a batch below 1", async () => {
  const add = writeModel(
    [["a", "float32", ["N", 1]], ["b", "float32", ["N", 1]]],
    [["y", "float32", ["N", 1]]],
    [["Add", ["a", "b"], ["y"]]],
  );
  await assertRejects(() => createModelRunner(add), TypeError, 'one input: found "a", "b"');
  for (const batch of [0, -1, 1.5, NaN]) {
    await assertRejects(() => createModelRunner(model("N"), { batch }), RangeError, `${batch}`);
  }
});

Deno.test("run() refuses an output whose first axis is not the batch", async () => {
  const shape = writeModel([["x", "float32", ["N", 3]]], [["y", "int64", [2]]], [["Shape", ["x"], [
    "y",
  ]]]);
  await using runner = await createModelRunner(shape);
  await assertRejects(
    () => runner.run(count(15)),
    TypeError,
    'the first axis of its output "y" must be the batch of 5: received [2]',
  );
});
