import { graphBuilder, type NodeId, type RateGraph, type RateOp } from "@snnkit/ir";
import { createRandom, filled, type Shape, sizeOf, tensor } from "@snnkit/tensor";
import { allClose, avgPool2d, conv2d, dense, maxPool2d, population } from "@snnkit/testkit";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { evaluate, type Value } from "./_evaluate.ts";
import { blockNames, randomGraph, randomSample } from "./conformance/mod.ts";
import {
  analogCurrents,
  compileNetwork,
  forEachTarget,
  graphIndex,
  type IfPopulation,
  type Network,
  type Population,
} from "./mod.ts";

/** Values of every node in float64, with given outputs of the spiking ones. */
function currents(
  graph: RateGraph,
  sample: Float32Array,
  outputs: ReadonlyMap<NodeId, Float64Array>,
): Map<NodeId, Value> {
  const values = new Map<NodeId, Value>();
  const shapes = new Map<NodeId, Shape>();
  for (const { id, op, inputs, shape } of graph.nodes) {
    shapes.set(id, shape);
    const spikes = outputs.get(id);
    if (spikes) values.set(id, spikes);
    else if (op.kind === "input") values.set(id, Float64Array.from(sample));
    else {
      const operands = inputs.map((input) => values.get(input));
      values.set(id, evaluate(op, operands, inputs.map((input) => shapes.get(input)!), shape));
    }
  }
  return values;
}

/** The current of every population of neurons by the plan, in the graph's order. */
function planned(
  network: Network,
  sample: Float32Array,
  outputs: ReadonlyMap<NodeId, Float64Array>,
): Map<NodeId, Float64Array> {
  const analog = analogCurrents(network, sample);
  const emitted: Float64Array[] = [];
  const found = new Map<NodeId, Float64Array>();
  network.populations.forEach((population, p) => {
    const { id, kind, layout, neurons } = population;
    const sum = new Float64Array(neurons);
    if ("synapses" in population) {
      if (kind === "if") {
        const drift = analog.get(p) ?? population.drift!;
        for (let i = 0; i < neurons; i++) sum[i] = drift[i % drift.length];
      }
      for (const synapse of population.synapses) {
        emitted[synapse.source].forEach((out, j) =>
          forEachTarget(synapse, j, (target, weight) => sum[target] += weight * out)
        );
      }
      if (kind === "if") {
        const ordered = new Float64Array(neurons);
        sum.forEach((x, i) => ordered[graphIndex(layout, i)] = x);
        found.set(id, ordered);
      }
    }
    const spikes = outputs.get(id);
    emitted.push(spikes ? spikes.map((_, i) => spikes[graphIndex(layout, i)]) : sum);
  });
  return found;
}

function checkCurrents(graph: RateGraph, seed: number): void {
  const random = createRandom(seed, 17);
  const network = compileNetwork(graph);
  const sample = randomSample(graph, seed);
  const outputs = new Map<NodeId, Float64Array>();
  for (const { id, op, shape } of graph.nodes) {
    if (!["encode", "if", "maxPoolGate"].includes(op.kind)) continue;
    outputs.set(id, Float64Array.from({ length: sizeOf(shape) }, () => random.integer(2)));
  }
  const expected = currents(graph, sample, outputs);
  for (const [id, current] of planned(network, sample, outputs)) {
    const { inputs, shape } = graph.nodes.find((node) => node.id === id)!;
    const value = expected.get(inputs[0]) ?? new Float64Array(sizeOf(shape));
    // The plan rounds each drift and each composed weight to float32 once.
    allClose(current, value, { absolute: 1e-4, relative: 1e-5 });
  }
}

for (const name of blockNames) {
  Deno.test(`compileNetwork() carries every current of the graph through "${name}"`, () => {
    for (let seed = 0; seed < 12; seed++) {
      checkCurrents(randomGraph(seed, { blocks: [name] }), seed);
    }
  });
}

Deno.test("compileNetwork() carries every current of random graphs", () => {
  for (let seed = 100; seed < 160; seed++) checkCurrents(randomGraph(seed), seed);
});

type Net = ReturnType<typeof graphBuilder<RateOp>>;

/** The plan of a network that begins with 4 × 4 neurons of two channels, `"spikes"`. */
function planOf(build: (net: Net, spikes: NodeId) => NodeId): Network {
  const net = graphBuilder<RateOp>("net");
  const spikes = net.named("spikes", population(), net.input([2, 4, 4]));
  return compileNetwork(net.finish(net.named("out", population(), build(net, spikes))));
}

/** Populations as `id: kinds of synapses by source`. */
function wires({ populations }: Network): string[] {
  const sources = (p: Population): string[] =>
    p.kind === "gate"
      ? p.sources.map((s) => populations[s.population].id)
      : "synapses" in p
      ? p.synapses.map((s) => `${s.kind} ${populations[s.source].id}`)
      : [];
  return populations.map((p) => `${p.kind} ${p.id}: ${sources(p).join(", ")}`);
}

