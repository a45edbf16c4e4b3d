import { type AnnNode, type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled, type Shape } from "@snnkit/tensor";
import { assert, assertEquals } from "@std/assert";
import { rewriteAsLinear } from "./rewrite_as_linear.ts";

function means(shape: Shape, axes: readonly number[]): readonly AnnNode[] {
  const net = graphBuilder<AnnOp>("mean");
  net.named("mean", { kind: "reduceMean", axes }, net.input(shape));
  return rewriteAsLinear(net.finish()).nodes.slice(1);
}

Deno.test("rewriteAsLinear() turns means over the plane into average pools", () => {
  for (const [axes, kernel] of [[[1, 2], [4, 5]], [[1], [4, 1]], [[2], [1, 5]]] as const) {
    const [{ op, id }, ...rest] = means([3, 4, 5], axes);
    assert(op.kind === "avgPool2d");
    assertEquals([id, op.kernel, op.stride, rest.length], ["mean", kernel, kernel, 0]);
  }
});

Deno.test("rewriteAsLinear() turns other means into products with 1 / n", () => {
  const nodes = means([3, 4, 5], [0, 2]);
  assertEquals(nodes.map(({ op, shape }) => [op.kind, shape]), [
    ["transpose", [4, 3, 5]],
    ["reshape", [4, 15]],
    ["dense", [4, 1]],
    ["reshape", [1, 4, 1]],
  ]);
  const { op } = nodes[2];
  assertEquals(op.kind === "dense" && op.weight, filled([1, 15], 1 / 15));
  assertEquals(means([3], [0]).at(-1)?.shape, [1]);
});

Deno.test("rewriteAsLinear() turns a − b into a + (−1) · b", () => {
  const net = graphBuilder<AnnOp>("sub");
  const [a, b] = [net.input([2, 3], "a"), net.input([3], "b")];
  net.named("sub", { kind: "sub" }, a, b);
  const [, , negated, sum] = rewriteAsLinear(net.finish()).nodes;
  assertEquals([negated.op.kind, negated.inputs, negated.shape], ["affine", ["b"], [3]]);
  assertEquals(sum, { id: "sub", op: { kind: "add" }, inputs: ["a", negated.id], shape: [2, 3] });
});
