import { type AnnGraph, type AnnOp, graphBuilder, type Pad } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { avgPool2d, conv2d, maxPool2d } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { mergePads } from "./merge_pads.ts";

const relu: AnnOp = { kind: "relu" };
const conv = conv2d(filled([2, 2, 3, 3], 1), { padding: [1, 0, 0, 0] });

function pad(value: number, change: Partial<Pad> = {}): Pad {
  return { kind: "pad", before: [0, 1, 0], after: [0, 0, 2], mode: "constant", value, ...change };
}

function merged(...ops: readonly AnnOp[]): AnnGraph {
  const net = graphBuilder<AnnOp>("chain");
  let id = net.input([2, 4, 4]);
  ops.forEach((op, i) => id = net.named(`n${i}`, op, id));
  return mergePads(net.finish());
}

function kinds(graph: AnnGraph): readonly string[] {
  return graph.nodes.slice(1).map(({ op }) => op.kind);
}

Deno.test("mergePads() adds zeros to the padding of a convolution", () => {
  const graph = merged(pad(0), conv);
  assertEquals(graph.nodes.slice(1).map(({ op }) => op), [{ ...conv, padding: [2, 0, 0, 2] }]);
});

Deno.test("mergePads() makes pads of one value one", () => {
  const graph = merged(pad(0), pad(0), relu);
  assertEquals(graph.nodes[1].op, pad(0, { before: [0, 2, 0], after: [0, 0, 4] }));
});

Deno.test("mergePads() leaves channels, mirrors and edges alone", () => {
  const channels = { before: [1, 1, 0], after: [0, 0, 0] };
  assertEquals(kinds(merged(pad(0, channels), conv2d(filled([1, 3, 1, 1], 1)))), ["pad", "conv2d"]);
  for (const mode of ["reflect", "edge"] as const) {
    assertEquals(kinds(merged(pad(0, { mode }), conv)), ["pad", "conv2d"]);
  }
});

Deno.test("mergePads() counts the cells of an average pool as before", () => {
  const one = pad(0, { after: [0, 0, 1] });
  const pool = avgPool2d(3, 1);
  const graph = merged(one, pool);
  assertEquals(graph.nodes[1].op, { ...pool, padding: [1, 0, 0, 1], countPadding: true });

  const own: AnnOp = { ...pool, padding: [1, 1, 1, 1] };
  assertEquals(kinds(merged(one, own)), ["pad", "avgPool2d"]);
  assertEquals(kinds(merged(one, { ...own, countPadding: true })), ["avgPool2d"]);
  assertEquals(kinds(merged(one, { ...pool, ceilMode: true })), ["pad", "avgPool2d"]);
});

Deno.test("mergePads() merges into a max-pool only cells that cannot win", () => {
  const pool = maxPool2d(3, 1);
  assertEquals(kinds(merged(pad(-Infinity), pool)), ["maxPool2d"]);
  assertEquals(kinds(merged(relu, pad(0), pool)), ["relu", "maxPool2d"]);
  assertEquals(kinds(merged(relu, pad(-1), pool)), ["relu", "maxPool2d"]);
  assertEquals(kinds(merged(pad(0), pool)), ["pad", "maxPool2d"]);
  assertEquals(kinds(merged(relu, pad(1), pool)), ["relu", "pad", "affine", "maxPool2d"]);
});

Deno.test("mergePads() keeps a pad whose cells fill a window", () => {
  const single = maxPool2d(1);
  assertEquals(kinds(merged(relu, pad(0), single)), ["relu", "pad", "maxPool2d"]);
});

Deno.test("mergePads() says another value with zeros and what is added", () => {
  const [, zeros, affine] = merged(pad(3, { before: [0, 0, 1], after: [0, 0, 0] })).nodes;
  assertEquals([zeros.id, affine.id], ["n0/zeros", "n0"]);
  assert(affine.op.kind === "affine");
  assertEquals(affine.op.shift.shape, [1, 1, 5]);
  assertEquals([...affine.op.shift.data], [3, 0, 0, 0, 0]);
});

Deno.test("mergePads() keeps a pad for those who read it otherwise", () => {
  const net = graphBuilder<AnnOp>("shared");
  const padded = net.named("pad", pad(0), net.input([2, 4, 4]));
  const one = net.named("conv", conv, padded);
  const graph = mergePads(net.finish(one, padded));
  assertEquals(graph.nodes.map(({ id, inputs }) => [id, inputs]), [
    ["input", []],
    ["pad", ["input"]],
    ["conv", ["input"]],
  ]);
});