function neuronsOf({ populations }: Network, id: NodeId): IfPopulation {
  const found = populations.find((p) => p.id === id);
  if (found?.kind !== "if") throw new Error(`No neurons are called "${id}"`);
  return found;
}

const SPIKES = "if spikes: ";
const kernel = filled([3, 2, 3, 3], 1);

Deno.test("compileNetwork() shares the weights of a plain convolution", () => {
  const network = planOf((net, x) => net.add(conv2d(kernel, { padding: 1 }), x));
  assertEquals(wires(network), [SPIKES, "if out: conv2d spikes"]);
  assertStrictEquals(neuronsOf(network, "out").synapses[0].weight, kernel.data);
});

Deno.test("compileNetwork() puts both branches of a sum on one membrane", () => {
  const network = planOf((net, x) =>
    net.add(
      { kind: "add" },
      net.add(conv2d(filled([2, 2, 3, 3], 1), { padding: 1 }), x),
      net.add({ kind: "affine", scale: tensor([1], [0.5]), shift: tensor([1], [0]) }, x),
    )
  );
  assertEquals(wires(network), [SPIKES, "if out: conv2d spikes, sparse spikes"]);
});

Deno.test("compileNetwork() puts a relay before a convolution of an average, none before neurons", () => {
  const pooled = planOf((net, x) => net.add(avgPool2d(2), x));
  assertEquals(wires(pooled), [SPIKES, "if out: sparse spikes"]);
  const convolved = planOf((net, x) =>
    net.add(conv2d(kernel, { padding: 1 }), net.named("pool", avgPool2d(2), x))
  );
  assertEquals(wires(convolved), [SPIKES, "relay pool: sparse spikes", "if out: conv2d pool"]);
});

Deno.test("compileNetwork() makes one relay for two readers", () => {
  const network = planOf((net, x) => {
    const pool = net.named("pool", avgPool2d(2), x);
    return net.add(
      { kind: "add" },
      net.add(conv2d(filled([1, 2, 1, 1], 1)), pool),
      net.add(conv2d(filled([1, 2, 1, 1], 2)), pool),
    );
  });
  assertEquals(wires(network), [
    SPIKES,
    "relay pool: sparse spikes",
    "if out: conv2d pool, conv2d pool",
  ]);
});

Deno.test("compileNetwork() reads a fully connected layer through any rearrangement", () => {
  const network = planOf((net, x) => {
    const turned = net.add({ kind: "transpose", order: [1, 2, 0] }, x);
    return net.add(dense(filled([5, 32], 1)), net.add({ kind: "reshape", shape: [32] }, turned));
  });
  assertEquals(wires(network), [SPIKES, "if out: dense spikes"]);
});

Deno.test("compileNetwork() slices a kernel by the populations that are joined before it", () => {
  const network = planOf((net, x) => {
    const other = net.named("other", population(), net.add(conv2d(filled([1, 2, 1, 1], 1)), x));
    const joined = net.add({ kind: "concat", axis: 0 }, other, x);
    return net.add(conv2d(filled([2, 3, 3, 3], 1)), joined);
  });
  assertEquals(wires(network), [
    SPIKES,
    "if other: conv2d spikes",
    "if out: conv2d other, conv2d spikes",
  ]);
});

Deno.test("compileNetwork() lets a gate watch populations, joined and zero-padded ones too", () => {
  const network = planOf((net, x) => {
    const joined = net.add({ kind: "concat", axis: 0 }, x, x);
    const before = [0, 1, 1];
    const padded = net.add(
      { kind: "pad", before, after: before, mode: "constant", value: 0 },
      joined,
    );
    return net.named("gate", { ...maxPool2d(2), kind: "maxPoolGate" }, padded);
  });
  assertEquals(wires(network), [SPIKES, "gate gate: spikes, spikes", "if out: sparse gate"]);
});

Deno.test("compileNetwork() keeps the drift of like pixels once a channel", () => {
  const bias = tensor([3], [1, 2, 3]);
  const network = planOf((net, x) => net.add(conv2d(kernel, { padding: 1, bias }), x));
  assertEquals(neuronsOf(network, "spikes").drift, undefined);
  assertEquals([...neuronsOf(network, "out").drift!], [1, 2, 3]);
});

Deno.test("compileNetwork() carries a bias through later operations, borders included", () => {
  const ones = filled([1, 1, 3, 3], 1);
  const network = planOf((net, x) => {
    const first = net.add(conv2d(filled([1, 2, 1, 1], 1), { bias: tensor([1], [0.5]) }), x);
    return net.add(conv2d(ones, { padding: 1, bias: tensor([1], [0.25]) }), first);
  });
  const drift = neuronsOf(network, "out").drift!;
  assertEquals([...drift.subarray(0, 6)], [2.25, 3.25, 3.25, 2.25, 3.25, 4.75]);
});

