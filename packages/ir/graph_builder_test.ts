import { assertEquals, assertThrows } from "@std/assert";
import { type AnnOp, graphBuilder, isTopological } from "./mod.ts";

Deno.test("graphBuilder() infers shapes and keeps the order of calls", () => {
  const net = graphBuilder<AnnOp>("net");
  const a = net.input([2, 3], "a");
  const b = net.input([3], "b");
  net.named("sum", { kind: "add" }, a, b);
  const graph = net.finish("sum", "a");
  assertEquals(graph.nodes.map((node) => node.shape), [[2, 3], [3], [2, 3]]);
  assertEquals(graph.outputs, ["sum", "a"]);
  assertEquals(isTopological(graph), true);
});

Deno.test("graphBuilder() refuses a taken id, an unknown input and shapes that do not fit", () => {
  const net = graphBuilder<AnnOp>("net");
  net.input([2]);
  assertThrows(() => net.input([2]), TypeError, `must be new: received "input"`);
  assertThrows(() => net.add({ kind: "relu" }, "x"), TypeError, `was added: received "x"`);
  const wide = net.input([3], "wide");
  assertThrows(() => net.add({ kind: "add" }, "input", wide), TypeError, "[2] and [3]");
});

Deno.test("graphBuilder() leaves a finished graph alone when it grows on", () => {
  const net = graphBuilder<AnnOp>("net");
  net.input([2]);
  const before = net.finish();
  net.add({ kind: "relu" }, "input");
  assertEquals(before.nodes.length, 1);
});
