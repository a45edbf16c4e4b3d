import type { Dataset } from "@snnkit/datasets";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Interrupted } from "../user_error.ts";
import { isDense } from "./open_engine.ts";
import { type Picked, pickEngine, type TrialLimits } from "./pick_engine.ts";

const network = compileNetwork(tinyRateGraph());

function samples(count: number): Dataset {
  return {
    shape: [1, 6, 6],
    count,
    labels: new Int32Array(count),
    findings: [],
    sampleAt: (index, into = new Float32Array(36)) => into.fill((index % 17) / 16),
  };
}

const calm = {
  signal: new AbortController().signal,
  checkpoint: () => Promise.resolve(),
  dispose: () => {},
};

/** A trial of the dense engine whatever the work, which it wins. */
const WILLING: TrialLimits = {
  worth: 0,
  trial: 0.01,
  margin: 0,
  reach: { wasm: Infinity, native: Infinity },
};

async function pick(
  limits: TrialLimits,
  { count = 100, detailed = 0, interrupt = calm } = {},
): Promise<Picked> {
  const settings = {
    timesteps: 20,
    readout: "membrane",
    seed: 0,
    start: 0,
    detailed,
    threads: 1,
  } as const;
  const event = await createRateSimulator(network, { timesteps: 20 });
  const picked = await pickEngine(network, samples(count), settings, event, interrupt, limits);
  if (!isDense(picked.first)) assertEquals(picked, { first: event, findings: [] });
  await picked.first.dispose();
  return picked;
}

Deno.test("pickEngine() takes the dense engine where it is faster by the margin, and says so", async () => {
  const { first, findings } = await pick(WILLING);
  assert(isDense(first));
  assertEquals(findings.map(({ code }) => code), ["engine-picked"]);
  assertMatch(
    findings[0].message,
    /^The dense engine was picked, [\d.]+ times as fast as the event engine in a trial; .* --engine event/,
  );
});

Deno.test("pickEngine() stays with the event engine else", async () => {
  const cases: readonly [string, TrialLimits, number?][] = [
    ["it is not faster by the margin", { ...WILLING, margin: Infinity }],
    ["there is little to do", { ...WILLING, worth: 1e6 }],
    ["there are few samples", WILLING, 31],
    ["it cannot be fast enough", { ...WILLING, margin: 2, reach: { wasm: 1, native: 1 } }],
  ];
  for (const [why, limits, count = 100] of cases) {
    const { first } = await pick(limits, { count });
    assert(!isDense(first), why);
  }
});

Deno.test("pickEngine() stops where the user wants it", async () => {
  let turns = 0;
  const checkpoint = () => ++turns > 3 ? Promise.reject(new Interrupted()) : Promise.resolve();
  await assertRejects(
    () => pick(WILLING, { interrupt: { ...calm, checkpoint } }),
    Interrupted,
  );
});
