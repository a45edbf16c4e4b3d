import { type AnnNode, type AnnOp, graphBuilder } from "@snnkit/ir";
import { type Shape, type Tensor, tensor } from "@snnkit/tensor";
import { assertEquals } from "@std/assert";
import { absorbConstants } from "./absorb_constants.ts";

/** What `x ∘ c` or `c ∘ x` becomes, without the input. */
function absorbed(
  kind: "add" | "sub" | "mul" | "div" | "matMul",
  shape: Shape,
  value: Tensor,
  side: "right" | "left",
): readonly AnnNode[] {
  const net = graphBuilder<AnnOp>("one");
  const x = net.input(shape);
  const c = net.named("c", { kind: "constant", value });
  net.named("result", { kind }, ...(side === "right" ? [x, c] : [c, x]));
  return absorbConstants(net.finish()).nodes.slice(1);
}

const c = tensor([2], [2, -4]);
const AFFINES = [
  ["add", "right", [1], [2, -4]],
  ["add", "left", [1], [2, -4]],
  ["sub", "right", [1], [-2, 4]],
  ["sub", "left", [-1], [2, -4]],
  ["mul", "right", [2, -4], [0]],
  ["mul", "left", [2, -4], [0]],
  ["div", "right", [0.5, -0.25], [0]],
] as const;

for (const [kind, side, scale, shift] of AFFINES) {
  Deno.test(`absorbConstants() turns ${kind} with a constant on the ${side} into an affine`, () => {
    assertEquals(absorbed(kind, [3, 2], c, side), [{
      id: "result",
      op: {
        kind: "affine",
        scale: tensor([scale.length], scale),
        shift: tensor([shift.length], shift),
      },
      inputs: ["input"],
      shape: [3, 2],
    }]);
  });
}

Deno.test("absorbConstants() leaves c / x and x / 0 alone", () => {
  const kinds = (nodes: readonly AnnNode[]) => nodes.map(({ op }) => op.kind);
  assertEquals(kinds(absorbed("div", [2], c, "left")), ["constant", "div"]);
  assertEquals(kinds(absorbed("div", [2], tensor([2], [1, 0]), "right")), ["constant", "div"]);
});

Deno.test("absorbConstants() grows a value before it is scaled", () => {
  const nodes = absorbed("mul", [1, 2], tensor([3, 1], [1, 2, 3]), "right");
  assertEquals(nodes.map(({ id, op, shape }) => [id, op.kind, shape]), [
    ["result/zeros", "constant", [3, 2]],
    ["result/grown", "add", [3, 2]],
    ["result", "affine", [3, 2]],
  ]);
  const sum = absorbed("add", [1, 2], tensor([3, 1], [1, 2, 3]), "right");
  assertEquals(sum.map(({ op }) => op.kind), ["constant", "add"]);
});

Deno.test("absorbConstants() turns matrix products into fully connected layers", () => {
  const matrix = tensor([2, 3], [1, 2, 3, 4, 5, 6]);
  const [right] = absorbed("matMul", [4, 2], matrix, "right");
  assertEquals([right.id, right.shape], ["result", [4, 3]]);
  assertEquals(right.op, {
    kind: "dense",
    weight: tensor([3, 2], [1, 4, 2, 5, 3, 6]),
    bias: tensor([3], [0, 0, 0]),
  });
  const left = absorbed("matMul", [3, 4], matrix, "left");
  assertEquals(left.map(({ op, shape }) => [op.kind, shape]), [
    ["transpose", [4, 3]],
    ["dense", [4, 2]],
    ["transpose", [2, 4]],
  ]);
  const [, { op }] = left;
  assertEquals(op.kind === "dense" && op.weight, matrix);
  const deep = absorbed("matMul", [1, 1, 2], tensor([1, 2, 1], [1, 1]), "right");
  assertEquals(deep.map(({ op }) => op.kind), ["constant", "matMul"]);
});