Deno.test("compileNetwork() gives one value a channel to parameters, also behind a reshape", () => {
  const net = graphBuilder<RateOp>("net");
  const shape = [2, 2];
  const spikes = net.add(
    { ...population(), threshold: tensor([4], [1, 2, 3, 4]) },
    net.add(
      { kind: "reshape", shape: [4] },
      net.add(conv2d(filled([2, 1, 1, 1], 1)), net.input([1, 1, 2])),
    ),
  );
  const plane = net.add({ kind: "reshape", shape: [2, 1, 2] }, spikes);
  net.add(
    population(),
    net.add({ kind: "reshape", shape }, net.add(conv2d(filled([2, 2, 1, 1], 1)), plane)),
  );
  const network = compileNetwork(net.finish());
  // Channel 0 of the plane has neurons 0 and 1 of the graph; the plan goes pixel by pixel.
  assertEquals([...neuronsOf(network, spikes).threshold], [1, 3, 2, 4]);
  assertEquals(wires(network)[1].split(": ")[1].split(" ")[0], "conv2d");
});

Deno.test("compileNetwork() refuses graphs without one input and one unread output, naming all problems", () => {
  const net = graphBuilder<RateOp>("twins");
  const first = net.add(population(), net.input([1]));
  const second = net.add(population(), net.add({ kind: "add" }, first, net.input([1], "other")));
  assertThrows(
    () => compileNetwork(net.finish(first, second)),
    TypeError,
    'Cannot simulate graph "twins" as it must have one input: received 2; it must have one output: ' +
      'received 2; nothing may read its output "if_1": node "add_3" does',
  );
});

Deno.test("compileNetwork() gives a plan that survives being sent to a worker", () => {
  const network = compileNetwork(randomGraph(3));
  assertEquals(structuredClone(network), network);
});

Deno.test("compileNetwork() tells which populations may send negative spikes", () => {
  const window = { ...maxPool2d([1, 2]), kind: "maxPoolGate" } as const;
  const track = { ...window, estimator: "track" } as const;
  const net = graphBuilder<RateOp>("signed");
  const plain = net.named("plain", population(), net.input([2, 2, 4]));
  const signed = net.named("signed", { ...population(), signed: true }, plain);
  const joined = net.add({ kind: "concat", axis: 0 }, plain, signed);
  // Spikes that are turned reach a gate through a relay.
  const turned = net.add({ kind: "transpose", order: [0, 2, 1] }, signed);
  const gates = [
    net.named("first", window, plain),
    net.named("tracked", track, plain),
    net.named("mixed", track, joined),
    net.named("turned", track, turned),
  ].map((id) => net.add({ kind: "reshape", shape: [sizeOf(net.shapeOf(id))] }, id));
  const all = net.add({ kind: "concat", axis: 0 }, ...gates);
  const { populations } = compileNetwork(net.finish(net.named("out", population(), all)));
  const told = populations.map((p) => [
    p.kind === "relay" ? "relay" : p.id,
    ...(p.kind === "relay" ? [] : [p.signed]),
    ...(p.kind === "gate" ? [p.estimator.kind] : []),
  ]);
  assertEquals(told, [
    ["plain", false],
    ["signed", true],
    ["first", false, "first"],
    ["tracked", false, "track"],
    ["mixed", true, "track"],
    ["relay"],
    ["turned", true, "track"],
    ["out", false],
  ]);
});

Deno.test("compileNetwork() tells how neurons forget and wait, and how gates estimate", () => {
  const window = { ...maxPool2d([1, 2]), kind: "maxPoolGate" } as const;
  const net = graphBuilder<RateOp>("kinds");
  const input = net.input([1, 1, 8]);
  const leaky = net.add({ ...population(), leak: 0.9, refractory: 2 }, input);
  const ops = [
    { estimator: "exponential", decay: 0.7 },
    { estimator: "exponential" },
    { estimator: "window", steps: 5 },
    { estimator: "window" },
  ] as const;
  const gates = ops.map((op) => net.add({ ...window, ...op }, leaky));
  const sum = net.add({ kind: "concat", axis: 0 }, ...gates);
  const { populations } = compileNetwork(net.finish(net.add(population(), sum)));
  const neurons = populations.filter((p) => p.kind === "if");
  assertEquals(neurons.map((p) => [p.leak, p.refractory]), [[Math.fround(0.9), 2], [1, 0]]);
  assertEquals(populations.flatMap((p) => p.kind === "gate" ? [p.estimator] : []), [
    { kind: "exponential", decay: Math.fround(0.7) },
    { kind: "exponential", decay: Math.fround(0.9) },
    { kind: "window", steps: 5 },
    { kind: "window", steps: 16 },
  ]);
});
