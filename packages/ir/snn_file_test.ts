import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  annGraphWith,
  arbitraryRateGraph,
  dense,
  population,
  RATE_LAYERS,
  rateGraphWith,
  tinyConvNet,
  tinyRateGraph,
} from "@snnkit/testkit";
import { filled, tensor } from "@snnkit/tensor";
import {
  type AnnOp,
  decodeSnn,
  encodeSnn,
  graphBuilder,
  InvalidGraphError,
  printGraph,
  type RateOp,
} from "./mod.ts";
import old from "./testdata/format_1.json" with { type: "json" };

/** The header's JSON, free to be damaged, and the values behind it. */
interface Parts {
  // deno-lint-ignore no-explicit-any
  header: any;
  data: Uint8Array;
}

function split(bytes: Uint8Array): Parts {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return { header, data: bytes.slice(8 + length) };
}

function join({ header, data }: Parts): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** A file of the tiny rate graph with something changed. */
function damaged(change: (parts: Parts) => void): Uint8Array {
  const parts = split(encodeSnn({ graph: tinyRateGraph(), provenance: {} }));
  change(parts);
  return join(parts);
}

/** As {@linkcode damaged}, changing the graph in the metadata. */
// deno-lint-ignore no-explicit-any
function damagedGraph(change: (graph: any) => void): Uint8Array {
  return damaged(({ header }) => {
    const graph = JSON.parse(header.__metadata__.graph);
    change(graph);
    header.__metadata__.graph = JSON.stringify(graph);
  });
}

Deno.test("decodeSnn() gives back every graph that encodeSnn() wrote", () => {
  for (const layer of RATE_LAYERS) {
    const file = { graph: rateGraphWith(layer), provenance: { layer } };
    assertEquals(decodeSnn(encodeSnn(file)), file);
  }
  for (let seed = 0; seed < 30; seed++) {
    const file = { graph: arbitraryRateGraph(seed), provenance: {} };
    assertEquals(decodeSnn(encodeSnn(file)), file);
  }
});

Deno.test("decodeSnn() gives back every kind of neuron and gate", () => {
  const { nodes, ...rest } = tinyRateGraph();
  const neurons = [{ signed: true }, { leak: 0.875 }, { signed: true, leak: 1, refractory: 3 }];
  const gates = [{ estimator: "track" }, { estimator: "exponential", decay: 0.3 }, {
    estimator: "window",
    steps: 7,
  }];
  neurons.forEach((neuron, i) => {
    const changed = nodes.map((node) => {
      if (node.id === "relu" && i < 2) return { ...node, op: { ...node.op, ...neuron } as RateOp };
      if (node.id === "output") return { ...node, op: { ...node.op, ...neuron } as RateOp };
      if (node.id !== "pool") return node;
      return { ...node, op: { ...node.op, ...gates[i] } as RateOp };
    });
    const graph = { ...rest, nodes: changed };
    assertEquals(decodeSnn(encodeSnn({ graph, provenance: {} })).graph, graph);
  });
});

Deno.test("decodeSnn() gives back any provenance", () => {
  const free = fc.string({ unit: "binary" }).filter((name) =>
    !["format", "dialect", "graph", "__proto__"].includes(name)
  );
  fc.assert(
    fc.property(fc.dictionary(free, fc.string(), { noNullPrototype: true }), (provenance) => {
      const graph = tinyRateGraph();
      assertEquals(decodeSnn(encodeSnn({ graph, provenance })).provenance, provenance);
    }),
  );
});

Deno.test("encodeSnn() gives the same bytes whatever the order of provenance", () => {
  const graph = tinyRateGraph();
  const one = encodeSnn({ graph, provenance: { a: "1", b: "2" } });
  assertEquals(encodeSnn({ graph, provenance: { b: "2", a: "1" } }), one);
});

Deno.test("encodeSnn() writes what any reader of safetensors can read", () => {
  const { header, data } = split(encodeSnn({ graph: tinyRateGraph(), provenance: { by: "test" } }));
  assertEquals(header["conv.weight"], {
    dtype: "F32",
    shape: [4, 1, 3, 3],
    data_offsets: [0, 144],
  });
  assertEquals(Object.keys(header.__metadata__), ["format", "dialect", "graph", "by"]);
  const [begin, end] = header["dense.bias"].data_offsets;
  const dense = tinyRateGraph().nodes.find((node) => node.id === "dense")!.op;
  assertEquals(
    new Float32Array(data.slice(begin, end).buffer),
    dense.kind === "dense" ? dense.bias.data : new Float32Array(0),
  );
});

