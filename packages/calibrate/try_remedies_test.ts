import { type RateGraph, verifyRate } from "@snnkit/ir";
import { argMax } from "@snnkit/metrics";
import { type CreateSimulator, layersOf, outputOf } from "@snnkit/sim";
import { rateGraphWith, tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { changeNeurons } from "./change_neurons.ts";
import type { Change, Remedy, Setup } from "./remedy.ts";
import { tryRemedies } from "./try_remedies.ts";

const graph = tinyRateGraph();
const setup: Setup = { recipe: "rueckauer2017", options: { percentile: 99.9 }, timesteps: 4 };

function remedy(name: string, change: Change): Remedy {
  return { name, part: "quantisation", title: name, change };
}

/** The trained network decides for class 0; sample `k` is the easier to get wrong, the larger `k`. */
const samples = Array.from({ length: 8 }, (_, k) => ({
  values: Float32Array.of(k),
  logits: [1, 0, 0],
  label: k < 6 ? 0 : 1,
}));

/**
 * An engine that is off by a known amount: less with more steps, less the nearer potentials begin to
 * half the threshold, least where neurons are signed.
 */
const createSimulator: CreateSimulator = (network, { timesteps }) => {
  const { initial, threshold, signed } = outputOf(network);
  const error = 2 / timesteps + Math.abs(initial[0] / threshold[0] - 0.5) - (signed ? 0.2 : 0);
  return {
    engine: "off",
    layers: layersOf(network),
    simulate: ([k]) => {
      const scores = Float32Array.of(1 - error * k / 8, error, 0);
      return {
        steps: timesteps,
        decisions: new Uint16Array(timesteps).fill(argMax(scores)),
        scores,
        spikes: new Uint32Array(3 * timesteps),
        synapticOps: new Float64Array(timesteps),
      };
    },
    dispose: () => {},
  };
};

Deno.test("tryRemedies() measures the network as it is and with each remedy", async () => {
  const told: string[] = [];
  const { before, tried, samples: count } = await tryRemedies({
    graph,
    setup,
    samples,
    remedies: [remedy("steps", { timesteps: 200 }), remedy("worse", { initialPotential: -0.9 })],
    createSimulator,
    onProgress: (done, total, remedy) => void told.push(`${done}/${total} ${remedy?.name ?? ""}`),
  });
  // Off by 1: sample 0 is right, as the first of two equal scores wins.
  assertEquals([count, before.agreement, before.accuracy], [8, 1 / 8, 3 / 8]);
  const [steps, worse] = tried;
  // Off by 0.51: 1 − 0.51 k / 8 is no more than 0.51 only for k = 8.
  assertEquals([steps.helps, steps.after.agreement, steps.after.accuracy], [true, 1, 6 / 8]);
  assert(steps.after.scoreError < 0.6 * before.scoreError);
  assertEquals([worse.helps, worse.after.agreement], [false, 0]);
  assertEquals(told.length, 24);
  assertEquals([told[0], told[8], told[23]], ["1/24 ", "9/24 steps", "24/24 worse"]);
});

Deno.test("tryRemedies() takes nearer scores for a gain where decisions agree already", async () => {
  const { before, tried } = await tryRemedies({
    graph,
    setup: { ...setup, timesteps: 100 },
    samples: samples.map(({ values, logits }) => ({ values, logits })),
    remedies: [
      remedy("much", { initialPotential: 0.5 }),
      remedy("little", { initialPotential: 0.05 }),
    ],
    createSimulator,
  });
  assertEquals([before.agreement, before.accuracy], [1, undefined]);
  assertEquals(tried.map(({ after, helps }) => [after.agreement, helps]), [[1, true], [1, false]]);
});

Deno.test("tryRemedies() believes three more decisions, but one only with nearer scores", async () => {
  // Scores are off by 10 wherever the sample is told right.
  const off = (right: number): CreateSimulator => (network) => ({
    engine: "off",
    layers: layersOf(network),
    simulate: ([k]) => ({
      steps: 1,
      decisions: Uint16Array.of(k < right ? 0 : 1),
      scores: Float32Array.of(k < right ? 10 : 1, 0, 0),
      spikes: new Uint32Array(3),
      synapticOps: new Float64Array(1),
    }),
    dispose: () => {},
  });
  for (const [right, helps] of [[2, false], [4, true]] as const) {
    const { tried } = await tryRemedies({
      graph,
      setup,
      samples,
      remedies: [remedy("steps", { timesteps: 8 })],
      createSimulator: (network, options) =>
        off(options.timesteps === 4 ? 1 : right)(network, options),
    });
    assertEquals(tried.map((one) => one.helps), [helps]);
  }
});

Deno.test("tryRemedies() has the network converted where a remedy asks for it", async () => {
  const asked: Setup[] = [];
  const { tried, before } = await tryRemedies({
    graph,
    setup,
    samples,
    remedies: [
      remedy("options", { options: { percentile: 100 } }),
      remedy("recipe", { recipe: "calibrated" }),
      remedy("both", { options: { timesteps: 8 }, timesteps: 8 }),
    ],
    createSimulator,
    convert: (wanted) => {
      asked.push(wanted);
      return Promise.resolve(graph);
    },
  });
  assertEquals(asked, [
    { recipe: "rueckauer2017", options: { percentile: 100 }, timesteps: 4 },
    { recipe: "calibrated", options: {}, timesteps: 4 },
    { recipe: "rueckauer2017", options: { percentile: 99.9, timesteps: 8 }, timesteps: 8 },
  ]);
  // The same network helps no more than itself.
  assertEquals([tried[0].after, tried[0].helps, tried[2].helps], [before, false, true]);
  await assertRejects(
    () =>
      tryRemedies({
        graph,
        setup,
        samples,
        remedies: [remedy("recipe", { recipe: "calibrated" })],
        createSimulator,
      }),
    TypeError,
    "convert must be given",
  );
});

Deno.test("tryRemedies() tries together what helps alone, of rivals the better one", async () => {
  const converted: RateGraph = changeNeurons(graph, { initialPotential: 0.4 });
  const { tried } = await tryRemedies({
    graph,
    setup: { ...setup, timesteps: 5 },
    samples,
    remedies: [
      remedy("some", { initialPotential: 0.25 }),
      remedy("half", { initialPotential: 0.5 }),
      remedy("signed", { signed: true }),
      remedy("again", { options: { percentile: 99.99 } }),
      remedy("worse", { options: { perChannel: true }, initialPotential: -1 }),
      remedy("steps", { timesteps: 10 }),
    ],
    createSimulator,
    convert: () => Promise.resolve(converted),
  });
  assertEquals(tried.map(({ helps }) => helps), [true, true, true, true, false, true, true]);
  const { name, change, title } = tried.at(-1)!.remedy;
  assertEquals([name, title], ["half+again+signed", "half, again and signed"]);
  assertEquals(change, { initialPotential: 0.5, signed: true, options: { percentile: 99.99 } });
});

Deno.test("tryRemedies() gives the same twice, and refuses to work without samples", async () => {
  const remedies = [remedy("half", { initialPotential: 0.5 })];
  const options = { graph, setup, samples, remedies, createSimulator };
  assertEquals(await tryRemedies(options), await tryRemedies(options));
  await assertRejects(() => tryRemedies({ ...options, samples: [] }), RangeError, "one sample");
});

Deno.test("changeNeurons() makes neurons signed and gates follow net counts", () => {
  const changed = changeNeurons(tinyRateGraph(), { signed: true });
  verifyRate(changed);
  const kinds = changed.nodes.flatMap(({ op }): unknown[] =>
    op.kind === "if" ? [op.signed] : op.kind === "maxPoolGate" ? [op.estimator] : []
  );
  assertEquals(kinds, [true, "track", true]);
  assertEquals(changeNeurons(graph, {}), graph);
  for (const layer of ["gate", "gate-signed"]) {
    verifyRate(changeNeurons(rateGraphWith(layer), { initialPotential: 0.5 }));
  }
});

Deno.test("changeNeurons() begins potentials at a share of each channel's threshold", () => {
  const { nodes } = changeNeurons(rateGraphWith("gate"), { initialPotential: 0.25 });
  for (const { op } of nodes) {
    if (op.kind !== "if") continue;
    assertEquals([...op.initial.data], [...op.threshold.data].map((theta) => theta / 4));
  }
});
