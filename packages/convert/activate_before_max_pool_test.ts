import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { conv2d, maxPool2d, tinyConvNet } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { activateBeforeMaxPool } from "./activate_before_max_pool.ts";

const relu: AnnOp = { kind: "relu" };
const pool = maxPool2d(2);
const conv = conv2d(filled([2, 2, 1, 1], 1));

function chain(...ops: readonly AnnOp[]): AnnGraph {
  const net = graphBuilder<AnnOp>("chain");
  let id = net.input([2, 4, 4]);
  ops.forEach((op, i) => id = net.named(`n${i}`, op, id));
  return net.finish();
}

function check(ops: readonly AnnOp[], expected: readonly string[]): void {
  const graph = activateBeforeMaxPool(chain(...ops));
  assertEquals(graph.nodes.slice(1).map(({ op }) => op.kind), expected);
}

Deno.test("activateBeforeMaxPool() swaps the two and keeps the activation's name at the end", () => {
  const graph = activateBeforeMaxPool(chain(conv, pool, relu));
  assertEquals(graph.nodes.map(({ id, op, shape }) => [id, op.kind, shape]), [
    ["input", "input", [2, 4, 4]],
    ["n0", "conv2d", [2, 4, 4]],
    ["n2/activation", "relu", [2, 4, 4]],
    ["n2", "maxPool2d", [2, 2, 2]],
  ]);
});

Deno.test("activateBeforeMaxPool() takes whatever never falls", () => {
  check([conv, pool, { kind: "clip", min: -1, max: 6 }], ["conv2d", "clip", "maxPool2d"]);
  check([conv, pool, { kind: "leakyRelu", slope: 0.1 }], ["conv2d", "leakyRelu", "maxPool2d"]);
  check([conv, pool, { kind: "leakyRelu", slope: -1 }], ["conv2d", "maxPool2d", "leakyRelu"]);
  check([conv, pool, { kind: "tanh" }], ["conv2d", "maxPool2d", "tanh"]);
});

Deno.test("activateBeforeMaxPool() passes pools in a row and moved values", () => {
  check([conv, pool, pool, relu], ["conv2d", "relu", "maxPool2d", "maxPool2d"]);
  check([conv, pool, { kind: "reshape", shape: [8] }, relu], [
    "conv2d",
    "relu",
    "maxPool2d",
    "reshape",
  ]);
});

Deno.test("activateBeforeMaxPool() takes factors ≥ 0 along, and no others", () => {
  const shift = tensor([2, 1, 1], [-1, 1]);
  const rising: AnnOp = { kind: "affine", scale: tensor([2, 1, 1], [2, 0]), shift };
  const falling: AnnOp = { kind: "affine", scale: tensor([2, 1, 1], [2, -1]), shift };
  check([conv, pool, rising, relu], ["conv2d", "affine", "relu", "maxPool2d"]);
  check([conv, pool, falling, relu], ["conv2d", "maxPool2d", "affine", "relu"]);
  check([conv, pool, rising, conv], ["conv2d", "maxPool2d", "affine", "conv2d"]);
});

Deno.test("activateBeforeMaxPool() leaves pools of spikes and shared pools alone", () => {
  check([relu, pool, { kind: "clip", min: 0, max: 1 }], ["relu", "maxPool2d", "clip"]);
  const net = graphBuilder<AnnOp>("shared");
  const pooled = net.named("pool", pool, net.input([1, 2, 2]));
  const active = net.named("relu", relu, pooled);
  const shared = net.finish(net.named("sum", { kind: "add" }, pooled, active));
  assert(activateBeforeMaxPool(shared) === shared);
  const graph = tinyConvNet();
  assert(activateBeforeMaxPool(graph) === graph);
});
