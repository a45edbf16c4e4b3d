import { type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { avgPool2d, maxPool2d, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { dropIdentities } from "./drop_identities.ts";

const relu: AnnOp = { kind: "relu" };

const IDENTITIES: readonly AnnOp[] = [
  { kind: "reshape", shape: [2, 3, 3] },
  { kind: "transpose", order: [0, 1, 2] },
  { kind: "slice", start: [0, 0, 0], step: [1, 1, 1], size: [2, 3, 3] },
  { kind: "pad", before: [0, 0, 0], after: [0, 0, 0], mode: "constant", value: 7 },
  { kind: "concat", axis: 1 },
  { kind: "resizeNearest", rows: [0, 1, 2], columns: [0, 1, 2] },
  { kind: "affine", scale: filled([1], 1), shift: filled([2, 1, 1], 0) },
  { kind: "clip", min: -Infinity, max: Infinity },
  { kind: "leakyRelu", slope: 1 },
  maxPool2d(1),
  avgPool2d(1),
];
const OTHERS: readonly AnnOp[] = [
  { kind: "transpose", order: [0, 2, 1] },
  { kind: "slice", start: [0, 0, 2], step: [1, 1, -1], size: [2, 3, 3] },
  { kind: "resizeNearest", rows: [0, 0, 2], columns: [0, 1, 2] },
  { kind: "affine", scale: filled([1], 1), shift: filled([1], 1) },
  { kind: "clip", min: 0, max: Infinity },
  maxPool2d(3, 1),
  relu,
];

function chain(...ops: readonly AnnOp[]) {
  const net = graphBuilder<AnnOp>("chain");
  let id = net.input([2, 3, 3]);
  ops.forEach((op, i) => id = net.named(`n${i}`, op, id));
  return net.finish();
}

for (const op of IDENTITIES) {
  Deno.test(`dropIdentities() drops a ${op.kind} that changes nothing`, () => {
    const tanh: AnnOp = { kind: "tanh" };
    const graph = dropIdentities(chain(op, tanh));
    assertEquals(graph.nodes.map(({ id, inputs }) => [id, inputs]), [
      ["input", []],
      ["n1", ["input"]],
    ]);
  });
}

for (const op of OTHERS) {
  Deno.test(`dropIdentities() keeps a ${op.kind} that changes something`, () => {
    const graph = chain(op, { kind: "tanh" });
    assert(dropIdentities(graph) === graph);
  });
}

Deno.test("dropIdentities() drops a ReLU of spikes, but not of an average pool", () => {
  const kinds = (...ops: readonly AnnOp[]) =>
    dropIdentities(chain(...ops)).nodes.slice(1).map(({ op }) => op.kind);
  const tanh: AnnOp = { kind: "tanh" };
  assertEquals(kinds(relu, maxPool2d(3), relu, tanh), ["relu", "maxPool2d", "tanh"]);
  assertEquals(kinds(relu, avgPool2d(3), relu, tanh), ["relu", "avgPool2d", "relu", "tanh"]);
});

Deno.test("dropIdentities() joins transposes in their order", () => {
  const graph = dropIdentities(
    chain({ kind: "transpose", order: [1, 2, 0] }, { kind: "transpose", order: [0, 2, 1] }, relu),
  );
  assertEquals(graph.nodes[1].op, { kind: "transpose", order: [1, 0, 2] });
  const back = dropIdentities(
    chain({ kind: "transpose", order: [1, 2, 0] }, { kind: "transpose", order: [2, 0, 1] }, relu),
  );
  assertEquals(back.nodes.map((node) => node.id), ["input", "n2"]);
});

Deno.test("dropIdentities() keeps the name of an output", () => {
  const graph = dropIdentities(chain({ kind: "tanh" }, IDENTITIES[0], IDENTITIES[1]));
  assertEquals(graph.nodes.map(({ id, op }) => [id, op.kind]), [["input", "input"], [
    "n2",
    "tanh",
  ]]);
  assertEquals(graph.outputs, ["n2"]);
});

Deno.test("dropIdentities() rewires all readers of a value that an output names", () => {
  const net = graphBuilder<AnnOp>("read");
  const tanh = net.named("tanh", { kind: "tanh" }, net.input([2]));
  const same = net.named("same", { kind: "reshape", shape: [2] }, tanh);
  const sum = net.named("sum", { kind: "add" }, tanh, same);
  const graph = dropIdentities(net.finish(same, sum));
  assertEquals(graph.nodes.map(({ id, inputs }) => [id, inputs]), [
    ["input", []],
    ["same", ["input"]],
    ["sum", ["same", "same"]],
  ]);
});

Deno.test("dropIdentities() keeps an output that is an input", () => {
  const graph = chain(IDENTITIES[0]);
  assert(dropIdentities(graph) === graph);
});

Deno.test("dropIdentities() leaves a network without identities as it is", () => {
  const graph = tinyResNet();
  assert(dropIdentities(graph) === graph);
});
