import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork } from "@snnkit/sim";
import { filled, type Shape, tensor } from "@snnkit/tensor";
import { conv2d, dense, population } from "@snnkit/testkit";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { addCurrent } from "./mod.ts";

/** `constant` → `make` → neurons `n` → neurons `out`. */
function graphOf(
  shape: Shape,
  make: (net: ReturnType<typeof graphBuilder<RateOp>>, input: string) => string,
): RateGraph {
  const net = graphBuilder<RateOp>("graph");
  net.input([1]);
  const first = net.named("c", { kind: "constant", value: filled(shape, 0) });
  const neurons = net.named("n", population(), make(net, first));
  return net.finish(net.named("out", population(), neurons));
}

/** The constant current of the neurons `n`, one a channel. */
function drift(graph: RateGraph): readonly number[] {
  const found = compileNetwork(graph).populations.find(({ id }) => id === "n")!;
  assert(found.kind === "if");
  return [...found.drift!];
}

const kernel = filled([2, 2, 1, 1], 1);
const bias = tensor([2], [0.25, -1]);

Deno.test("addCurrent() changes the bias of the layer below, by whatever it is read", () => {
  const cases: Record<string, readonly [RateGraph, number]> = {
    "a convolution": [graphOf([2, 2, 2], (net, x) => net.add(conv2d(kernel, { bias }), x)), 0],
    "a full connection": [graphOf([2], (net, x) => net.add(dense(filled([2, 2], 1), bias), x)), 0],
    "an affine operation": [
      graphOf([2], (net, x) => net.add({ kind: "affine", scale: filled([1], 1), shift: bias }, x)),
      0,
    ],
    "a sum": [
      graphOf(
        [2, 2, 2],
        (net, x) => net.add({ kind: "add" }, x, net.add(conv2d(kernel, { bias }), x)),
      ),
      0,
    ],
    "a shared convolution": [
      graphOf([2, 2, 2], (net, x) => {
        const conv = net.add(conv2d(kernel, { bias }), x);
        return net.add({ kind: "add" }, conv, net.add(conv2d(filled([2, 2, 1, 1], 0)), conv));
      }),
      0,
    ],
    "a flat shift of many rows": [
      graphOf([2, 2], (net, x) => net.add(dense(filled([2, 2], 1)), x)),
      1,
    ],
    "spikes alone": [
      graphOf([2], (net, x) => net.named("before", population(), x)),
      1,
    ],
  };
  for (const [name, [graph, added]] of Object.entries(cases)) {
    const before = drift(graph);
    const current = [0.5, -0.125];
    const corrected = addCurrent(graph, "n", current);
    assertEquals(corrected.nodes.length - graph.nodes.length, added, name);
    const after = drift(corrected);
    const channels = (values: readonly number[]): readonly number[] =>
      values.length === 1 ? [values[0], values[0]] : [values[0], values.at(-1)!];
    const change = channels(after).map((value, k) => value - channels(before)[k]);
    assertEquals(change, current, name);
  }
});

Deno.test("addCurrent() leaves a bias alone that others read, and shares what it keeps", () => {
  const net = graphBuilder<RateOp>("shared");
  const x = net.input([2]);
  const d = net.named("d", dense(filled([2, 2], 1), bias), x);
  const n = net.named("n", population(), d);
  const m = net.named("m", population(), d);
  const graph = net.finish(net.named("out", population(), net.add({ kind: "add" }, n, m)));
  const corrected = addCurrent(graph, "n", [1, 2]);
  assertEquals(corrected.nodes.map(({ id }) => id), [
    "input",
    "d",
    "n/current",
    "n",
    "m",
    "add_4",
    "out",
  ]);
  assertStrictEquals(corrected.nodes[1], graph.nodes[1]);
  assertEquals(graph.nodes[2].inputs, ["d"]);
});

Deno.test("addCurrent() refuses what are no neurons, and currents of other channels", () => {
  const graph = graphOf([2], (net, x) => net.named("d", dense(filled([2, 2], 1)), x));
  for (
    const [id, current, problem] of [
      ["d", [1, 2], `"d" must be neurons of "graph": received dense`],
      ["x", [1, 2], `"x" must be neurons of "graph": received no such node`],
      ["n", [1], `"n" needs one a channel, 2: received 1`],
    ] as const
  ) {
    assertThrows(() => addCurrent(graph, id, current), TypeError, problem);
  }
});
