import { type AnnGraph, type AnnOp, type FakeQuantise, graphBuilder } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { conv2d, maxPool2d } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { dropRoundings, roundingFindings } from "./drop_roundings.ts";
import { mergeRoundings } from "./merge_roundings.ts";
import { prepareAnn } from "./prepare_ann.ts";

function levels(scale: number, min: number, max: number, zero = 0): FakeQuantise {
  const [step, zeroPoint] = [filled([1], scale), filled([1], zero)];
  return { kind: "fakeQuantise", scale: step, zeroPoint, min, max };
}

const relu: AnnOp = { kind: "relu" };
const clip = (max: number): AnnOp => ({ kind: "clip", min: 0, max });

/** Operations one after the other behind a layer "w", called a, b, c. */
function chain(...ops: readonly AnnOp[]): AnnGraph {
  const net = graphBuilder<AnnOp>("chain");
  let last = net.named("w", conv2d(filled([1, 1, 1, 1], 1)), net.input([1, 4, 4]));
  ops.forEach((op, i) => last = net.named("abc"[i], op, last));
  return net.finish();
}

const CASES: readonly (readonly [string, readonly AnnOp[], readonly AnnOp[]])[] = [
  ["a signed rounding behind a ReLU", [relu, levels(0.5, -8, 7)], [levels(0.5, 0, 7)]],
  ["an unsigned rounding behind a ReLU", [relu, levels(0.5, 0, 15)], [levels(0.5, 0, 15)]],
  ["a rounding with a zero point before a ReLU", [levels(0.5, 0, 15, 6), relu], [
    levels(0.5, 6, 15, 6),
  ]],
  ["a rounding behind a ReLU6", [clip(6), levels(0.5, 0, 255)], [levels(0.5, 0, 12)]],
  ["a clip to a level", [levels(1, -Infinity, Infinity), clip(15)], [levels(1, 0, 15)]],
  ["a clip above all levels", [levels(0.5, -8, 7), clip(100)], [levels(0.5, 0, 7)]],
  [
    "a clip between two levels, which it leaves",
    [levels(0.5, -8, 7), clip(1.7)],
    [levels(0.5, -8, 7), clip(1.7)],
  ],
  [
    "a rounding without bounds before a ReLU, which it leaves",
    [levels(1, -Infinity, Infinity), relu],
    [levels(1, -Infinity, Infinity), relu],
  ],
  [
    "a rounding to coarser levels, which it leaves",
    [levels(0.5, 0, 15), levels(1, 0, 7)],
    [levels(0.5, 0, 15), levels(1, 0, 7)],
  ],
];

for (const [name, ops, expected] of CASES) {
  Deno.test(`mergeRoundings() meets ${name}`, () => {
    const merged = mergeRoundings(chain(...ops));
    assertEquals(merged.nodes.slice(2).map(({ op }) => op), expected);
    assert(mergeRoundings(merged) === merged);
  });
}

Deno.test("mergeRoundings() drops a second rounding behind a max-pool", () => {
  const graph = chain(levels(0.5, 0, 15), maxPool2d(2), levels(0.5, 0, 15));
  const kinds = mergeRoundings(graph).nodes.map(({ op }) => op.kind);
  assertEquals(kinds, ["input", "conv2d", "fakeQuantise", "maxPool2d", "affine"]);
});

Deno.test("mergeRoundings() keeps a ReLU for others that read it", () => {
  const net = graphBuilder<AnnOp>("branch");
  const w = net.named("w", conv2d(filled([1, 1, 1, 1], 1)), net.input([1, 4, 4]));
  const a = net.named("a", relu, w);
  net.named("sum", { kind: "add" }, a, net.named("b", levels(0.5, 0, 15), a));
  const merged = mergeRoundings(net.finish());
  assertEquals(merged.nodes.map(({ id, inputs }) => [id, inputs]), [
    ["input", []],
    ["w", ["input"]],
    ["a", ["w"]],
    ["b", ["w"]],
    ["sum", ["a", "b"]],
  ]);
});

Deno.test("dropRoundings() leaves out roundings of inputs and of values on both sides of 0", () => {
  const net = graphBuilder<AnnOp>("both");
  const pixels = net.named("pixels", levels(1, 0, 255), net.input([1, 4, 4]));
  const w = net.named("w", conv2d(filled([1, 1, 1, 1], 1)), pixels);
  net.named("signed", levels(0.5, -8, 7), w);
  const graph = net.finish();
  const kinds = dropRoundings(graph).nodes.map(({ op }) => op.kind);
  assertEquals(kinds, ["input", "affine", "conv2d", "affine"]);
  const [{ message }] = roundingFindings(graph);
  assert(message.startsWith(`The rounding of "pixels" and "signed" is left out`), message);
});

Deno.test("mergeRoundings() leaves a ReLU of the input, whose rounding will be dropped", () => {
  const net = graphBuilder<AnnOp>("pixels");
  net.named("rounded", levels(1, 0, 255), net.named("relu", relu, net.input([3])));
  const graph = net.finish();
  assert(mergeRoundings(graph) === graph);
});

Deno.test("dropRoundings() keeps a bound at 0", () => {
  const { nodes } = dropRoundings(chain(levels(0.5, -8, 0)));
  assertEquals(nodes[2].op, { kind: "clip", min: -4, max: 0 });
});

Deno.test("roundingFindings() names what is left out", () => {
  assertEquals(roundingFindings(chain(relu, levels(1, 0, 3))), []);
  const [finding] = roundingFindings(chain(levels(0.5, -8, 7)));
  assertEquals([finding.code, finding.node], ["rounding-dropped", "a"]);
});

Deno.test("prepareAnn() moves a rounding behind a max-pool to the ReLU before it", () => {
  const net = graphBuilder<AnnOp>("pooled");
  const weight = tensor([1, 16], new Array<number>(16).fill(1));
  const flat = { kind: "reshape", shape: [16] } as const;
  const dense = (from: string): string =>
    net.add({ kind: "dense", weight, bias: filled([1], 0) }, from);
  const first = net.add(
    { kind: "reshape", shape: [1, 1, 1] },
    dense(net.add(flat, net.input([1, 4, 4]))),
  );
  net.named("c", levels(0.5, 0, 15), net.named("b", maxPool2d(1), net.named("a", relu, first)));
  const kinds = prepareAnn(net.finish()).nodes.map(({ op }) => op.kind);
  assertEquals(kinds.filter((kind) => kind === "relu" || kind === "fakeQuantise"), [
    "fakeQuantise",
  ]);
});
