import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Recording, SampleRecord } from "@snnkit/recording";
import { createRandom } from "@snnkit/tensor";
import fc from "fast-check";
import {
  accuracyCurve,
  agreement,
  createRunMetrics,
  latency,
  layerRates,
  type RunMetrics,
  summarise,
  timeToReach,
} from "./mod.ts";

const LAYERS = [
  { id: "relu1", shape: [2, 3], neurons: 6 },
  { id: "relu2", shape: [4], neurons: 4 },
];
const CLASSES = 4;

/** A made-up recording: some samples end early. */
function recorded(seed: number, count: number, timesteps: number): Recording {
  const random = createRandom(seed);
  const samples = Array.from({ length: count }, (): SampleRecord => {
    const steps = 1 + random.integer(timesteps);
    const draw = (bound: number) => () => random.integer(bound);
    return {
      steps,
      decisions: Uint16Array.from({ length: steps }, draw(CLASSES)),
      scores: new Float32Array(CLASSES),
      spikes: Uint32Array.from({ length: steps * LAYERS.length }, draw(5)),
      synapticOps: Float64Array.from({ length: steps }, draw(100)),
    };
  });
  return { timesteps, layers: LAYERS, samples };
}

function measured(recording: Recording, labels: readonly number[]): RunMetrics {
  const meter = createRunMetrics({ ...recording, classes: CLASSES });
  recording.samples.forEach((record, i) => meter.add(record, labels[i], 0));
  return meter.result();
}

const cases = fc.record({
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 8 }),
  timesteps: fc.integer({ min: 1, max: 6 }),
}).map(({ seed, count, timesteps }) => ({
  recording: recorded(seed, count, timesteps),
  labels: Array.from({ length: count }, (_, i) => (seed + i) % CLASSES),
}));

Deno.test("createRunMetrics() agrees with measuring the whole recording at once", () => {
  fc.assert(fc.property(cases, ({ recording, labels }) => {
    const metrics = measured(recording, labels);
    assertEquals(accuracyCurve(recording, labels), metrics.curve);
    assertEquals(layerRates(recording), metrics.layers);
    const zeros = recording.samples.map(() => 0);
    assertEquals(agreement(recording, zeros), metrics.agreeing / metrics.samples);
    assertAlmostEquals(latency(recording).meanTimesteps, metrics.meanTimesteps, 1e-12);
  }));
});

Deno.test("createRunMetrics() keeps its own sums consistent", () => {
  fc.assert(fc.property(cases, ({ recording, labels }) => {
    const { curve, confusion, layers, ...metrics } = measured(recording, labels);
    const last = curve[curve.length - 1];
    assertEquals(last.correct, metrics.snnCorrect);
    assertEquals(last.synapticOps, metrics.synapticOps);
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    assertEquals(sum(confusion.counts), metrics.samples);
    const diagonal = Array.from({ length: CLASSES }, (_, c) => confusion.counts[c * CLASSES + c]);
    assertEquals(sum(diagonal), metrics.snnCorrect);
    assertAlmostEquals(
      sum(layers.map((layer) => layer.spikesPerSample)),
      metrics.spikesPerSample,
      1e-9,
    );
    for (let t = 1; t < curve.length; t++) {
      assert(curve[t].synapticOps >= curve[t - 1].synapticOps);
    }
  }));
});

Deno.test("createRunMetrics() does not depend on the order of the samples", () => {
  fc.assert(fc.property(cases, ({ recording, labels }) => {
    const backwards = { ...recording, samples: [...recording.samples].reverse() };
    assertEquals(measured(backwards, [...labels].reverse()), measured(recording, labels));
  }));
});

