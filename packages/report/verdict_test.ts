import { assert, assertEquals } from "@std/assert";
import type { RunSummary } from "@snnkit/metrics";
import { verdict } from "./mod.ts";
import { reportData } from "./testdata/report_data.ts";

function sentences(part: Partial<RunSummary>): string {
  const { summary } = reportData();
  return verdict({ ...summary, ...part }).join("\n").replaceAll("\u00a0", " ");
}

const score = (correct: number, agreement = 0.9) => ({
  correct,
  accuracy: correct / 100,
  agreement,
});

Deno.test("verdict() says how much accuracy was lost or gained", () => {
  const rows: readonly (readonly [number, string])[] = [
    [92, "no accuracy was lost."],
    [91, "1 percentage point was lost."],
    [90, "2 percentage points were lost."],
    [93, "1 percentage point was gained."],
    [0, "92 percentage points were lost."],
  ];
  for (const [correct, expected] of rows) {
    const text = sentences({ snn: score(correct) });
    assert(text.split("\n")[0].endsWith(expected), text);
  }
});

Deno.test("verdict() says how sure the accuracy is", () => {
  assert(sentences({}).includes("82.6 % … 94.5 % (95 % confidence)"), sentences({}));
  assert(sentences({ snn: score(90, 1) }).includes("the same answer every time"));
});

Deno.test("verdict() says when the accuracy settled and when it met the original's", () => {
  const curve = [50, 92, 91, 92].map((correct, i) => ({ t: i + 1, correct, synapticOps: i }));
  const text = sentences({ curve, snn: score(92), timesteps: 4, latency: { meanTimesteps: 4 } });
  assert(text.includes("From time step 4 of 4 on"), text);
  assert(text.includes("as accurate as the original from step 4 on"), text);
  assert(!sentences({}).includes("as accurate as the original"));
  assert(!text.includes("ended early"));
  assert(sentences({ latency: { meanTimesteps: 3.25 } }).includes("after 3.25 steps on average"));
});

Deno.test("verdict() compares additions with multiply-adds, both ways and where there are none", () => {
  const rows: readonly (readonly [number, number, string])[] = [
    [122e6, 40.6e6, "122 million additions, where the original network needs 40.6 million"],
    [122e6, 40.6e6, "3 additions for each multiply-add"],
    [10, 40, "one addition for every 4 multiply-adds"],
    [0, 40, "no additions at all"],
    [1234, 0, "caused 1,234 additions."],
  ];
  for (const [synapticOps, annMacs, expected] of rows) {
    const text = sentences({ operations: { synapticOps, annMacs } });
    assert(text.includes(expected), text);
  }
});

Deno.test("verdict() of a network that is never right is still finite", () => {
  const curve = [{ t: 1, correct: 0, synapticOps: 0 }];
  const text = sentences({ curve, snn: score(0), ann: { correct: 0, accuracy: 0 }, timesteps: 1 });
  assertEquals(/NaN|Infinity|undefined/.test(text), false);
});
