import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { avgPool2d, conv2d, maxPool2d } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { populateAveragePools } from "./populate_average_pools.ts";

const relu: AnnOp = { kind: "relu" };
const pool = avgPool2d(2);
const conv = conv2d(filled([1, 1, 1, 1], 1));
const scaled: AnnOp = { kind: "affine", scale: tensor([1], [2]), shift: tensor([1], [0]) };

function chain(...ops: readonly AnnOp[]): AnnGraph {
  const net = graphBuilder<AnnOp>("chain");
  let id = net.input([1, 8, 8]);
  ops.forEach((op, i) => id = net.named(`n${i}`, op, id));
  return net.finish();
}

function hasOwnNeurons(...ops: readonly AnnOp[]): boolean {
  const graph = chain(...ops);
  return populateAveragePools(graph) !== graph;
}

Deno.test("populateAveragePools() gives neurons to pools that weights or max-pools read", () => {
  assert(hasOwnNeurons(relu, pool, conv));
  assert(hasOwnNeurons(relu, pool, maxPool2d(2)));
  assert(hasOwnNeurons(relu, pool, scaled, { kind: "reshape", shape: [1, 4, 4] }, conv));
});

Deno.test("populateAveragePools() gives none where neurons come next", () => {
  assert(!hasOwnNeurons(relu, pool));
  assert(!hasOwnNeurons(relu, pool, relu, conv));
  assert(!hasOwnNeurons(relu, pool, scaled, relu));
});

Deno.test("populateAveragePools() gives none where values can be negative", () => {
  assert(!hasOwnNeurons(pool, conv));
  assert(!hasOwnNeurons(conv, pool, conv));
});

Deno.test("populateAveragePools() keeps the value under the pool's id, and does nothing twice", () => {
  const graph = populateAveragePools(chain(relu, pool, conv));
  assertEquals(graph.nodes.map(({ id, op, inputs }) => [id, op.kind, ...inputs]), [
    ["input", "input"],
    ["n0", "relu", "input"],
    ["n1/current", "avgPool2d", "n0"],
    ["n1", "relu", "n1/current"],
    ["n2", "conv2d", "n1"],
  ]);
  assert(populateAveragePools(graph) === graph);
});

Deno.test("populateAveragePools() leaves pools over the whole plane where told so", () => {
  const [whole, part] = [chain(relu, avgPool2d(8), conv), chain(relu, pool, conv)];
  assertEquals(populateAveragePools(whole, { global: false }), whole);
  assertEquals(populateAveragePools(part, { global: false }), populateAveragePools(part));
  assert(populateAveragePools(whole).nodes.length > whole.nodes.length);
});
