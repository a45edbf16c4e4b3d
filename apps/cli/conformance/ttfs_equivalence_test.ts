import { calibrationNodes, convertToTtfs, explainSpiking, prepareAnn } from "@snnkit/convert";
import {
  type ActivationStats,
  type AnnGraph,
  createDistribution,
  type NodeId,
  type NodeStats,
} from "@snnkit/ir";
import { runAnn } from "@snnkit/reference";
import { compileTimedNetwork, createEventTtfs } from "@snnkit/sim-ttfs";
import { createRandom, type Tensor } from "@snnkit/tensor";
import { ANN_LAYERS, annGraphWith, randomTensor, tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { randomAnn } from "./_random_ann.ts";

const GRAPHS: readonly AnnGraph[] = [
  tinyConvNet(),
  tinyResNet(),
  ...ANN_LAYERS.map((layer) => annGraphWith(layer)),
  ...Array.from({ length: 120 }, (_, seed) => randomAnn(seed)),
];

function distribution(values: Float32Array): NodeStats["all"] {
  const builder = createDistribution();
  builder.add(values);
  return builder.finish();
}

/** Statistics of the values of one sample. */
function statsOf(graph: AnnGraph, values: ReadonlyMap<NodeId, Tensor>): ActivationStats {
  const nodes = calibrationNodes(graph).map((id) => {
    const { data } = values.get(id)!;
    const all = distribution(data);
    return [id, { all, channels: [all], sampleMaxima: all }] as const;
  });
  return { samples: 1, nodes: new Map(nodes) };
}

/** Networks that convert, with one sample. */
function converted() {
  return GRAPHS.flatMap((graph) => {
    if (explainSpiking(graph, "ttfs-exact").length > 0) return [];
    const inputs = graph.nodes.filter((node) => node.op.kind === "input");
    if (inputs.length !== 1 || graph.outputs.length !== 1) return [];
    // Roundings are left out, so that the networks differ by right.
    if (graph.nodes.some(({ op }) => op.kind === "fakeQuantise")) return [];
    const sample = randomTensor(createRandom(1, 12), inputs[0].shape);
    const prepared = prepareAnn(graph, "ttfs-exact");
    const values = runAnn(prepared, [sample]);
    const { graph: spiking } = convertToTtfs(prepared, statsOf(prepared, values));
    return [{ graph, prepared, spiking, sample, values }];
  });
}

Deno.test("ttfs-exact gives the trained network's values on all that can be converted", () => {
  let compared = 0;
  for (const { graph, prepared, spiking, sample, values } of converted()) {
    const simulator = createEventTtfs(compileTimedNetwork(spiking), { times: true });
    const { scores, clipped, times } = simulator.simulate(sample.data);
    const wanted = values.get(prepared.outputs[0])!.data;
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    scores.forEach((score, k) => {
      const off = Math.abs(score - wanted[k]) / largest;
      assert(off < 1e-4, `"${graph.name}" is off by ${off} at ${k}`);
    });
    // A window as long as a clip is high is left wherever the clip cuts off, too.
    const isSaturating = prepared.nodes.some(({ op }) => op.kind === "clip");
    if (!isSaturating) assertEquals(clipped.reduce((sum, n) => sum + n, 0), 0, graph.name);
    // Every neuron that bears the name of an activation says it.
    simulator.layers.forEach(({ id, window: { end } }, layer) => {
      const activation = values.get(id);
      const { op } = prepared.nodes.find((node) => node.id === id) ?? {};
      if (activation === undefined || op?.kind !== "relu") return;
      times![layer].forEach((time, i) => {
        const said = time < Infinity ? end - time : 0;
        const scale = Math.max(1e-3, ...activation.data);
        assert(Math.abs(said - activation.data[i]) < 1e-4 * scale, `${graph.name} ${id}`);
        compared++;
      });
    });
  }
  assert(compared > 5000, `${compared} activations were compared`);
});

Deno.test("ttfs-exact cuts off what is beyond its windows, and counts it", () => {
  let clippedGraphs = 0;
  for (const { prepared, spiking, sample } of converted().slice(0, 40)) {
    const louder = sample.data.map((value) => 4 * value);
    const simulator = createEventTtfs(compileTimedNetwork(spiking), { times: true });
    const { clipped, times } = simulator.simulate(louder);
    if (clipped.some((count) => count > 0)) clippedGraphs++;
    simulator.layers.forEach(({ window: { start } }, layer) =>
      assert(times![layer].every((time) => time >= start - 1e-9), prepared.name)
    );
  }
  assert(clippedGraphs > 20, `${clippedGraphs} networks left their windows`);
});
