import type { SampleRecord } from "@snnkit/recording";
import { assertEquals, assertThrows } from "@std/assert";
import { anytimeCurve, createAnytimeMeter, createRunMetrics } from "./mod.ts";

function record(decisions: number[], confidence: number[]): SampleRecord {
  return {
    steps: decisions.length,
    decisions: Uint16Array.from(decisions),
    scores: new Float32Array(2),
    spikes: new Uint32Array(),
    synapticOps: Float64Array.from(decisions, () => 10),
    confidence: Float32Array.from(confidence),
  };
}

const samples = [
  record([0, 1, 1, 1], [0.25, 0.5, 0.75, 1]),
  record([0, 0, 0, 0], [0.5, 0.5, NaN, 0.25]),
  record([1, 1, 0, 1], [0, 0, 0, 0]),
];
const recording = { timesteps: 4, layers: [], samples };
const labels = [1, 0, 1];

Deno.test("anytimeCurve() ends every sample where its confidence first meets the threshold", () => {
  const curve = anytimeCurve(recording, labels, {
    criterion: "margin",
    thresholds: [0, 0.25, 0.3, 0.6, 2],
  });
  assertEquals(
    curve.map((
      { correct, meanTimesteps, synapticOps },
    ) => [correct, 3 * meanTimesteps, synapticOps]),
    [
      [2, 3, 10],
      [2, 6, 20],
      [3, 7, 70 / 3],
      [3, 11, 110 / 3],
      [3, 12, 40],
    ],
  );
});

Deno.test("anytimeCurve() ends samples where an entropy is low enough", () => {
  const curve = anytimeCurve(recording, labels, { criterion: "entropy", thresholds: [0.3, 0] });
  assertEquals(curve.map(({ meanTimesteps }) => 3 * meanTimesteps), [1 + 4 + 1, 4 + 4 + 1]);
});

Deno.test("anytimeCurve() of a threshold that nothing meets is the run itself", () => {
  const run = createRunMetrics({ timesteps: 4, layers: [], classes: 2 });
  samples.forEach((sample, i) => run.add(sample, labels[i], labels[i]));
  const { snnCorrect, synapticOps, meanTimesteps } = run.result();
  const [last] = anytimeCurve(recording, labels, { criterion: "margin", thresholds: [9] });
  assertEquals(last, {
    threshold: 9,
    correct: snnCorrect,
    accuracy: snnCorrect / 3,
    meanTimesteps,
    synapticOps,
  });
});

Deno.test("createAnytimeMeter() of no samples is zeros, and refuses records without confidence", () => {
  const meter = createAnytimeMeter({ criterion: "margin", thresholds: [0.5] });
  assertEquals(meter.result(), [
    { threshold: 0.5, correct: 0, accuracy: 0, meanTimesteps: 0, synapticOps: 0 },
  ]);
  const { confidence: _, ...without } = samples[0];
  assertThrows(() => meter.add(without, 0), TypeError, "sample 0 does not");
  assertThrows(
    () => anytimeCurve(recording, [1], { criterion: "margin", thresholds: [] }),
    TypeError,
    "one label a sample",
  );
});
