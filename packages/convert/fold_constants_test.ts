import { type AnnOp, graphBuilder } from "@snnkit/ir";
import { type Tensor, tensor } from "@snnkit/tensor";
import { conv2d, tinyConvNet } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { foldConstants } from "./fold_constants.ts";

/** The value of an operation on constants, where it is folded. */
function valueOf(op: AnnOp, ...operands: readonly Tensor[]): Tensor | undefined {
  const net = graphBuilder<AnnOp>("constants");
  const ids = operands.map((value, i) => net.named(`c${i}`, { kind: "constant", value }));
  const result = foldConstants(net.finish(net.named("result", op, ...ids))).nodes.at(-1)!;
  return result.op.kind === "constant" ? result.op.value : undefined;
}

const x = tensor([2, 2], [-2, -1, 0, 3]);

const CASES: readonly (readonly [AnnOp, readonly Tensor[], Tensor])[] = [
  [{ kind: "relu" }, [x], tensor([2, 2], [0, 0, 0, 3])],
  [{ kind: "leakyRelu", slope: 0.5 }, [x], tensor([2, 2], [-1, -0.5, 0, 3])],
  [{ kind: "clip", min: -1, max: 1 }, [x], tensor([2, 2], [-1, -1, 0, 1])],
  [{ kind: "sigmoid" }, [tensor([1], [0])], tensor([1], [0.5])],
  [{ kind: "tanh" }, [tensor([1], [0])], tensor([1], [0])],
  [{ kind: "add" }, [x, tensor([2], [10, 20])], tensor([2, 2], [8, 19, 10, 23])],
  [{ kind: "sub" }, [x, tensor([2, 1], [1, 2])], tensor([2, 2], [-3, -2, -2, 1])],
  [{ kind: "mul" }, [x, x], tensor([2, 2], [4, 1, 0, 9])],
  [{ kind: "div" }, [x, tensor([1], [2])], tensor([2, 2], [-1, -0.5, 0, 1.5])],
  [
    { kind: "affine", scale: tensor([1], [2]), shift: tensor([2], [0, 1]) },
    [x],
    tensor([2, 2], [-4, -1, 0, 7]),
  ],
  [{ kind: "reshape", shape: [4] }, [x], tensor([4], [-2, -1, 0, 3])],
  [{ kind: "transpose", order: [1, 0] }, [x], tensor([2, 2], [-2, 0, -1, 3])],
  [{ kind: "slice", start: [1, 1], step: [1, -1], size: [1, 2] }, [x], tensor([1, 2], [3, 0])],
  [{ kind: "concat", axis: 1 }, [x, tensor([2, 1], [7, 8])], tensor([2, 3], [-2, -1, 7, 0, 3, 8])],
  [
    { kind: "pad", before: [0, 1], after: [0, 0], mode: "constant", value: 9 },
    [x],
    tensor([2, 3], [9, -2, -1, 9, 0, 3]),
  ],
  [
    { kind: "pad", before: [1, 0], after: [0, 0], mode: "reflect", value: 0 },
    [x],
    tensor([3, 2], [0, 3, -2, -1, 0, 3]),
  ],
  [
    { kind: "pad", before: [0, 0], after: [0, 1], mode: "edge", value: 0 },
    [x],
    tensor([2, 3], [-2, -1, -1, 0, 3, 3]),
  ],
];

for (const [op, operands, expected] of CASES) {
  const mode = op.kind === "pad" ? ` of mode ${op.mode}` : "";
  Deno.test(`foldConstants() computes ${op.kind}${mode}`, () => {
    assertEquals(valueOf(op, ...operands), expected);
  });
}

Deno.test("foldConstants() leaves alone what is not finite, and convolutions", () => {
  assertEquals(valueOf({ kind: "div" }, x, tensor([1], [0])), undefined);
  const image = tensor([1, 1, 1], [1]);
  assertEquals(valueOf(conv2d(tensor([1, 1, 1, 1], [1])), image), undefined);
});

Deno.test("foldConstants() leaves alone what depends on an input", () => {
  const graph = tinyConvNet();
  assert(foldConstants(graph) === graph);
});
