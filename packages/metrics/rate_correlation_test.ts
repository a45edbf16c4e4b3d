import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { SampleRecord } from "@snnkit/recording";
import { createRandom, tensor } from "@snnkit/tensor";
import { createPointSample } from "./_point_sample.ts";
import { createRateCorrelation, pearson } from "./mod.ts";

function record(steps: number, counts: readonly Int32Array[]): SampleRecord {
  return {
    steps,
    decisions: new Uint16Array(steps),
    scores: new Float32Array(2),
    spikes: new Uint32Array(steps * counts.length),
    synapticOps: new Float64Array(steps),
    counts,
  };
}

Deno.test("createRateCorrelation() correlates all pairs of all samples", () => {
  const random = createRandom(5);
  const [steps, neurons] = [16, 50];
  const meter = createRateCorrelation(
    [{ id: "a", shape: [neurons], neurons, unit: tensor([1], [3]) }],
    20,
  );
  const [rates, activations]: [number[], number[]] = [[], []];
  for (let sample = 0; sample < 7; sample++) {
    const counts = Int32Array.from({ length: neurons }, () => random.integer(steps + 1));
    const values = Array.from(counts, (n) => (n / steps) * 3 + random.normal() / 4);
    meter.add(record(steps, [counts]), [values]);
    rates.push(...Array.from(counts, (n) => (n / steps) * 3));
    activations.push(...values);
  }
  const [layer] = meter.result();
  assertAlmostEquals(layer.pearson!, pearson(activations, rates)!, 1e-12);
  const errors = rates.map((rate, i) => rate - activations[i]);
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  const square = errors.reduce((a, b) => a + b * b, 0) / errors.length;
  assertAlmostEquals(layer.meanError, mean, 1e-12);
  assertAlmostEquals(layer.rmsError, Math.sqrt(square), 1e-12);
  assertEquals(layer.pairs, 350);
  assert(layer.points.rate.length <= 20 && layer.points.rate.length > 5);
});

Deno.test("createRateCorrelation() takes one unit per channel", () => {
  const unit = tensor([2], [1, 10]);
  const meter = createRateCorrelation([{ id: "a", shape: [2, 1, 2], neurons: 4, unit }]);
  meter.add(record(2, [Int32Array.of(1, 2, 1, -2)]), [[0.5, 1, 5, -10]]);
  const [layer] = meter.result();
  assertEquals([layer.pearson, layer.rmsError], [1, 0]);
  assertEquals([...layer.points.rate], [0.5, 1, 5, -10]);
});

Deno.test("createRateCorrelation() of silence is undefined and keeps no points", () => {
  const unit = tensor([1], [1]);
  const meter = createRateCorrelation([{ id: "a", shape: [3], neurons: 3, unit }]);
  assertEquals(meter.result()[0].pearson, undefined);
  meter.add(record(4, [new Int32Array(3)]), [[0, 0, 0]]);
  const [{ pearson: r, silent, pairs, points }] = meter.result();
  assertEquals([r, silent, pairs, points.rate.length], [undefined, 3, 3, 0]);
});

Deno.test("createRateCorrelation() names the layers whose arrays do not fit", () => {
  const unit = tensor([1], [1]);
  const meter = createRateCorrelation([
    { id: "a", shape: [2], neurons: 2, unit },
    { id: "b", shape: [3], neurons: 3, unit },
  ]);
  const good = record(1, [new Int32Array(2), new Int32Array(3)]);
  assertThrows(
    () => meter.add(good, [[0, 0], [0]]),
    TypeError,
    `"b" has 3 neurons, 3 counts and 1 activations`,
  );
  const { counts: _, ...bare } = good;
  assertThrows(() => meter.add(bare, [[0, 0], [0, 0, 0]]), TypeError, "spikes of every neuron");
});

Deno.test("createPointSample() keeps points from the whole stream, the same every time", () => {
  const draw = (count: number): Float32Array => {
    const sample = createPointSample(100);
    for (let i = 0; i < count; i++) sample.offer(i, 0);
    return sample.points().activation;
  };
  assertEquals(draw(64).length, 64);
  const kept = draw(32 * 32 * 100);
  assertEquals(draw(32 * 32 * 100), kept);
  assert(kept.length > 40 && kept.length <= 100);
  const tenths = new Set(Array.from(kept, (i) => Math.floor(i / 10240)));
  const columns = new Set(Array.from(kept, (i) => i % 32));
  assertEquals(tenths.size, 10);
  assert(columns.size > 20, `only ${columns.size} columns of 32`);
});
