import type { FirstSpikeRecord } from "@snnkit/recording";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { createTtfsMetrics, type TtfsRun } from "./mod.ts";

const run: TtfsRun = {
  layers: [{ id: "a", neurons: 10 }, { id: "b", neurons: 2 }],
  classes: 2,
  windows: 3,
  steps: 2,
  last: { start: 4, end: 8 },
};

function record(
  scores: readonly number[],
  change: Partial<FirstSpikeRecord> = {},
): FirstSpikeRecord {
  return {
    scores: Float32Array.from(scores),
    spikes: Uint32Array.of(4, 1),
    clipped: new Uint32Array(2),
    synapticOps: 10,
    ...change,
  };
}

Deno.test("createTtfsMetrics() tells samples in their windows from the others", () => {
  const meter = createTtfsMetrics(run);
  meter.add(record([1, 2]), 1, 1, Float32Array.of(1, 2));
  meter.add(record([1, 2.5]), 1, 1, Float32Array.of(1, 2));
  meter.add(record([3, 2], { clipped: Uint32Array.of(0, 2) }), 1, 1, Float32Array.of(1, 4));
  const { inside, outside, layers, run: { snnCorrect, agreeing } } = meter.result();
  assertEquals(inside, { samples: 2, agreeing: 2, worst: 0.25 });
  assertEquals(outside, { samples: 1, agreeing: 0, worst: 0.5 });
  assertEquals(layers.map((layer) => [layer.clippedSamples, layer.clippedNeurons]), [[0, 0], [
    1,
    2,
  ]]);
  assertEquals([snnCorrect, agreeing], [2, 2]);
});

Deno.test("createTtfsMetrics() forgives layers that the trained network cuts off, too", () => {
  const meter = createTtfsMetrics({ ...run, saturating: new Set(["b"]) });
  meter.add(record([1, 2], { clipped: Uint32Array.of(0, 2) }), 1, 1);
  assertEquals(meter.result().outside.samples, 0);
});

Deno.test("createTtfsMetrics() counts time in steps of windows", () => {
  const meter = createTtfsMetrics(run);
  const answers = { answers: Uint16Array.of(0, 1), answerOps: Float64Array.of(7, 10) };
  meter.add(record([1, 2], { ...answers, decision: { class: 1, time: 5, spikes: 1 } }), 1, 1);
  meter.add(record([1, 2], { ...answers, decision: { class: 1, time: 8, spikes: 2 } }), 1, 1);
  const { run: measured, decisions } = meter.result();
  assertEquals(measured.curve, [
    { t: 5, correct: 0, accuracy: 0, synapticOps: 7 },
    { t: 6, correct: 2, accuracy: 1, synapticOps: 10 },
  ]);
  assertEquals(decisions, { meanShare: 0.625, early: 0.5 });
  assertAlmostEquals(measured.meanTimesteps, 4 + 2 * 0.625, 1e-12);
  assertEquals(measured.layers.map(({ rate }) => rate), [0.4, 0.5]);
});

Deno.test("createTtfsMetrics() has one point where no deadlines were asked for", () => {
  const meter = createTtfsMetrics(run);
  meter.add(record([1, 2]), 1, 0);
  const { run: { curve, meanTimesteps }, decisions } = meter.result();
  assertEquals(curve, [{ t: 6, correct: 1, accuracy: 1, synapticOps: 10 }]);
  assertEquals([meanTimesteps, decisions], [6, undefined]);
});
