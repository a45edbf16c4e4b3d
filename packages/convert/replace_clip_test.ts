import { type AnnNode, type AnnOp, graphBuilder } from "@snnkit/ir";
import { assert, assertEquals } from "@std/assert";
import { replaceClip } from "./replace_clip.ts";

function replaced(min: number, max: number): readonly AnnNode[] {
  const net = graphBuilder<AnnOp>("one");
  net.named("clip", { kind: "clip", min, max }, net.input([3]));
  return replaceClip(net.finish()).nodes.slice(1);
}

/** What the nodes compute of one number. */
function valueOf(nodes: readonly AnnNode[], x: number): number {
  return nodes.reduce((value, { op }) => {
    if (op.kind === "affine") return op.scale.data[0] * value + op.shift.data[0];
    if (op.kind === "relu") return Math.max(0, value);
    if (op.kind === "clip") return Math.min(Math.max(value, op.min), op.max);
    throw new Error(`Unexpected ${op.kind}`);
  }, x);
}

const CASES: readonly (readonly [number, number, readonly string[]])[] = [
  [0, Infinity, ["relu"]],
  [-0, Infinity, ["relu"]],
  [0, 6, ["clip"]],
  [-1, 1, ["affine", "clip", "affine"]],
  [2, Infinity, ["affine", "relu", "affine"]],
  [-Infinity, 2, ["affine", "relu", "affine"]],
  [-Infinity, Infinity, ["clip"]],
  [3, 3, ["affine"]],
  [3, -2, ["affine"]],
  [0, 0, ["affine"]],
];

for (const [min, max, kinds] of CASES) {
  Deno.test(`replaceClip() says ${min} … ${max} with ${kinds.join(", ")}`, () => {
    const nodes = replaced(min, max);
    assertEquals(nodes.map(({ op }) => op.kind), kinds);
    assertEquals(nodes.at(-1)?.id, "clip");
    for (const x of [-9, -1.5, -0.5, 0, 0.5, 2.5, 9]) {
      assertEquals(valueOf(nodes, x) + 0, Math.min(Math.max(x, min), max) + 0);
    }
  });
}

Deno.test("replaceClip() leaves a ReLU6 as it is", () => {
  const net = graphBuilder<AnnOp>("six");
  net.named("clip", { kind: "clip", min: 0, max: 6 }, net.input([3]));
  const graph = net.finish();
  assert(replaceClip(graph) === graph);
});
