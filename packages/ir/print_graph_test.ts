import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  ANN_LAYERS,
  annGraphWith,
  arbitraryAnnGraph,
  arbitraryRateGraph,
  RATE_LAYERS,
  rateGraphWith,
  tinyConvNet,
  tinyRateGraph,
} from "@snnkit/testkit";
import { tensor } from "@snnkit/tensor";
import type { AnnGraph, AnnOp, Graph, RateGraph, RateOp } from "./mod.ts";
import { parseGraph } from "./parse_graph.ts";
import { printGraph } from "./print_graph.ts";

const reread = (graph: AnnGraph): AnnGraph => parseGraph(printGraph(graph), "ann");

/** A value that tells −0 from 0. */
const bitsOf = (value: number): string => Object.is(value, -0) ? "-0" : String(value);

/** One node without inputs. */
const single = (op: AnnOp, name = "g", id = "n"): AnnGraph => ({
  name,
  nodes: [{ id, op, inputs: [], shape: [2] }],
  outputs: [id],
});

Deno.test("parseGraph() gives back every graph that printGraph() wrote", () => {
  for (const layer of ANN_LAYERS) assertEquals(reread(annGraphWith(layer)), annGraphWith(layer));
  for (const layer of RATE_LAYERS) {
    const graph = rateGraphWith(layer);
    assertEquals(parseGraph(printGraph(graph), "rate"), graph);
  }
  for (let seed = 0; seed < 30; seed++) {
    assertEquals(reread(arbitraryAnnGraph(seed)), arbitraryAnnGraph(seed));
    const graph = arbitraryRateGraph(seed);
    assertEquals(parseGraph(printGraph(graph), "rate"), graph);
  }
  assertEquals(reread(tinyConvNet()), tinyConvNet());
});

/** The tiny rate graph with attributes that may be absent. */
const withOptional = (): RateGraph => {
  const graph = tinyRateGraph();
  const changed: Readonly<Record<string, object>> = {
    relu: { signed: true, leak: 0.95, refractory: 2 },
    pool: { estimator: "exponential", decay: 0.8 },
    output: { signed: false, leak: 1 },
  };
  const nodes = graph.nodes.map((node) => ({
    ...node,
    op: { ...node.op, ...changed[node.id] } as RateOp,
  }));
  return { ...graph, nodes };
};

Deno.test("parseGraph() gives back attributes that may be absent, and leaves out those that are", () => {
  const graph = withOptional();
  const text = printGraph(graph);
  assertEquals(text.match(/(signed|leak|refractory|estimator|decay)=[\w.]+/g), [
    "signed=true",
    "leak=0.95",
    "refractory=2",
    "estimator=exponential",
    "decay=0.8",
    "signed=false",
    "leak=1",
  ]);
  assertEquals(parseGraph(text, "rate"), graph);
  assertEquals(printGraph(tinyRateGraph()).includes("signed"), false);
  assertThrows(
    () => parseGraph(text.replace("estimator=exponential", "estimator=last"), "rate"),
    SyntaxError,
    'must have "first" or "track" or "exponential" or "window" as "estimator"',
  );
});

Deno.test("parseGraph() gives back every float32, NaN, −0 and infinities included", () => {
  fc.assert(fc.property(fc.float32Array({ minLength: 0, maxLength: 20 }), (data) => {
    const { op } =
      reread(single({ kind: "constant", value: tensor([data.length], data) })).nodes[0];
    assertEquals(op.kind, "constant");
    const read = op.kind === "constant" ? op.value.data : new Float32Array(0);
    // NaN has many patterns; one stands for all.
    assertEquals([...read].map(bitsOf), [...data].map(bitsOf));
  }));
});

Deno.test("parseGraph() gives back every float64 attribute", () => {
  fc.assert(fc.property(fc.double(), fc.double(), (min, max) => {
    const { op } = reread(single({ kind: "clip", min, max })).nodes[0];
    assertEquals(op.kind === "clip" && [op.min, op.max].map(bitsOf), [min, max].map(bitsOf));
  }));
});

Deno.test("parseGraph() gives back every name", () => {
  const names = [
    "",
    " ",
    '"',
    "\\",
    "a\nb",
    "outputs",
    "graph",
    "->",
    "=",
    "a,b",
    "a(b)",
    "#",
    "é 神経",
    "\u2028",
  ];
  const anyName = fc.oneof(fc.constantFrom(...names), fc.string({ unit: "binary" }));
  fc.assert(fc.property(anyName, anyName, (name, id) => {
    const graph = single({ kind: "relu" }, name, id);
    assertEquals(reread(graph), graph);
  }));
});

Deno.test("parseGraph() gives back a graph without nodes and outputs", () => {
  const empty: AnnGraph = { name: "empty", nodes: [], outputs: [] };
  assertEquals(printGraph(empty), "graph empty\noutputs\n");
  assertEquals(reread(empty), empty);
});

Deno.test("printGraph() does not depend on the order in which an object was written", () => {
  const forwards: AnnOp = { kind: "clip", min: 0, max: 6 };
  const backwards: AnnOp = { max: 6, min: 0, kind: "clip" };
  assertEquals(printGraph(single(forwards)), printGraph(single(backwards)));
});

