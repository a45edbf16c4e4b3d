import { assertEquals, assertThrows } from "@std/assert";
import { tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { filled, tensor } from "@snnkit/tensor";
import { type AnnGraph, type AnnNode, type AnnOp, InvalidGraphError } from "./mod.ts";
import { verifyAnn } from "./verify_ann.ts";

/** The problems of a graph, none where it is fine. */
function problemsOf(graph: AnnGraph): readonly string[] {
  try {
    verifyAnn(graph);
    return [];
  } catch (error) {
    if (error instanceof InvalidGraphError) return error.problems;
    throw error;
  }
}

/** The tiny net with one node changed. */
function changed(id: string, change: (node: AnnNode) => AnnNode): AnnGraph {
  const graph = tinyConvNet();
  return { ...graph, nodes: graph.nodes.map((node) => node.id === id ? change(node) : node) };
}

/** The tiny net with attributes of one operation changed. */
function withOp(id: string, attributes: object): AnnGraph {
  return changed(id, (node) => ({ ...node, op: { ...node.op, ...attributes } as AnnOp }));
}

Deno.test("verifyAnn() accepts the tiny nets", () => {
  assertEquals(problemsOf(tinyConvNet()), []);
  assertEquals(problemsOf(tinyResNet()), []);
});

const BROKEN: readonly (readonly [string, AnnGraph, string])[] = [
  [
    "a shape that its operation does not compute",
    changed("relu", (node) => ({ ...node, shape: [4, 6] })),
    `"relu" of kind "relu" says its shape is [4, 6] but computes [4, 6, 6]`,
  ],
  [
    "an input that is missing",
    changed("norm", (node) => ({ ...node, inputs: ["gone"] })),
    `"norm" of kind "batchNorm" reads "gone", which is missing`,
  ],
  [
    "an input that comes later",
    changed("norm", (node) => ({ ...node, inputs: ["relu"] })),
    `"norm" of kind "batchNorm" reads "relu", which comes later`,
  ],
  [
    "a node that reads itself",
    changed("norm", (node) => ({ ...node, inputs: ["norm"] })),
    `"norm" of kind "batchNorm" reads "norm", which comes later`,
  ],
  [
    "a second node of the same id",
    { ...tinyConvNet(), nodes: [...tinyConvNet().nodes, tinyConvNet().nodes[0]] },
    `"input" of kind "input" shares its id with an earlier node`,
  ],
  [
    "a wrong number of inputs",
    changed("relu", (node) => ({ ...node, inputs: ["norm", "norm"] })),
    `"relu" of kind "relu" does not fit what it reads, as it reads 1 inputs: received 2`,
  ],
  [
    "groups that do not divide the channels",
    withOp("conv", { groups: 3, weight: filled([4, 1, 3, 3], 0) }),
    `"conv" of kind "conv2d" does not fit what it reads, as its weight [4, 1, 3, 3] with 3 groups ` +
    `needs 3 input channels: received [1, 6, 6]`,
  ],
  [
    "a weight that is not finite",
    withOp("dense", { bias: tensor([3], [0, NaN, Infinity]) }),
    `"dense" of kind "dense" has a tensor "bias" that must be finite but holds NaN at 1`,
  ],
  [
    "a tensor with too few values",
    withOp("dense", { bias: { shape: [3], data: new Float32Array(2) } }),
    `"dense" of kind "dense" has a tensor "bias" of shape [3] with 2 values`,
  ],
  [
    "a variance that cannot be divided by",
    withOp("norm", { variance: filled([4], 0), epsilon: 0 }),
    `"norm" of kind "batchNorm" must have a variance ≥ 0 and an epsilon ≥ 0 whose sum is > 0: ` +
    `received 0 at 0 and 0`,
  ],
  [
    "an operation of the rate dialect",
    withOp("relu", { kind: "if" }),
    `"relu" of kind "if" does not belong to the ANN dialect`,
  ],
  [
    "an output that is no node",
    { ...tinyConvNet(), outputs: ["logits"] },
    `output "logits" is no node`,
  ],
  ["no output", { ...tinyConvNet(), outputs: [] }, "the graph has no output"],
  [
    "a bound that is no number",
    withOp("relu", { kind: "clip", min: NaN, max: 6 }),
    `"relu" of kind "clip" must have numbers as bounds: received NaN and 6`,
  ],
  [
    "an infinite slope",
    withOp("relu", { kind: "leakyRelu", slope: Infinity }),
    `"relu" of kind "leakyRelu" must have a finite slope: received Infinity`,
  ],
  [
    "an input of no size",
    changed("input", (node) => ({ ...node, shape: [1, 0.5, 6] })),
    `"input" of kind "input" must have axes of whole numbers ≥ 1: its shape is [1, 0.5, 6]`,
  ],
];

for (const [name, graph, problem] of BROKEN) {
  Deno.test(`verifyAnn() names ${name}`, () => {
    assertEquals(problemsOf(graph).includes(problem), true, problemsOf(graph).join("\n"));
  });
}

const ROUNDINGS: readonly (readonly [string, object, readonly string[]])[] = [
  ["8 bits", {}, []],
  ["no bounds", { min: -Infinity, max: Infinity }, []],
  ["one scale a channel", { scale: filled([4], 1), zeroPoint: filled([4], 0) }, []],
  ["a scale of 0", { scale: filled([1], 0) }, ["must have a scale > 0: received 0"]],
  ["bounds that cross", { min: 1, max: 1 }, [
    "must have whole numbers min < max, or infinite: received 1 and 1",
    "must have a whole zero point of 1 … 1: received 0",
  ]],
  ["a broken bound", { max: 1.5 }, [
    "must have whole numbers min < max, or infinite: received 0 and 1.5",
  ]],
  ["a zero point outside", { zeroPoint: filled([1], -1) }, [
    "must have a whole zero point of 0 … 255: received -1",
  ]],
];

for (const [name, attributes, expected] of ROUNDINGS) {
  Deno.test(`verifyAnn() judges a rounding with ${name}`, () => {
    const grid = { scale: filled([1], 0.5), zeroPoint: filled([1], 0), min: 0, max: 255 };
    const problems = problemsOf(withOp("relu", { kind: "fakeQuantise", ...grid, ...attributes }));
    assertEquals(problems, expected.map((rule) => `"relu" of kind "fakeQuantise" ${rule}`));
  });
}

Deno.test("verifyAnn() accepts infinite bounds of a clip", () => {
  assertEquals(problemsOf(withOp("relu", { kind: "clip", min: 0, max: Infinity })), []);
});

Deno.test("verifyAnn() lists all problems in one error", () => {
  const graph = { ...withOp("dense", { bias: filled([3], NaN) }), outputs: ["a", "b"] };
  assertEquals(problemsOf(graph).length, 3);
  assertThrows(
    () => verifyAnn(graph),
    InvalidGraphError,
    `Cannot use graph "tiny-conv-net" as it breaks 3 rules: "dense" of kind "dense" has a tensor "bias"`,
  );
});
