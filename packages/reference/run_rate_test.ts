import { assertEquals } from "@std/assert";
import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { dense, gridTensor, maxPool2d, population, tinyRateGraph } from "@snnkit/testkit";
import { createRandom, filled, tensor } from "@snnkit/tensor";
import { runRate } from "./run_rate.ts";

/** Two neurons in a row: `input → first → double → second`. */
function chain(): RateGraph {
  const net = graphBuilder<RateOp>("chain");
  const first = net.named("first", population(), net.input([1]));
  net.named("second", population(), net.add(dense(tensor([1, 1], [2])), first));
  return net.finish();
}

const train = (spikes: readonly Int8Array[]): number[] => spikes.map(([spike]) => spike);

Deno.test("runRate() lets a spike reach the next population in the same step", () => {
  const trace = runRate(chain(), [tensor([1], [0.5])], 5);
  assertEquals(train(trace.get("first")!.spikes), [0, 1, 0, 1, 0]);
  assertEquals(train(trace.get("second")!.spikes), [0, 1, 1, 1, 1]);
  assertEquals(trace.get("second")!.currents.map(([i]) => i), [0, 2, 0, 2, 0]);
  assertEquals(trace.get("second")!.potentials.map(([v]) => v), [0, 1, 0, 1, 0]);
});

Deno.test("runRate() asks for the inputs of each step", () => {
  const trace = runRate(chain(), (step) => [tensor([1], [step === 2 ? 1 : 0])], 4);
  assertEquals(train(trace.get("first")!.spikes), [0, 0, 1, 0]);
});

Deno.test("runRate() of no steps has fired nothing", () => {
  assertEquals(runRate(chain(), [tensor([1], [1])], 0).get("first")!.spikes, []);
});

Deno.test("runRate() passes at each gate the most active neuron of its window", () => {
  const net = graphBuilder<RateOp>("gate");
  const spikes = net.named("spikes", population(), net.input([1, 2, 2]));
  const gate = net.named("gate", { ...maxPool2d(2), kind: "maxPoolGate" }, spikes);
  const graph = net.finish(net.named("out", population(), gate));
  const trace = runRate(graph, [tensor([1, 2, 2], [0.25, 0.5, 0.125, 0])], 8);
  // The second neuron fires at steps 1, 3, 5, 7 and leads from its first spike on.
  assertEquals(train(trace.get("gate")!.spikes), [0, 1, 0, 1, 0, 1, 0, 1]);
  assertEquals(train(trace.get("out")!.spikes), [0, 1, 0, 1, 0, 1, 0, 1]);
});

Deno.test("runRate() lets a signed neuron take back what came too early", () => {
  const net = graphBuilder<RateOp>("early");
  const signed = { ...population(), signed: true };
  const fast = net.named("fast", population(), net.input([2]));
  const sum = net.add(dense(tensor([1, 2], [1, -0.75])), fast);
  const middle = net.named("middle", signed, sum);
  net.named("out", signed, net.add(dense(tensor([1, 1], [1])), middle));
  const trace = runRate(net.finish(), [tensor([2], [0.5, 0.25])], 4);
  // Its currents are 0, 1, 0, 1 − 0.75; then, of a sample that turns round, 0, 1, 0, −0.75.
  assertEquals(train(trace.get("middle")!.spikes), [0, 1, 0, 0]);
  const turned = runRate(net.finish(), (t) => [tensor([2], t < 2 ? [0.5, 0] : [0, 0.5])], 4);
  assertEquals(train(turned.get("middle")!.spikes), [0, 1, 0, -1]);
  assertEquals(train(turned.get("out")!.spikes), [0, 1, 0, -1]);
  assertEquals(turned.get("middle")!.potentials[3], Float32Array.of(0.25));
});

Deno.test("runRate() passes at each tracking gate the largest count of its window", () => {
  const net = graphBuilder<RateOp>("track");
  const spikes = net.named("spikes", { ...population(), signed: true }, net.input([1, 1, 3]));
  const gate = { ...maxPool2d([1, 2], 1), kind: "maxPoolGate", estimator: "track" } as const;
  net.named("out", population(), net.named("gate", gate, spikes));
  const steps = [[1, 0, 0], [0, 1, 0], [-0.5, 0, 0], [0, -0.5, 1], [0, 0, 1]];
  const graph = net.finish();
  const trace = runRate(graph, (t) => [tensor([1, 1, 3], steps[t])], 5);
  // Counts: 1 0 0, 1 1 0, 0 1 0, 0 0 1, 0 0 2.
  assertEquals(trace.get("gate")!.spikes.map((row) => [...row]), [
    [1, 0],
    [0, 1],
    [0, 0],
    [-1, 0],
    [0, 1],
  ]);
});

Deno.test("runRate() conserves charge in every population of a network", () => {
  const graph = tinyRateGraph();
  const trace = runRate(graph, [gridTensor(createRandom(5), [1, 6, 6], 0, 1)], 20);
  for (const id of ["relu", "output"]) {
    const { spikes, potentials, currents } = trace.get(id)!;
    const neurons = potentials[0].length;
    assertEquals(spikes.some((step) => step.includes(1)), true, `${id} is silent`);
    for (let i = 0; i < neurons; i++) {
      const charge = currents.reduce((sum, step) => sum + step[i], 0);
      const fired = spikes.reduce((sum, step) => sum + step[i], 0);
      assertEquals(charge, potentials[19][i] + fired);
    }
  }
});

Deno.test("runRate() starts every sample afresh", () => {
  const run = () => runRate(tinyRateGraph(), [filled([1, 6, 6], 0.5)], 6);
  assertEquals(run(), run());
});
