import { graphBuilder, type If, type RateOp } from "@snnkit/ir";
import { type Shape, tensor } from "@snnkit/tensor";
import { allClose, population } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import { compileNetwork, createOutputReader, type Network, outputOf } from "./mod.ts";

/** A network that is only its output. */
function outputNetwork(shape: Shape, op: Partial<If> = {}): Network {
  const net = graphBuilder<RateOp>("output");
  return compileNetwork(net.finish(net.add({ ...population(), ...op }, net.input(shape))));
}

const cases: readonly (readonly [readonly number[], number])[] = [
  [[0, 0, 0], 0],
  [[1, 2, 2], 1],
  [[-3, -2, -1], 2],
  [[-0, 0, 0], 0],
  [[NaN, 1, 0], 1],
  [[NaN, NaN, NaN], 0],
  [[-Infinity, -Infinity, -1], 2],
  [[-Infinity, -Infinity, -Infinity], 0],
];

Deno.test("createOutputReader() decides for the largest, the lowest of equals", () => {
  const reader = createOutputReader(outputNetwork([3]), "membrane");
  for (const [gathered, winner] of cases) {
    assertEquals(reader.decide(gathered), winner, `${gathered}`);
  }
});

Deno.test("createOutputReader() weighs what was gathered by its unit, exactly", () => {
  const unit = tensor([2], [1, 1 + 2 ** -23]);
  const reader = createOutputReader(outputNetwork([2], { unit }), "membrane");
  assertEquals(reader.decide([1 + 2 ** -23, 1]), 0);
  assertEquals(reader.decide([1, 1]), 1);
});

Deno.test("createOutputReader() gives scores per step, as probabilities for a soft-max", () => {
  const network = outputNetwork([2], { unit: tensor([1], [2]) });
  assertEquals([...createOutputReader(network, "count").scores([3, 0], 4)], [1.5, 0]);
  const [high, low] = createOutputReader(network, "softmax").scores([3, 0], 4);
  allClose([high, low], [1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(1.5))], { absolute: 1e-7 });
  // The largest score is taken off first, or this would overflow.
  const sure = createOutputReader(network, "softmax").scores([4000, 0], 4);
  assertEquals([...sure], [1, 0]);
});

Deno.test("createOutputReader() reads a plane in the graph's order", () => {
  const unit = tensor([2], [1, 10]);
  const reader = createOutputReader(outputNetwork([2, 1, 2], { unit }), "count");
  // Plan order: pixel by pixel, both channels of each.
  assertEquals([...reader.scores([1, 2, 3, 4], 1)], [1, 3, 20, 40]);
  assertEquals(reader.decide([1, 4, 3, 2]), 2);
});

Deno.test("createOutputReader() knows whether the output fires", () => {
  const fires = (["membrane", "softmax", "count"] as const)
    .map((readout) => createOutputReader(outputNetwork([2]), readout).fires);
  assertEquals(fires, [false, false, true]);
});

Deno.test("outputOf() refuses a plan whose output is not a population of neurons", () => {
  const network = outputNetwork([2]);
  const { id, shape, layout, neurons } = outputOf(network);
  const relay = { kind: "relay", id, shape, layout, neurons, synapses: [] } as const;
  assertThrows(() => outputOf({ ...network, populations: [relay] }), TypeError, "relay");
});
