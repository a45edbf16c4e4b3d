import { type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { assertEquals } from "@std/assert";
import { splitLeakyRelu } from "./split_leaky_relu.ts";

function split(slope: number) {
  const net = graphBuilder<AnnOp>("one");
  net.named("leaky", { kind: "leakyRelu", slope }, net.input([3]));
  return splitLeakyRelu(net.finish()).nodes.slice(1);
}

Deno.test("splitLeakyRelu() weighs what is below 0 with the slope", () => {
  const nodes = split(0.25);
  assertEquals(nodes.map(({ id, op, inputs }) => [id, op.kind, ...inputs]), [
    ["leaky/positive", "relu", "input"],
    ["leaky/negated", "affine", "input"],
    ["leaky/negative", "relu", "leaky/negated"],
    ["leaky/leak", "affine", "leaky/negative"],
    ["leaky", "add", "leaky/positive", "leaky/leak"],
  ]);
  const zero = filled([1], 0);
  assertEquals(nodes[1].op, { kind: "affine", scale: filled([1], -1), shift: zero });
  assertEquals(nodes[3].op, { kind: "affine", scale: filled([1], -0.25), shift: zero });
});

Deno.test("splitLeakyRelu() needs one population where the slope is 0", () => {
  assertEquals(split(0).map(({ id, op }) => [id, op.kind]), [["leaky", "relu"]]);
});
