import {
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
  type LinearOp,
  printGraph,
  type RateGraph,
} from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { avgPool2d, conv2d, tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { calibrationNodes } from "../calibration_nodes.ts";
import { convertToRate } from "../convert_to_rate.ts";
import { prepareAnn } from "../prepare_ann.ts";
import type { OptionValues, RateConversion } from "../recipe.ts";
import { hu2018 } from "./hu2018.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

const relu: AnnOp = { kind: "relu" };

/**
 * As if each node had shown its largest value only; `2 · k` for the k-th behind the input where none is
 * given.
 */
function convert(
  graph: AnnGraph,
  options: OptionValues = {},
  largest: Readonly<Record<string, number>> = {},
  recipe = hu2018,
): RateConversion {
  const prepared = prepareAnn(graph, recipe);
  const nodes = new Map(
    calibrationNodes(prepared).map((id, k) => {
      const seen = createDistribution();
      seen.add(Float32Array.of(largest[id] ?? 2 * k));
      const all = seen.finish();
      const { shape } = prepared.nodes.find((node) => node.id === id)!;
      return [id, { all, channels: Array(shape[0]).fill(all), sampleMaxima: all }];
    }),
  );
  return convertToRate(prepared, { samples: 1, nodes }, { recipe, options });
}

/** Weights and biases of a node. */
function numbers(graph: RateGraph, id: string): readonly (readonly number[])[] {
  const { op } = graph.nodes.find((node) => node.id === id)!;
  if (op.kind === "affine") return [[...op.scale.data], [...op.shift.data]];
  assert(op.kind === "conv2d" || op.kind === "dense");
  return [[...op.weight.data], [...op.bias.data]];
}

const one = conv2d(filled([1, 1, 1, 1], 1), { bias: filled([1], 1) });

/** A stem of scale 2, a block of inner scale 4 and outer scale 8 over a shortcut. */
function block(shortcut: "identity" | "projection" | "padded" | "averaged"): AnnGraph {
  const net = graphBuilder<AnnOp>(shortcut);
  const stem = net.named("stem", relu, net.named("conv0", one, net.input([1, 4, 4])));
  const isWide = shortcut === "padded" || shortcut === "averaged";
  const first = isWide ? conv2d(filled([2, 1, 1, 1], 1), { stride: 2 }) : one;
  const second = isWide ? conv2d(filled([2, 2, 1, 1], 1)) : one;
  const inner = net.named("inner", relu, net.named("conv1", first, stem));
  const outer = net.named("conv2", second, inner);
  let branch = stem;
  if (shortcut === "projection") branch = net.named("projection", one, stem);
  if (isWide) {
    const slice: LinearOp = { kind: "slice", start: [0, 0, 0], step: [1, 2, 2], size: [1, 2, 2] };
    const thinned = shortcut === "padded" ? slice : avgPool2d(2);
    const wide: LinearOp = {
      kind: "pad",
      before: [0, 0, 0],
      after: [1, 0, 0],
      mode: "constant",
      value: 0,
    };
    branch = net.named("wide", wide, net.named("thin", thinned, stem));
  }
  net.named("out", relu, net.named("sum", { kind: "add" }, outer, branch));
  return net.finish();
}

const lambdas = { stem: 2, inner: 4, out: 8 };

Deno.test("hu2018 normalises a block with an identity shortcut by λ_in, λ_1 and λ_out", () => {
  const { graph } = convert(block("identity"), {}, lambdas);
  assertEquals(
    printGraph(graph),
    `graph identity
input = input() sourceLayout=nchw -> [1, 4, 4]
${printed("conv0", "input", 0.5, 0.5)}
stem = if(conv0) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{2} -> [1, 4, 4]
${printed("conv1", "stem", 0.5, 0.25)}
inner = if(conv1) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{4} -> [1, 4, 4]
${printed("conv2", "inner", 0.5, 0.125)}
stem/for/sum = affine(stem) scale=[1]{0.25} shift=[1]{0} -> [1, 4, 4]
sum = add(conv2, stem/for/sum) -> [1, 4, 4]
out = if(sum) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{8} -> [1, 4, 4]
outputs out
`,
  );
});

function printed(id: string, input: string, weight: number, bias: number): string {
  return `${id} = conv2d(${input}) stride=[1, 1] padding=[0, 0, 0, 0] dilation=[1, 1] groups=1 ` +
    `weight=[1, 1, 1, 1]{${weight}} bias=[1]{${bias}} -> [1, 4, 4]`;
}

Deno.test("hu2018 scales a projection by λ_in / λ_out and its bias by 1 / λ_out", () => {
  const { graph } = convert(block("projection"), {}, lambdas);
  assertEquals(numbers(graph, "projection"), [[2 / 8], [1 / 8]]);
  assertEquals(graph.nodes.some(({ op }) => op.kind === "affine"), false);
});

Deno.test("hu2018 with naive shortcuts changes the weight of identities and nothing else", () => {
  const rows = [
    [block("identity"), ["stem/for/sum"]],
    [block("padded"), ["wide/for/sum"]],
    [block("averaged"), ["stem/for/thin"]],
    [block("projection"), []],
    [tinyResNet(), ["relu1/for/add2"]],
    [preActivation(), ["conv0/for/sum1", "sum1/for/sum2"]],
  ] as const;
  for (const [graph, identities] of rows) {
    const normalised = convert(graph).graph;
    const naive = convert(graph, { shortcuts: "naive" });
    assertEquals(differing(normalised, naive.graph), identities, graph.name);
    for (const id of identities) {
      assertEquals(numbers(naive.graph, id), [[1], [0]]);
      assert(numbers(normalised, id)[0][0] < 1);
    }
    const finding = naive.findings.at(-1)!;
    assertEquals(finding.code, "shortcuts-naive");
    assertEquals(finding.message.split(" ")[3], String(identities.length));
  }
});

/** Which nodes differ between two graphs that must otherwise be one. */
function differing(a: RateGraph, b: RateGraph): readonly string[] {
  const [linesOfA, linesOfB] = [a, b].map((graph) => printGraph(graph).split("\n"));
  assertEquals(linesOfA.length, linesOfB.length);
  return linesOfA.filter((line, i) => line !== linesOfB[i]).map((line) => line.split(" = ")[0]);
}

/** Two blocks whose ReLUs stand before their convolutions: sums are read as they are. */
function preActivation(): AnnGraph {
  const net = graphBuilder<AnnOp>("pre-activation");
  let current = net.named("conv0", one, net.input([1, 2, 2]));
  for (const k of [1, 2]) {
    const active = net.named(`relu${k}`, relu, current);
    current = net.named(
      `sum${k}`,
      { kind: "add" },
      current,
      net.named(`conv${k}`, one, active),
    );
  }
  net.named("out", relu, current);
  return net.finish();
}

Deno.test("hu2018 carries the sum of a pre-activation block on as current", () => {
  const { graph } = convert(preActivation(), {}, { relu1: 2, relu2: 4, out: 8 });
  assertEquals(numbers(graph, "conv0"), [[0.5], [0.5]]); // In the unit of `relu1`.
  assertEquals(numbers(graph, "conv0/for/sum1"), [[2 / 4], [0]]);
  assertEquals(numbers(graph, "conv1"), [[2 / 4], [1 / 4]]);
  assertEquals(numbers(graph, "sum1/for/sum2"), [[4 / 8], [0]]);
  assertEquals(numbers(graph, "conv2"), [[4 / 8], [1 / 8]]);
});

Deno.test("hu2018 is rueckauer2017 where there are no shortcuts", () => {
  for (const perChannel of [false, true]) {
    const options = { percentile: 99, perChannel, reset: "zero", initialPotential: 0.25 };
    assertEquals(
      printGraph(convert(tinyConvNet(), options).graph),
      printGraph(convert(tinyConvNet(), options, {}, rueckauer2017).graph),
    );
  }
});

Deno.test("hu2018 lets weights and biases of every layer count c times, by thresholds of 1 / c", () => {
  const options = { initialPotential: 0.5 };
  const plain = convert(block("identity"), options, lambdas);
  const { graph, scales } = convert(block("identity"), { ...options, compensation: 2 }, lambdas);
  assertEquals([...scales], [...plain.scales]);
  const neurons = ["stem", "inner", "out"];
  assertEquals(differing(plain.graph, graph), neurons);
  for (const id of neurons) {
    const { op } = graph.nodes.find((node) => node.id === id)!;
    assert(op.kind === "if");
    assertEquals([...op.threshold.data, ...op.initial.data], [0.5, 0.25]);
  }
  assertThrows(() => convert(block("identity"), { compensation: 0.5 }), RangeError, "1 … 10");
});