Deno.test("createRunMetrics() lets a sample that ended keep its last decision", () => {
  const meter = createRunMetrics({ timesteps: 4, layers: LAYERS, classes: 3 });
  meter.add(
    {
      steps: 2,
      decisions: Uint16Array.of(0, 1),
      scores: new Float32Array(3),
      spikes: Uint32Array.of(6, 0, 0, 4),
      synapticOps: Float64Array.of(5, 6),
    },
    1,
    2,
  );
  const { curve, layers, meanTimesteps, agreeing, annCorrect } = meter.result();
  assertEquals(curve.map((point) => point.correct), [0, 1, 1, 1]);
  assertEquals(curve.map((point) => point.synapticOps), [5, 11, 11, 11]);
  assertEquals(layers.map((layer) => layer.rate), [6 / 6 / 2, 4 / 4 / 2]);
  assertEquals([meanTimesteps, agreeing, annCorrect], [2, 0, 0]);
});

Deno.test("createRunMetrics() of nothing is zeros, and no class may lie outside", () => {
  const meter = createRunMetrics({ timesteps: 2, layers: LAYERS, classes: 2 });
  const { samples, curve, layers } = meter.result();
  assertEquals([samples, curve[1].accuracy, layers[0].rate], [0, 0, 0]);
  const [record] = recorded(1, 1, 2).samples;
  const wrong = { ...record, steps: 1, decisions: Uint16Array.of(2) };
  assertThrows(() => meter.add(wrong, 1, 0), RangeError, "label 1 and decision 2 at sample 0");
  assertThrows(() => meter.add(record, -1, 0), RangeError, "label -1");
});

Deno.test("accuracyCurve() and agreement() want one value a sample", () => {
  const recording = recorded(1, 2, 2);
  assertThrows(() => accuracyCurve(recording, [0]), TypeError, "one label a sample: received 1");
  assertThrows(() => agreement(recording, [0, 1, 2]), TypeError, "received 3 for 2 samples");
});

Deno.test("latency() tells mean, median and how many ended early", () => {
  const recording = recorded(1, 5, 4);
  const samples = recording.samples.map((record, i) => ({ ...record, steps: [4, 1, 4, 2, 3][i] }));
  assertEquals(latency({ ...recording, samples }), {
    meanTimesteps: 14 / 5,
    medianTimesteps: 3,
    endedEarly: 3 / 5,
  });
});

Deno.test("timeToReach() wants the accuracy to stay", () => {
  const curve = (accuracies: readonly number[]) =>
    accuracies.map((accuracy, i) => ({ t: i + 1, correct: 0, accuracy, synapticOps: 0 }));
  const rows: readonly (readonly [number[], number | undefined])[] = [
    [[0.9, 0.9], 1],
    [[0.1, 0.9, 0.95], 2],
    [[0.9, 0.1, 0.9], 3],
    [[0.9, 0.1], undefined],
    [[], undefined],
  ];
  for (const [accuracies, t] of rows) assertEquals(timeToReach(curve(accuracies), 0.9), t);
});

Deno.test("summarise() survives JSON, even where a clock saw no time pass", () => {
  const recording = recorded(3, 4, 3);
  const run = {
    settings: {
      model: "m.onnx",
      recipe: "calibrated",
      code: "rate",
      engine: "event",
      precision: "f32",
      threads: 2,
      seed: 7,
    },
    metrics: measured(recording, [0, 1, 2, 3]),
    annMacs: 100,
    seconds: { load: 0, convert: 0, ann: 0, simulate: 0 },
    findings: [{ code: "a", node: "relu1", message: "b" }],
  } as const;
  const summary = summarise(run);
  assertEquals(JSON.parse(JSON.stringify(summary)), summary);
  assertEquals(Object.keys(summary), [
    "model",
    "recipe",
    "code",
    "engine",
    "precision",
    "threads",
    "seed",
    "samples",
    "timesteps",
    "ann",
    "snn",
    "curve",
    "spikes",
    "operations",
    "latency",
    "seconds",
    "imagesPerSecond",
    "findings",
  ]);
  assertEquals(summary.spikes.perNeuron, summary.spikes.perSample / 10);
  const empty = createRunMetrics({ timesteps: 3, layers: [], classes: 2 }).result();
  assertThrows(() => summarise({ ...run, metrics: empty }), RangeError, "at least one sample");
});
