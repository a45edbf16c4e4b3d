import { assertEquals } from "@std/assert";
import type { AnnGraph, AnnNode, AnnOp } from "@snnkit/ir";
import { filled, type Shape } from "@snnkit/tensor";
import { countMacs } from "./mod.ts";

function graph(inputs: readonly Shape[], op: AnnOp, shape: Shape): AnnGraph {
  const sources = inputs.map((shape, i): AnnNode => ({
    id: `x${i}`,
    op: { kind: "input", sourceLayout: "nchw" },
    inputs: [],
    shape,
  }));
  const node: AnnNode = { id: "y", op, inputs: sources.map(({ id }) => id), shape };
  return { name: "test", nodes: [...sources, node], outputs: ["y"] };
}

const PLAIN = { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 } as const;

Deno.test("countMacs() counts outputs times taps", () => {
  const rows: readonly (readonly [string, AnnGraph, number])[] = [
    [
      "convolution",
      graph(
        [[16, 32, 32]],
        { kind: "conv2d", weight: filled([32, 16, 3, 3], 0), bias: filled([32], 0), ...PLAIN },
        [32, 32, 32],
      ),
      32 * 32 * 32 * 16 * 9,
    ],
    [
      "depthwise convolution",
      graph(
        [[8, 4, 4]],
        {
          kind: "conv2d",
          weight: filled([8, 1, 3, 3], 0),
          bias: filled([8], 0),
          ...PLAIN,
          groups: 8,
        },
        [8, 4, 4],
      ),
      8 * 16 * 9,
    ],
    [
      "transposed convolution",
      graph(
        [[3, 4, 4]],
        {
          kind: "convTranspose2d",
          weight: filled([3, 5, 2, 2], 0),
          bias: filled([5], 0),
          ...PLAIN,
          padding: [0, 0, 0, 0],
          stride: [2, 2],
          outputPadding: [0, 0],
        },
        [5, 8, 8],
      ),
      3 * 16 * 5 * 4,
    ],
    [
      "dense layer over the last axis",
      graph([[7, 4]], { kind: "dense", weight: filled([3, 4], 0), bias: filled([3], 0) }, [7, 3]),
      7 * 3 * 4,
    ],
    ["matrix product", graph([[2, 3, 4], [2, 4, 5]], { kind: "matMul" }, [2, 3, 5]), 2 * 3 * 5 * 4],
  ];
  for (const [name, net, macs] of rows) assertEquals(countMacs(net), [{ id: "y", macs }], name);
});

Deno.test("countMacs() passes over what does not multiply", () => {
  assertEquals(countMacs(graph([[4]], { kind: "relu" }, [4])), []);
  assertEquals(countMacs(graph([[4], [4]], { kind: "add" }, [4])), []);
});
