import {
  type AnnGraph,
  type AnnOp,
  graphBuilder,
  type RateGraph,
  type RateOp,
  verifyRate,
} from "@snnkit/ir";
import { dense, maxPool2d, population, randomTensor } from "@snnkit/testkit";
import { createRandom, filled, tensor } from "@snnkit/tensor";
import { assertEquals } from "@std/assert";
import { planErrors } from "./plan_errors.ts";

const weight = randomTensor(createRandom(1), [2, 8]);

/** Neurons `relu` of a reset, a gate `pool` and an output `logits`. */
function spiking(reset: "subtract" | "zero"): RateGraph {
  const net = graphBuilder<RateOp>("spiking");
  const x = net.named("relu", { ...population(), reset }, net.input([2, 4, 4]));
  const gate = { ...maxPool2d(2, 2), kind: "maxPoolGate" } as const;
  const flat = net.add({ kind: "reshape", shape: [8] }, net.named("pool", gate, x));
  return net.finish(net.named("logits", { ...population(), reset }, net.add(dense(weight), flat)));
}

/** The trained network with the same names. */
function ann(activation: AnnOp): AnnGraph {
  const net = graphBuilder<AnnOp>("trained");
  const x = net.named("relu", activation, net.input([2, 4, 4]));
  const flat = net.add({ kind: "reshape", shape: [8] }, net.named("pool", maxPool2d(2, 2), x));
  return net.finish(net.named("logits", dense(weight), flat));
}

Deno.test("planErrors() knows what each population stands for", () => {
  const graph = spiking("subtract");
  const plan = planErrors(graph, ann({ kind: "clip", min: 0, max: 6 }));
  assertEquals(plan.graph, graph);
  assertEquals(plan.nodes, ["relu", "pool", "logits"]);
  const [relu, pool, logits] = plan.layers;
  assertEquals([relu.kind, pool.kind, logits.kind], ["neurons", "gate", "summed"]);
  assertEquals(relu.kind === "neurons" && relu.range, [0, 6]);
  assertEquals(pool.kind === "gate" && pool.source, "relu");
  const levels = {
    scale: tensor([2], [0.5, 0.25]),
    zeroPoint: tensor([2], [1, 1]),
    min: 1,
    max: 4,
  };
  const [rounded] = planErrors(graph, ann({ kind: "fakeQuantise", ...levels })).layers;
  assertEquals(rounded.kind === "neurons" && rounded.range, [0, 1.5]);
});

Deno.test("planErrors() takes outputs that fire for neurons of any activation", () => {
  const { layers } = planErrors(spiking("subtract"), ann({ kind: "relu" }), { outputFires: true });
  const [relu, , logits] = layers;
  assertEquals(relu.kind === "neurons" && relu.range, [0, Infinity]);
  assertEquals(logits.kind === "neurons" && logits.range, [-Infinity, Infinity]);
  assertEquals([relu, logits].map((layer) => layer.kind === "neurons" && layer.isOutput), [
    undefined,
    true,
  ]);
});

Deno.test("planErrors() puts meters beside neurons that lose charge", () => {
  const { graph, layers } = planErrors(spiking("zero"), ann({ kind: "relu" }));
  verifyRate(graph);
  assertEquals(graph.nodes.map(({ id }) => id).slice(0, 4), [
    "input",
    "relu",
    "relu/meter",
    "pool",
  ]);
  assertEquals(graph.nodes[2].inputs, ["input"]);
  const [relu, , logits] = layers;
  assertEquals(relu.kind === "neurons" && relu.meter, "relu/meter");
  // Outputs that only sum keep all that they receive.
  assertEquals(logits.kind, "summed");
});

Deno.test("planErrors() takes leaky neurons for such that lose charge, not refractory ones", () => {
  for (const [more, nodes] of [[{ leak: 0.9 }, 4], [{ refractory: 2 }, 3]] as const) {
    const net = graphBuilder<RateOp>("leaky");
    const x = net.named("relu", { ...population(), ...more }, net.input([2]));
    const graph = net.finish(net.named("out", population(), x));
    const twin = graphBuilder<AnnOp>("twin");
    const ann = twin.finish(twin.named("relu", { kind: "relu" }, twin.input([2])));
    assertEquals(planErrors(graph, ann).graph.nodes.length, nodes);
  }
});

Deno.test("planErrors() cannot look behind a gate of rearranged spikes", () => {
  const net = graphBuilder<RateOp>("padded");
  const x = net.named("relu", population(), net.input([1, 2, 2]));
  const around = { before: [0, 1, 1], after: [0, 1, 1] } as const;
  const padded = net.named("pad", { kind: "pad", ...around, mode: "constant", value: 0 }, x);
  const gate = { ...maxPool2d(2, 2), kind: "maxPoolGate" } as const;
  const pooled = net.named("pool", gate, padded);
  const graph = net.finish(net.named("out", { ...population(), unit: filled([1], 1) }, pooled));
  const twin = graphBuilder<AnnOp>("twin");
  const same = { kind: "pad", ...around, mode: "constant", value: 0 } as const;
  const relu = twin.named("relu", { kind: "relu" }, twin.input([1, 2, 2]));
  const other = twin.finish(twin.named("pool", maxPool2d(2, 2), twin.named("pad", same, relu)));
  const [, pool, out] = planErrors(graph, other).layers;
  assertEquals(
    pool.kind === "opaque" && pool.reason,
    'its spikes come through "pad", which rearranges them',
  );
  assertEquals(
    out.kind === "opaque" && out.reason,
    "the trained network has no values of this name",
  );
});
