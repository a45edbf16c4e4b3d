import { type CreateSimulator, layersOf } from "@snnkit/sim";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Calibrated } from "./calibrate.ts";
import { changeNeurons } from "./change_neurons.ts";
import { delayStart } from "./delay_start.ts";
import { searchDelay } from "./search_delay.ts";
import type { TrialSample } from "./try_remedies.ts";

const TIMESTEPS = 8;
const graph = tinyRateGraph();
const correct = (network: Calibrated["graph"]): Promise<Calibrated> =>
  Promise.resolve({ graph: network, findings: [], steps: [], fitted: [] });

/** An engine whose scores tell by how much the first neurons begin below 0. */
const createSimulator: CreateSimulator = (network, { timesteps }) => {
  const hidden = network.populations.find(({ kind }) => kind === "if");
  assert(hidden?.kind === "if");
  const lower = -hidden.initial[0] / hidden.threshold[0];
  return {
    engine: "off",
    layers: layersOf(network),
    simulate: () => ({
      steps: timesteps,
      decisions: new Uint16Array(timesteps),
      scores: Float32Array.of(1 + lower, 0, 0),
      spikes: new Uint32Array(3 * timesteps),
      synapticOps: new Float64Array(timesteps),
    }),
    dispose: () => {},
  };
};

/** Samples whose logits are what a network says that is held back so much. */
function saidWith(by: number): TrialSample[] {
  const logits = [Math.fround(1 + Math.fround(by)), 0, 0];
  return Array.from({ length: 12 }, () => ({ values: new Float32Array(36), logits }));
}

Deno.test("searchDelay() keeps the network whose scores are nearest on the samples", async () => {
  for (const by of [0, 0.2, 0.6]) {
    const samples = saidWith(by);
    const options = {
      timesteps: TIMESTEPS,
      correct,
      samples,
      createSimulator,
    };
    const found = await searchDelay(graph, { ...options, delays: [0, 0.2, 0.6] });
    assertEquals(found.delay, by);
    assertEquals(found.trials.map(({ delay }) => delay), [0, 0.2, 0.6]);
    for (const { delay, scoreError } of found.trials) {
      assert((delay === by) === (scoreError < 1e-6));
    }
    const wanted = by === 0 ? graph : delayStart(graph, { by, timesteps: TIMESTEPS });
    assertEquals(found.graph, wanted);
    assertEquals(found.findings.map(({ code }) => code), ["start-searched"]);
  }
});

Deno.test("searchDelay() of signed neurons corrects once and compares nothing", async () => {
  const signed = changeNeurons(graph, { signed: true });
  let corrected = 0;
  const found = await searchDelay(signed, {
    timesteps: TIMESTEPS,
    delays: [0, 0.2],
    correct: (network) => (corrected++, correct(network)),
    samples: [],
    createSimulator: () => Promise.reject(new Error("nothing to compare")),
  });
  assertEquals([corrected, found.delay, found.trials.length], [1, 0, 0]);
  assertEquals(found.graph, signed);
});

Deno.test("searchDelay() tells how far it is, and ends where it is told to", async () => {
  const samples = saidWith(0).slice(0, 3);
  const told: string[] = [];
  const options = {
    timesteps: TIMESTEPS,
    delays: [0, 0.2],
    correct,
    samples,
    createSimulator,
  };
  const onProgress = (done: number, total: number): void => void told.push(`${done}/${total}`);
  await searchDelay(graph, { ...options, onProgress });
  assertEquals(told, ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
  const stop = (): never => {
    throw new Error("enough");
  };
  await assertRejects(() => searchDelay(graph, { ...options, onProgress: stop }), Error, "enough");
});