Deno.test("encodeSnn() stores equal tensors once, and decodeSnn() shares them", () => {
  const net = graphBuilder<RateOp>("twins");
  const weight = (): number[] => [1, 2, 3, 4];
  const first = net.add(dense(tensor([2, 2], weight())), net.input([2]));
  const second = net.named("twin", dense(tensor([2, 2], weight())), net.add(population(), first));
  net.add(population(), second);
  const bytes = encodeSnn({ graph: net.finish(), provenance: {} });
  const { header } = split(bytes);
  const stored = Object.keys(header).filter((name) => name !== "__metadata__");
  assertEquals(stored, ["dense_1.weight", "dense_1.bias", "if_2.threshold", "if_2.initial"]);
  const ops = decodeSnn(bytes).graph.nodes.map((node) => node.op);
  const [a, b] = ops.filter((op) => op.kind === "dense");
  assertStrictEquals(a.weight, b.weight);
});

Deno.test("encodeSnn() tells −0 from 0", () => {
  const net = graphBuilder<RateOp>("zeros");
  const op = dense(tensor([1, 1], [1]), tensor([1], [-0]));
  net.add({ ...population(), initial: tensor([1], [0]) }, net.add(op, net.input([1])));
  const { graph } = decodeSnn(encodeSnn({ graph: net.finish(), provenance: {} }));
  const [, first, last] = graph.nodes.map((node) => node.op);
  assertStrictEquals(first.kind === "dense" && first.bias.data[0], -0);
  assertStrictEquals(last.kind === "if" && last.initial.data[0], 0);
});

Deno.test("decodeSnn() gives back the trained network kept beside, infinite bounds included", () => {
  const net = graphBuilder<AnnOp>("bounds");
  net.add({ kind: "clip", min: -0, max: Infinity }, net.input([2]));
  net.add({ kind: "clip", min: -Infinity, max: 0.1 }, "clip_1");
  for (const ann of [net.finish(), tinyConvNet(), annGraphWith("batch-norm")]) {
    const file = { graph: tinyRateGraph(), ann, provenance: {} };
    assertEquals(decodeSnn(encodeSnn(file)), file);
  }
});

Deno.test("decodeSnn() reads a file of format 1 that was written long ago", () => {
  const bytes = Uint8Array.from(atob(old.base64), (character) => character.charCodeAt(0));
  const { graph, provenance } = decodeSnn(bytes);
  assertEquals(printGraph(graph), old.graph);
  assertEquals(provenance, { recipe: "by hand", source: "tinyRateGraph of @snnkit/testkit" });
});

Deno.test("decodeSnn() reads bytes at any offset of their buffer", () => {
  const bytes = encodeSnn({ graph: tinyRateGraph(), provenance: {} });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assertEquals(decodeSnn(shifted.subarray(3)).graph, tinyRateGraph());
});

Deno.test("encodeSnn() refuses an invalid graph and names that are taken", () => {
  const graph = tinyRateGraph();
  const invalid = { ...graph, outputs: ["conv"] };
  assertThrows(() => encodeSnn({ graph: invalid, provenance: {} }), InvalidGraphError, "conv");
  const provenance = { format: "2", graph: "" };
  assertThrows(() => encodeSnn({ graph, provenance }), RangeError, `received "format", "graph"`);
});

