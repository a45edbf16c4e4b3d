import {
  graphBuilder,
  type If,
  nodesById,
  type RateGraph,
  type RateOp,
  verifyRate,
} from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { dense, population, rateGraphWith } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { delayStart } from "./delay_start.ts";

const TIMESTEPS = 16;

/** Two neurons of thresholds 1 and 2 that get a constant current and begin at half of these. */
function graph(neuron: Partial<If> = {}): RateGraph {
  const net = graphBuilder<RateOp>("two");
  const hidden = net.named("hidden", dense(tensor([2, 2], [1, 0, 0, 1])), net.input([2]));
  const threshold = tensor([2], [1, 2]);
  const op = { ...population(), threshold, initial: tensor([2], [0.5, 1]), ...neuron };
  const relu = net.named("relu", op, hidden);
  const logits = net.named("logits/current", dense(tensor([1, 2], [1, 2])), relu);
  return net.finish(net.named("logits", population(), logits));
}

/** In which steps each neuron of `relu` spikes that gets a current and its bias. */
function spikesOf(graph: RateGraph, currents: readonly [number, number]): number[][] {
  const nodes = nodesById(graph);
  const [{ op: relu }, { op: hidden }] = [nodes.get("relu")!, nodes.get("hidden")!];
  assert(relu.kind === "if" && hidden.kind === "dense");
  return currents.map((current, neuron) => {
    const [theta, steps] = [relu.threshold.data[neuron], [] as number[]];
    let v = relu.initial.data[neuron];
    for (let t = 0; t < TIMESTEPS; t++) {
      v += current + hidden.bias.data[neuron];
      if (v >= theta) steps.push(t);
      if (v >= theta) v -= theta;
    }
    return steps;
  });
}

Deno.test("delayStart() delays the first spike and keeps the count of a constant current", () => {
  const delayed = delayStart(graph(), { by: 0.25, timesteps: TIMESTEPS });
  verifyRate(delayed);
  for (const rate of [0.05, 0.1, 0.27, 0.4, 0.9]) {
    const [before, after] = [graph(), delayed].map((its) => spikesOf(its, [rate, 2 * rate]));
    for (const neuron of [0, 1]) {
      assertEquals(after[neuron].length, before[neuron].length, `at rate ${rate}`);
      after[neuron].forEach((t, k) => assert(t >= before[neuron][k], `at rate ${rate}`));
    }
  }
  const [first, later] = [graph(), delayed].map((its) => spikesOf(its, [0.27, 0.54])[0][0]);
  assert(later > first, `${later} is not after ${first}`);
});

Deno.test("delayStart() leaves outputs and neurons that take spikes or charge away as they are", () => {
  const { nodes } = delayStart(graph(), { by: 0.5, timesteps: TIMESTEPS });
  assertEquals(nodes.at(-1), graph().nodes.at(-1));
  const others: Partial<If>[] = [{ signed: true }, { reset: "zero" }, { leak: 0.9 }, {
    refractory: 2,
  }];
  for (const neuron of others) {
    assertEquals(delayStart(graph(neuron), { by: 0.5, timesteps: TIMESTEPS }), graph(neuron));
  }
});

Deno.test("delayStart() holds every channel back by a share of its own threshold", () => {
  const nodes = nodesById(delayStart(graph(), { by: 0.75, timesteps: TIMESTEPS }));
  const [{ op: relu }, { op: hidden }] = [nodes.get("relu")!, nodes.get("hidden")!];
  assert(relu.kind === "if" && hidden.kind === "dense");
  assertEquals([...relu.initial.data], [-0.25, -0.5]);
  assertEquals([...hidden.bias.data], [0.75 / TIMESTEPS, 1.5 / TIMESTEPS]);
  for (const layer of ["gate", "conv-strided"]) {
    verifyRate(delayStart(rateGraphWith(layer), { by: 0.25, timesteps: TIMESTEPS }));
  }
});
