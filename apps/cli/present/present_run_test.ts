import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { RunSummary } from "@snnkit/metrics";
import { presentRun } from "./present_run.ts";

const SUMMARY: RunSummary = {
  model: "net.onnx",
  recipe: "rueckauer2017",
  code: "rate",
  engine: "event",
  precision: "f32",
  threads: 2,
  seed: 0,
  samples: 40,
  timesteps: 2,
  ann: { correct: 39, accuracy: 0.975 },
  snn: { correct: 38, accuracy: 0.95, agreement: 0.9 },
  curve: [{ t: 1, correct: 10, synapticOps: 10 }, { t: 2, correct: 38, synapticOps: 30 }],
  spikes: { perSample: 12_345, perNeuron: 0.5, layers: [] },
  operations: { annMacs: 20, synapticOps: 30 },
  latency: { meanTimesteps: 2 },
  seconds: { load: 0, convert: 1.25, ann: 0.5, simulate: 100 },
  imagesPerSecond: 0.4,
  findings: [{ code: "doubt", message: "Something is doubtful" }],
};

function present(
  change: Partial<RunSummary> = {},
  compared = true,
  written: string[] = [],
): string {
  return presentRun({ summary: { ...SUMMARY, ...change }, compared, written, columns: 80 });
}

Deno.test("presentRun() says what both networks did and what it cost", () => {
  const text = present({}, true, ["out/report.html"]);
  assertMatch(text, /^net\.onnx as a spiking network \(recipe rueckauer2017\)\n/);
  assertStringIncludes(text, "trained network 97.50 %  (39 of 40)\n");
  assertStringIncludes(text, "95.00 %  (38 of 40) after 2 steps, 2.50 points lost\n");
  assertStringIncludes(text, "on 90.00 % of the samples");
  assertStringIncludes(text, "12.3 k a sample, 0.50 a neuron");
  assertStringIncludes(text, "30 additions a sample against 20 multiply-adds (1.50 ×)");
  assertStringIncludes(text, "spiking 1 min 40 s\n  speed           0.4 samples/s, engine event\n");
  assertStringIncludes(text, "note: Something is doubtful\n  wrote out/report.html");
  assert(text.split("\n").every((line) => line === line.trimEnd() && line.length < 80));
});

Deno.test("presentRun() tells losses from gains and from none", () => {
  const snn = (correct: number) => ({ snn: { correct, accuracy: correct / 40, agreement: 1 } });
  assertStringIncludes(present(snn(40)), "2.50 points gained");
  assertStringIncludes(present(snn(39)), "nothing lost");
});

Deno.test("presentRun() tells what early stops did, or could do as accurately", () => {
  const stopped = present({ stop: "margin=0.5", latency: { meanTimesteps: 1.25 } });
  assertStringIncludes(stopped, "after at most 2 steps");
  assertStringIncludes(stopped, "stopped after 1.25 steps on average, by margin=0.5\n");
  const point = { threshold: 0.2, correct: 38, meanTimesteps: 1.5, synapticOps: 20 };
  const criterion = "margin";
  const worse = { ...point, correct: 37, meanTimesteps: 1 };
  assertStringIncludes(
    present({ anytime: { criterion, points: [worse, point] } }),
    "--stop margin=0.2 would end after 1.50 steps on average, as accurate\n",
  );
  for (const points of [[], [worse], [{ ...point, meanTimesteps: 1.9 }]]) {
    assert(!present({ anytime: { criterion, points } }).includes("early stops"));
  }
});

Deno.test("presentRun() compares nothing where there is no trained network", () => {
  const text = present({ findings: [] }, false);
  assertStringIncludes(text, "trained network not in the file");
  for (const word of ["points", "same answer", "multiply-adds", "dotted", "original"]) {
    assertEquals(text.includes(word), false, word);
  }
});