const onnx = Uint8Array.of(8, 8, 18, 7, 112, 121, 116, 111, 114, 99, 104, 58);
type ErrorClass = typeof SyntaxError | typeof RangeError;
const BROKEN: readonly (readonly [string, Uint8Array, ErrorClass, string])[] = [
  ["no bytes", new Uint8Array(0), SyntaxError, "8 bytes of header length: it has 0"],
  ["an ONNX file", onnx, SyntaxError, "does not begin as a safetensors file does"],
  [
    "a file cut short within its header",
    damaged(() => {}).subarray(0, 100),
    SyntaxError,
    "is cut short: its header has",
  ],
  [
    "a file cut short within its values",
    damaged((p) => p.data = p.data.slice(0, -4)),
    RangeError,
    "cut short",
  ],
  [
    "bytes behind the values",
    damaged((p) => p.data = new Uint8Array(p.data.length + 4)),
    RangeError,
    "4 bytes at the end",
  ],
  [
    "a header that is no JSON",
    join({ header: 0, data: new Uint8Array(0) }),
    SyntaxError,
    "does not begin",
  ],
  [
    "no graph",
    damaged(({ header }) => delete header.__metadata__.graph),
    SyntaxError,
    "without a graph of snnkit",
  ],
  [
    "no metadata",
    damaged(({ header }) => delete header.__metadata__),
    SyntaxError,
    "without a graph of snnkit",
  ],
  [
    "metadata that are no strings",
    damaged(({ header }) => header.__metadata__.x = 1),
    SyntaxError,
    "strings to strings",
  ],
  [
    "another format",
    damaged(({ header }) => header.__metadata__.format = "2"),
    RangeError,
    `its format must be "1": received "2"\nHint: `,
  ],
  [
    "another type of values",
    damaged(({ header }) => header["conv.weight"].dtype = "F16"),
    SyntaxError,
    `tensor "conv.weight" must be of type F32: "F16"`,
  ],
  [
    "a shape that is none",
    damaged(({ header }) => header["conv.weight"].shape = [4, -9]),
    SyntaxError,
    `tensor "conv.weight" must have a shape of whole numbers`,
  ],
  [
    "a shape that does not fit its bytes",
    damaged(({ header }) => header["conv.weight"].shape = [4, 1, 3, 4]),
    RangeError,
    `tensor "conv.weight" of shape [4, 1, 3, 4] needs 192 bytes, not 0 … 144`,
  ],
  [
    "overlapping tensors",
    damaged(({ header }) => header["conv.bias"].data_offsets = [140, 156]),
    RangeError,
    `tensor "conv.bias" overlaps another: it begins at 140, not 144`,
  ],
  [
    "a gap",
    damaged(({ header }) => delete header["conv.bias"]),
    RangeError,
    "leaves a gap before it: it begins at 160, not 144",
  ],
  [
    "offsets beyond the file",
    damaged(({ header }) => header["dense.bias"].data_offsets = [1e6, 1e6 + 12]),
    RangeError,
    `tensor "dense.bias" ends at 1000012 of`,
  ],
  [
    "weights that are not finite",
    damaged(({ data }) => data.set([0, 0, 0xc0, 0x7f], 0)),
    RangeError,
    `NaN or infinity in "conv.weight"`,
  ],
  [
    "a graph that is no JSON",
    damaged(({ header }) => header.__metadata__.graph = "{"),
    SyntaxError,
    "its graph is no JSON",
  ],
  [
    "a node of an unknown kind",
    damagedGraph(({ nodes }) => nodes[1].kind = "gelu"),
    SyntaxError,
    `"conv" is of an unknown kind "gelu"`,
  ],
  [
    "a missing and an unknown attribute",
    damagedGraph(({ nodes }) =>
      nodes[1].attributes = { ...nodes[1].attributes, stride: undefined, x: 1 }
    ),
    SyntaxError,
    `"conv" has an unknown attribute "x"; "conv" lacks its attribute "stride"`,
  ],
  [
    "an attribute of a wrong type",
    damagedGraph(({ nodes }) => nodes[2].attributes.reset = "half"),
    SyntaxError,
    `"relu" must have "subtract" or "zero" as "reset"`,
  ],
  [
    "a tensor that is not there",
    damagedGraph(({ nodes }) => nodes[1].attributes.bias = { tensor: "lost" }),
    SyntaxError,
    `"conv" names a tensor that the file lacks: "lost"`,
  ],
  [
    "nodes that are none",
    damagedGraph((graph) => graph.nodes[0] = 7),
    SyntaxError,
    "node 0 is no object",
  ],
  [
    "outputs that are none",
    damagedGraph((graph) => graph.outputs = 7),
    SyntaxError,
    "no list of ids",
  ],
  [
    "a graph that breaks the rules",
    damagedGraph(({ nodes }) => nodes[2].shape = [4]),
    SyntaxError,
    `its graph is not valid: "relu" of kind "if" says its shape is [4] but computes [4, 6, 6]`,
  ],
];

for (const [name, bytes, errorClass, message] of BROKEN) {
  Deno.test(`decodeSnn() refuses ${name}`, () => {
    assertThrows(() => decodeSnn(bytes), errorClass, message);
  });
}

Deno.test("decodeSnn() of damaged bytes throws nothing but SyntaxError and RangeError", () => {
  const good = encodeSnn({ graph: tinyRateGraph(), provenance: {} });
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1 });
  fc.assert(
    fc.property(damage, fc.nat(good.length), (changes, length) => {
      const bytes = good.slice(0, length % 4 === 0 ? length : good.length);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      try {
        decodeSnn(bytes);
      } catch (error) {
        const expected = error instanceof SyntaxError || error instanceof RangeError;
        assertEquals(expected, true, String(error));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("encodeSnn() keeps the values of a large tensor apart from a shared one", () => {
  const net = graphBuilder<RateOp>("large");
  const large = net.add(dense(filled([300, 4], 0.5), filled([300], 0.5)), net.input([4]));
  net.add(population(), net.add(dense(filled([1, 300], 0.5)), large));
  const file = { graph: net.finish(), provenance: {} };
  assertEquals(decodeSnn(encodeSnn(file)), file);
});
