import { assert, assertEquals, assertRejects } from "@std/assert";
import { type ActivationStats, type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { createRandom, filled, tensor } from "@snnkit/tensor";
import { conv2d, tinyResNet } from "@snnkit/testkit";
import { collectActivationStats } from "./collect_activation_stats.ts";

/** `[1, 1, 2]` → `scale`: two channels, `x` and `−2x` → `relu` → `plus` the constant `half`. */
function graph(): AnnGraph {
  const net = graphBuilder<AnnOp>("two");
  const scale = net.named("scale", conv2d(tensor([2, 1, 1, 1], [1, -2])), net.input([1, 1, 2]));
  const relu = net.named("relu", { kind: "relu" }, scale);
  const half = net.named("half", { kind: "constant", value: filled([2, 1, 2], 0.5) });
  return net.finish(net.named("plus", { kind: "add" }, relu, half));
}

/** Count, positive ones, sum, least and greatest. */
function summary(stats: ActivationStats, id: string, channel?: number): number[] {
  const node = stats.nodes.get(id)!;
  const { count, positive, sum, min, max } = channel === undefined
    ? node.all
    : node.channels[channel];
  return [count, positive, sum, min, max];
}

const SAMPLES = Float32Array.of(1, 2, /**/ -3, 4, /**/ 0, -1);

Deno.test("collectActivationStats() counts every node over all samples", async () => {
  const stats = await collectActivationStats(graph(), [SAMPLES]);
  assertEquals(stats.samples, 3);
  assertEquals([...stats.nodes.keys()], ["input", "scale", "relu", "half", "plus"]);
  assertEquals(summary(stats, "input"), [6, 3, 3, -3, 4]);
  assertEquals(summary(stats, "scale", 0), [6, 3, 3, -3, 4]);
  assertEquals(summary(stats, "scale", 1), [6, 2, -6, -8, 6]);
  assertEquals(summary(stats, "relu"), [12, 5, 15, 0, 6]);
  assertEquals(summary(stats, "relu", 1), [6, 2, 8, 0, 6]);
  assertEquals(summary(stats, "plus"), [12, 12, 21, 0.5, 6.5]);
  assertEquals(summary(stats, "half"), [12, 12, 6, 0.5, 0.5]);
  const { sampleMaxima, all, channels } = stats.nodes.get("relu")!;
  assertEquals([sampleMaxima.count, sampleMaxima.sum, sampleMaxima.min], [3, 2 + 6 + 2, 2]);
  assertEquals([all.mantissaBits, channels[0].mantissaBits, sampleMaxima.mantissaBits], [8, 5, 8]);
});

Deno.test("collectActivationStats() keeps to the nodes wanted", async () => {
  const some = await collectActivationStats(graph(), [SAMPLES], { nodes: ["relu", "input"] });
  assertEquals([...some.nodes.keys()], ["input", "relu"]);
  const none = await collectActivationStats(graph(), [SAMPLES], { nodes: ["input"] });
  assertEquals(summary(none, "input"), [6, 3, 3, -3, 4]);
});

Deno.test("collectActivationStats() gives the same however samples come and are batched", async () => {
  const net = tinyResNet();
  const size = net.nodes[0].shape.reduce((a, b) => a * b);
  const samples = Float32Array.from({ length: 20 * size }, createRandom(4).normal);
  const whole = await collectActivationStats(net, [samples]);
  async function* stream(): AsyncGenerator<Float32Array> {
    for (let from = 0; from < 20; from += 3) {
      yield await Promise.resolve(samples.subarray(from * size, Math.min(from + 3, 20) * size));
    }
  }
  for (const [batchBytes, batches] of [[1, 20], [2 ** 16, 5], [2 ** 26, 1]]) {
    const progress: number[] = [];
    const onProgress = (n: number): void => void progress.push(n);
    const parts = await collectActivationStats(net, stream(), { batchBytes, onProgress });
    assertEquals(parts.samples, 20);
    assertEquals(progress.at(-1), 20);
    assertEquals(progress.length, batches);
    for (const [id, { all, channels }] of whole.nodes) {
      const other = parts.nodes.get(id)!;
      // ONNX Runtime may add in another order in batches of another size.
      assertEquals(other.all.count, all.count);
      assert(Math.abs(other.all.max - all.max) <= 1e-5 * all.max, id);
      assert(Math.abs(other.all.sum - all.sum) <= 1e-4 * all.count, id);
      assertEquals(other.channels.length, channels.length);
    }
    assertEquals(parts.nodes.get("input"), whole.nodes.get("input"));
  }
});

Deno.test("collectActivationStats() of no samples has seen nothing", async () => {
  const stats = await collectActivationStats(graph(), []);
  assertEquals([stats.samples, stats.nodes.size], [0, 5]);
  assertEquals(summary(stats, "plus"), [0, 0, 0, Infinity, -Infinity]);
});

Deno.test("collectActivationStats() ends when its signal is aborted, and ends the stream", async () => {
  const controller = new AbortController();
  let ended = false;
  async function* stream(): AsyncGenerator<Float32Array> {
    try {
      for (;;) yield await Promise.resolve(new Float32Array(2 * 64));
    } finally {
      ended = true;
    }
  }
  const onProgress = (samples: number): void => {
    if (samples >= 128) controller.abort(new Error("enough"));
  };
  await assertRejects(
    () => collectActivationStats(graph(), stream(), { signal: controller.signal, onProgress }),
    Error,
    "enough",
  );
  assert(ended);
});

Deno.test("collectActivationStats() names the first node and sample that are not finite", async () => {
  const samples = SAMPLES.slice();
  samples[3] = 3e38; // Doubled, it leaves float32.
  await assertRejects(
    () => collectActivationStats(graph(), [samples]),
    RangeError,
    'Cannot collect statistics of "two" as its values must be finite: ' +
      'node "scale" yields NaN or an infinity for sample 1',
  );
});

Deno.test("collectActivationStats() refuses nodes that are not there and parts of samples", async () => {
  await assertRejects(
    () => collectActivationStats(graph(), [SAMPLES], { nodes: ["relu", "gelu", "norm"] }),
    TypeError,
    'Cannot collect statistics of "two" as it must have the nodes wanted: received "gelu", "norm"',
  );
  await assertRejects(
    () => collectActivationStats(graph(), [SAMPLES, new Float32Array(3)]),
    TypeError,
    'Cannot run "two" as samples must be [N, 1, 1, 2], 2 values each: received [3]',
  );
});
