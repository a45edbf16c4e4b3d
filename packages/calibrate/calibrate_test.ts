import { graphBuilder, nodesById, type RateGraph, type RateOp } from "@snnkit/ir";
import {
  analogCurrents,
  compileNetwork,
  createOutputReader,
  forEachTarget,
  layersOf,
  type Network,
  type Simulator,
  type SimulatorOptions,
} from "@snnkit/sim";
import { createRandom, tensor } from "@snnkit/tensor";
import { dense, population, tinyRateGraph } from "@snnkit/testkit";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { calibrate, type CalibrateOptions, probePopulation } from "./mod.ts";

/** Integrate-and-fire neurons one after the other, as plainly as can be: no gates, no read-out by count. */
function createPlainSimulator(network: Network, { timesteps }: SimulatorOptions): Simulator {
  const { populations, output } = network;
  const simulate: Simulator["simulate"] = (sample) => {
    const analog = analogCurrents(network, sample);
    const v = populations.map((p, at) =>
      Float64Array.from(
        { length: p.neurons },
        (_, i) => p.kind === "if" && at !== output ? p.initial[i % p.initial.length] : 0,
      )
    );
    const out = populations.map(({ neurons }) => new Float64Array(neurons));
    const reading = createOutputReader(network, { timesteps }).begin(0);
    for (let t = 0; t < timesteps; t++) {
      populations.forEach((p, at) => {
        assert(p.kind === "if", "no gates and relays here");
        const drift = analog.get(at) ?? p.drift!;
        for (let i = 0; i < p.neurons; i++) v[at][i] += drift[i % drift.length];
        for (const synapse of p.synapses) {
          out[synapse.source].forEach((spike, j) => {
            if (spike !== 0) forEachTarget(synapse, j, (target, w) => v[at][target] += w);
          });
        }
        if (at === output) return;
        for (let i = 0; i < p.neurons; i++) {
          const theta = p.threshold[i % p.threshold.length];
          out[at][i] = v[at][i] >= theta ? 1 : 0;
          v[at][i] -= theta * out[at][i];
        }
      });
      reading.take(v[output]);
    }
    return {
      ...reading.answer(),
      spikes: new Uint32Array(timesteps * populations.length),
      synapticOps: new Float64Array(timesteps),
    };
  };
  return { engine: "plain", layers: layersOf(network), simulate, dispose: () => {} };
}

/** `y = relu(3 x)` of units 1 and 2, then the sum of both as the output. */
function graph(): RateGraph {
  const net = graphBuilder<RateOp>("sum");
  const x = net.input([2]);
  const hidden = net.named("hidden", dense(tensor([2, 2], [1, 0, 0, 0.5])), x);
  const relu = net.named("relu", { ...population(), unit: tensor([2], [1, 2]) }, hidden);
  const logits = net.named("logits/current", dense(tensor([1, 2], [1, 2])), relu);
  return net.finish(net.named("logits", population(), logits));
}

const random = createRandom(5);
const samples = Array.from(
  { length: 400 },
  () => Float32Array.of(0.2 + 0.6 * random.uniform(), 0.4 + 1.2 * random.uniform()),
);
const meanOf = (at: number): number => samples.reduce((sum, x) => sum + x[at], 0) / samples.length;
const targets = new Map([
  ["relu", Float64Array.of(meanOf(0), meanOf(1))],
  ["logits", Float64Array.of(meanOf(0) + meanOf(1))],
]);
const options: CalibrateOptions = {
  timesteps: 4,
  samples,
  targets,
  createSimulator: createPlainSimulator,
};

Deno.test("calibrate() makes the mean error of each layer vanish", async () => {
  // Neurons from 0 with four steps answer half a step of 1/4 too little, and the logits with them.
  const first = await calibrate(graph(), options);
  assertEquals(first.steps.map(({ node }) => node), ["relu", "logits"]);
  assertAlmostEquals(first.steps[0].before, (1 + 2) / 2 / 8, 0.02);
  const { before: left } = (await calibrate(first.graph, options)).steps[0];
  assert(left < 0.02, `${left} is left`);
  // The output is linear in its bias: one correction takes all.
  assert(
    (await calibrate(first.graph, { ...options, targets: new Map([...targets].slice(1)) }))
      .steps[0].before < 1e-6,
  );
});