Deno.test("printGraph() writes runs once and the fewest digits", () => {
  const value = tensor([8], [0, 0, 0, 0.1, -0, 1e-7, 16777216, 1 / 3]);
  const line = "n = constant() value=[8]{0*3 0.1 -0 1e-7 16777216 0.33333334} -> [2]";
  assertEquals(printGraph(single({ kind: "constant", value })).split("\n")[1], line);
});

Deno.test("printGraph() sums up weights for people", () => {
  assertEquals(
    printGraph(tinyRateGraph(), { weights: "summary" }),
    `graph tiny-rate-graph
input = input() sourceLayout=nchw -> [1, 6, 6]
conv = conv2d(input) stride=[1, 1] padding=[1, 1, 1, 1] dilation=[1, 1] groups=1 ` +
      `weight=[4, 1, 3, 3]{-0.484 … 0.469} bias=[4]{0.015625 0.125 0.046875 0.109375} -> [4, 6, 6]
relu = if(conv) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{1} -> [4, 6, 6]
pool = maxPoolGate(relu) kernel=[2, 2] stride=[2, 2] padding=[0, 0, 0, 0] dilation=[1, 1] ` +
      `ceilMode=false -> [4, 3, 3]
flatten = reshape(pool) shape=[36] -> [36]
dense = dense(flatten) weight=[3, 36]{-0.5 … 0.484} bias=[3]{0.203125 0.25 -0.171875} -> [3]
output = if(dense) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{1} -> [3]
outputs output
`,
  );
});

Deno.test("parseGraph() skips comments and empty lines", () => {
  const text = `# a note\n\ngraph g\n  n = relu() -> [2]\n\n# more\noutputs n\n`;
  assertEquals(parseGraph(text, "ann"), single({ kind: "relu" }));
});

const BROKEN: readonly (readonly [string, string, string])[] = [
  ["nothing", "", "it has no line"],
  ["another header", "net g\noutputs", `line 1: "graph" and a name is expected: net g`],
  ["no outputs", "graph g\nn = relu() -> [2]", "it has no line of outputs"],
  ["lines after the outputs", "graph g\noutputs\nn = relu() -> [2]", "line 3: nothing after"],
  ["an unknown kind", "graph g\nn = gelu() -> [2]\noutputs", "line 2: an operation of the dialect"],
  ["a kind of the other dialect", "graph g\nn = if() -> [2]\noutputs", "dialect is expected: if"],
  ["no shape", "graph g\nn = relu() ->\noutputs", `line 2: "[" is expected: the end of the line`],
  ["an open list", "graph g\nn = relu(a -> [2]\noutputs", `")" after a list is expected: -> [2]`],
  ["a word for a number", "graph g\nn = relu() -> [x]\noutputs", `a number instead of "x"`],
  ["a missing attribute", "graph g\nn = clip() min=0 -> [2]\noutputs", `lacks its attribute "max"`],
  ["an unknown attribute", "graph g\nn = relu() a=1 -> [2]\noutputs", `unknown attribute "a"`],
  [
    "an attribute twice",
    "graph g\nn = clip() min=0 min=0 -> [2]\noutputs",
    `"min" stands there twice`,
  ],
  [
    "an attribute of a wrong type",
    "graph g\nn = clip() min=[0] max=1 -> [2]\noutputs",
    `"n" must have a number as "min"`,
  ],
  [
    "a tensor with too few values",
    "graph g\nn = constant() value=[3]{1 2} -> [3]\noutputs",
    "line 2: a tensor of shape [3] has 3 values: 2",
  ],
  [
    "a run that is too long",
    "graph g\nn = constant() value=[3]{1*999999999999} -> [3]\noutputs",
    "line 2: a tensor of shape [3] has 3 values: 999999999999",
  ],
  [
    "a value that is none",
    "graph g\nn = constant() value=[1]{1x} -> [1]\noutputs",
    "line 2: a tensor holds numbers, or runs like 0*4: 1x",
  ],
  ["a bad escape", `graph "\\q"\noutputs`, "line 1: a name is expected"],
  ["a rest", "graph g\nn = relu() -> [2] x\noutputs", "line 2: the end of the line is expected: x"],
];

for (const [name, text, message] of BROKEN) {
  Deno.test(`parseGraph() refuses ${name}`, () => {
    assertThrows(() => parseGraph(text, "ann"), SyntaxError, message);
  });
}

Deno.test("parseGraph() refuses weights that were summed up", () => {
  const text = printGraph(tinyConvNet(), { weights: "summary" });
  assertThrows(() => parseGraph(text, "ann"), SyntaxError, "tensors are not abbreviated");
});

Deno.test("parseGraph() lists the problems of all lines", () => {
  const text = "graph g\na = gelu() -> [2]\nb = relu() -> [\noutputs b";
  const error = assertThrows(() => parseGraph(text, "ann"), SyntaxError);
  assertEquals(error.message.match(/line \d/g), ["line 2", "line 3"]);
});

Deno.test("parseGraph() never throws anything but a SyntaxError", () => {
  const good = printGraph(tinyConvNet() as Graph<AnnOp>).slice(0, 300);
  const damage = fc.tuple(fc.nat(good.length), fc.nat(5), fc.string({ maxLength: 4 }));
  fc.assert(fc.property(damage, ([at, removed, added]) => {
    try {
      parseGraph(good.slice(0, at) + added + good.slice(at + removed), "ann");
    } catch (error) {
      assertEquals(error instanceof SyntaxError, true, String(error));
    }
  }));
});
