import { type AnnGraph, type AnnOp, type Dense, type GraphBuilder, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { annGraphWith, arbitraryAnnGraph } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import { simplify } from "./_simplify/simplify.ts";

const LAST = { kind: "transpose", order: [1, 2, 0] } as const;
const FIRST = { kind: "transpose", order: [2, 0, 1] } as const;
const RELU = { kind: "relu" } as const;
const POOL = {
  kind: "maxPool2d",
  kernel: [2, 2],
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  ceilMode: false,
} as const;

/** Ids of the simplified graph's nodes behind its input. */
function idsOf(build: (net: GraphBuilder<AnnOp>) => readonly string[]): readonly string[] {
  const net = graphBuilder<AnnOp>("net");
  const outputs = build(net);
  return simplify(net.finish(...outputs)).nodes.slice(1).map(({ id }) => id);
}

function dense(width: number, outputs: number): Dense {
  const weight = tensor([outputs, width], Array.from({ length: outputs * width }, (_, i) => i));
  return { kind: "dense", weight, bias: filled([outputs], 0) };
}

Deno.test("simplify() is idempotent", () => {
  for (let seed = 0; seed < 50; seed++) {
    const once = simplify(arbitraryAnnGraph(seed));
    assertEquals(simplify(once), once);
  }
});

Deno.test("simplify() leaves a graph without detours as it is", () => {
  for (const layer of ["conv", "max-pool", "batch-norm", "residual", "sigmoid"]) {
    const graph = annGraphWith(layer);
    assertEquals(simplify(graph), graph);
  }
});

Deno.test("simplify() drops transposes that undo each other around a shortcut", () => {
  const ids = idsOf((net) => {
    const pool = net.named("pool", POOL, net.input([3, 5, 5]));
    const last = net.named("last", LAST, pool);
    const relu = net.named("relu", RELU, last);
    const sum = net.named("sum", { kind: "add" }, relu, last);
    return [net.named("end", POOL, net.named("first", FIRST, sum))];
  });
  assertEquals(ids, ["pool", "relu", "sum", "end"]);
});

Deno.test("simplify() keeps a transpose where operands differ in layout", () => {
  const ids = idsOf((net) => {
    const pool = net.named("pool", POOL, net.input([3, 4, 4]));
    const last = net.named("turned", { kind: "transpose", order: [0, 2, 1] }, pool);
    return [net.named("sum", { kind: "add" }, last, pool)];
  });
  assertEquals(ids, ["pool", "turned", "sum"]);
});

Deno.test("simplify() makes at most as many transposes as there were", () => {
  // Sunk behind both branches, one transpose would become two.
  const ids = idsOf((net) => {
    const pool = net.named("pool", POOL, net.input([3, 4, 4]));
    const last = net.named("last", LAST, pool);
    return [net.named("a", RELU, last), net.named("b", { kind: "tanh" }, last)];
  });
  assertEquals(ids, ["pool", "last", "a", "b"]);
});

Deno.test("simplify() orders a dense layer's columns as the values lie without the transpose", () => {
  const net = graphBuilder<AnnOp>("net");
  const last = net.named("last", LAST, net.named("pool", POOL, net.input([2, 2, 3])));
  const flat = net.named("flat", { kind: "reshape", shape: [4] }, last);
  net.named("dense", dense(4, 1), flat);
  const { nodes } = simplify(net.finish());
  assertEquals(nodes.map(({ id }) => id), ["input", "pool", "flat", "dense"]);
  // [1, 2, C] flattened is [x0c0, x0c1, x1c0, x1c1]; [C, 1, 2] is [c0x0, c0x1, c1x0, c1x1].
  assertEquals([...(nodes[3].op as Dense).weight.data], [0, 2, 1, 3]);
});

Deno.test("simplify() keeps shared maps that end in an output", () => {
  const net = graphBuilder<AnnOp>("net");
  const half = { kind: "affine", scale: tensor([1], [0.5]), shift: filled([1], 0) } as const;
  const plus = { kind: "affine", scale: filled([1], 1), shift: tensor([1], [3]) } as const;
  net.named("plus", plus, net.named("half", half, net.input([4])));
  assertEquals(simplify(net.finish("half", "plus")).nodes.length, 3);
  assertEquals(simplify(net.finish("plus")).nodes.map(({ id }) => id), ["input", "plus"]);
});

Deno.test("simplify() keeps every input where none is read, else those that are", () => {
  const value = filled([1], 1);
  const constant: AnnGraph = {
    name: "constant",
    nodes: [
      { id: "a", op: { kind: "input", sourceLayout: "nchw" }, inputs: [], shape: [1] },
      { id: "b", op: { kind: "input", sourceLayout: "nchw" }, inputs: [], shape: [1] },
      { id: "c", op: { kind: "constant", value }, inputs: [], shape: [1] },
    ],
    outputs: ["c"],
  };
  assertEquals(simplify(constant).nodes.map(({ id }) => id), ["a", "b", "c"]);
  assertEquals(simplify({ ...constant, outputs: ["b"] }).nodes.map(({ id }) => id), ["b"]);
});

Deno.test("simplify() drops nodes that do nothing, outputs among them", () => {
  const { nodes, outputs } = simplify((() => {
    const net = graphBuilder<AnnOp>("net");
    const x = net.named("r", RELU, net.input([2, 3]));
    const still: readonly AnnOp[] = [
      { kind: "reshape", shape: [2, 3] },
      { kind: "transpose", order: [0, 1] },
      { kind: "slice", start: [0, 0], step: [1, 1], size: [2, 3] },
      { kind: "pad", before: [0, 0], after: [0, 0], mode: "edge", value: 0 },
      { kind: "affine", scale: filled([1], 1), shift: filled([1], 0) },
      { kind: "clip", min: -Infinity, max: Infinity },
      { kind: "leakyRelu", slope: 1 },
      { kind: "concat", axis: 1 },
    ];
    const last = still.reduce((input, op) => net.add(op, input), x);
    return net.finish(last);
  })());
  assertEquals([nodes.map(({ id }) => id), outputs], [["input", "r"], ["r"]]);
});

Deno.test("simplify() keeps a slice that runs backwards over everything", () => {
  const ids = idsOf((net) => {
    const back = { kind: "slice", start: [2], step: [-1], size: [3] } as const;
    return [net.named("back", back, net.input([3]))];
  });
  assertEquals(ids, ["back"]);
});