Deno.test("calibrate() corrects each layer upon the corrected ones below", async () => {
  const { steps } = await calibrate(graph(), options);
  const alone = await calibrate(graph(), { ...options, targets: new Map([...targets].slice(1)) });
  assert(steps[1].before < alone.steps[0].before / 5);
});

Deno.test("calibrate() again and again comes nearer", async () => {
  const often = await calibrate(graph(), { ...options, corrections: 3 });
  const { before: left } = (await calibrate(often.graph, options)).steps[0];
  assert(left < 0.006, `${left} is left`);
});

Deno.test("calibrate() gives the same bits twice and changes biases only", async () => {
  const before = graph();
  const [a, b] = [await calibrate(before, options), await calibrate(before, options)];
  assertEquals(a, b);
  assertEquals(before, graph());
  for (const { id, op } of a.graph.nodes) {
    const known = nodesById(before).get(id)!.op;
    if (op.kind === "dense" && known.kind === "dense") assert(op.weight === known.weight);
    else assert(op === known);
  }
});

Deno.test("calibrate() tells what it did, and what it left alone", async () => {
  const told = await calibrate(graph(), { ...options, targets: new Map([...targets].slice(1)) });
  assertEquals(told.findings.map(({ code, node }) => [code, node]), [
    ["layer-not-corrected", "relu"],
    ["biases-corrected", undefined],
  ]);
  const nothing = await calibrate(graph(), { ...options, targets: new Map() });
  assertEquals(nothing.findings.map(({ code }) => code), [
    "layer-not-corrected",
    "layer-not-corrected",
  ]);
  assertEquals(nothing.graph, graph());
});

Deno.test("calibrate() tells how far it is", async () => {
  const seen: (readonly [number, number])[] = [];
  await calibrate(graph(), {
    ...options,
    samples: samples.slice(0, 3),
    onProgress: (done, total) => void seen.push([done, total]),
  });
  assertEquals(seen, [[1, 6], [2, 6], [3, 6], [4, 6], [5, 6], [6, 6]]);
});

Deno.test("calibrate() gives the simulator back where the work is ended", async () => {
  let open = 0;
  const createSimulator: CalibrateOptions["createSimulator"] = (network, wanted) => {
    open++;
    return { ...createPlainSimulator(network, wanted), dispose: () => void open-- };
  };
  const onProgress = (): never => {
    throw new Error("enough");
  };
  await assertRejects(
    () => calibrate(graph(), { ...options, createSimulator, onProgress }),
    Error,
    "enough",
  );
  assertEquals(open, 0);
});

Deno.test("calibrate() refuses wrong counts, no samples and targets of other channels", async () => {
  await assertRejects(
    () => calibrate(graph(), { ...options, timesteps: 0.5, corrections: 0, samples: [] }),
    RangeError,
    `Cannot calibrate "sum" as timesteps must be a whole number ≥ 1: received 0.5; corrections ` +
      `must be a whole number ≥ 1: received 0; there must be at least one sample: received none`,
  );
  await assertRejects(
    () => calibrate(graph(), { ...options, targets: new Map([["relu", new Float64Array(3)]]) }),
    TypeError,
    `"relu" of 2 channels has 3`,
  );
});

Deno.test("probePopulation() reads the mean rate of each channel", () => {
  const net = graphBuilder<RateOp>("planes");
  const x = net.input([2, 2, 3]);
  const n = net.named("n", population(), x);
  const part = probePopulation(net.finish(net.named("out", population(), n)), "n");
  const simulator = createPlainSimulator(compileNetwork(part), { timesteps: 4 });
  const { scores } = simulator.simulate(
    Float32Array.of(0.25, 0.5, 0.75, 1, 0, 0, /**/ 1, 1, 1, 1, 1, 1),
  );
  assertAlmostEquals(scores[0], 2.5 / 6, 1e-6);
  assertAlmostEquals(scores[1], 1, 1e-6);
});

Deno.test("probePopulation() refuses what are no neurons", () => {
  assertThrows(
    () => probePopulation(tinyRateGraph(), "pool"),
    TypeError,
    `there must be neurons "pool": received maxPoolGate`,
  );
});
