import type { NodeId, RateGraph, RateOp } from "@snnkit/ir";
import { graphBuilder } from "@snnkit/ir";
import { createRandom, filled, type Shape, sizeOf, tensor } from "@snnkit/tensor";
import { allClose, avgPool2d, conv2d, dense, maxPool2d, population } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { evaluate, type Value } from "./_evaluate.ts";
import { blockNames, randomGraph, randomSample } from "./conformance/mod.ts";
import { analogCurrents, compileNetwork, forEachTarget, graphIndex, type Network } from "./mod.ts";

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
    if (kind !== "gate") {
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
    if (op.kind !== "if" && op.kind !== "maxPoolGate") continue;
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
