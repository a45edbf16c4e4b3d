import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
  type NodeId,
  printGraph,
  type RateGraph,
} from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { avgPool2d, conv2d, dense, maxPool2d } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { calibrationNodes } from "../calibration_nodes.ts";
import { convertToRate } from "../convert_to_rate.ts";
import { prepareAnn } from "../prepare_ann.ts";
import type { OptionValues, RateConversion } from "../recipe.ts";
import { diehl2015Data } from "./diehl2015_data.ts";
import { diehl2015Model } from "./diehl2015_model.ts";

const relu: AnnOp = { kind: "relu" };
const NOTHING: ActivationStats = { samples: 0, nodes: new Map() };

function byModel(graph: AnnGraph, options: OptionValues = {}): RateConversion {
  const prepared = prepareAnn(graph, diehl2015Model);
  const all = { input: "current", ...options };
  return convertToRate(prepared, NOTHING, { recipe: diehl2015Model, options: all });
}

/** As if each node had shown these values. */
function byData(
  graph: AnnGraph,
  values: Readonly<Record<NodeId, readonly number[]>>,
  options: OptionValues = {},
): RateConversion {
  const prepared = prepareAnn(graph, diehl2015Data);
  const nodes = new Map(
    calibrationNodes(prepared).map((id) => {
      const seen = createDistribution();
      seen.add(Float32Array.from(values[id] ?? [0, 1]));
      const all = seen.finish();
      return [id, { all, channels: [], sampleMaxima: all }];
    }),
  );
  const all = { input: "current", ...options };
  return convertToRate(prepared, { samples: 1, nodes }, { recipe: diehl2015Data, options: all });
}

/** Two inputs, two hidden neurons, two classes; biases where asked for. */
function twoLayers(bias = 0): AnnGraph {
  const net = graphBuilder<AnnOp>("two-layers");
  const first = dense(tensor([2, 2], [3, 1, -5, 2]), filled([2], bias));
  const hidden = net.named("relu", relu, net.named("first", first, net.input([2])));
  const second = dense(tensor([2, 2], [1, 1, -2, 0.5]), filled([2], bias));
  return net.finish(net.named("logits", second, hidden));
}

function unitsOf({ scales }: RateConversion): Readonly<Record<NodeId, number>> {
  return Object.fromEntries([...scales].map(([id, { unit }]) => [id, unit.data[0]]));
}

function numbers(graph: RateGraph, id: NodeId): readonly (readonly number[])[] {
  const { op } = graph.nodes.find((node) => node.id === id)!;
  assert(op.kind === "conv2d" || op.kind === "dense");
  return [[...op.weight.data], [...op.bias.data]];
}

const codesOf = ({ findings }: RateConversion) =>
  findings.map(({ code, node }) => node === undefined ? code : `${code} ${node}`);

Deno.test("diehl2015-model divides weights by the largest possible positive input", () => {
  const converted = byModel(twoLayers());
  assertEquals(
    printGraph(converted.graph),
    `graph two-layers
input = input() sourceLayout=nchw -> [2]
first = dense(input) weight=[2, 2]{0.75 0.25 -1.25 0.5} bias=[2]{0*2} -> [2]
relu = if(first) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{4} -> [2]
logits/current = dense(relu) weight=[2, 2]{0.5*2 -1 0.25} bias=[2]{0*2} -> [2]
logits = if(logits/current) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{8} -> [2]
outputs logits
`,
  );
  assertEquals(codesOf(converted), ["input-constant"]);
});

/** Statistics of the input alone. */
function inputStats(values: readonly number[]): ActivationStats {
  const seen = createDistribution();
  seen.add(Float32Array.from(values));
  const all = seen.finish();
  return { samples: 1, nodes: new Map([["input", { all, channels: [], sampleMaxima: all }]]) };
}

Deno.test("diehl2015-model takes an input spike for what it stands for, of either sign", () => {
  const convert = (stats: ActivationStats, inputRate: number) =>
    convertToRate(twoLayers(), stats, { recipe: diehl2015Model, options: { inputRate } });
  // The largest sums of positive weights are 4 and 2.
  assertEquals(unitsOf(convert(NOTHING, 1)), { input: 1, relu: 4, logits: 8 });
  assertEquals(codesOf(convert(NOTHING, 1)), ["input-assumed input"]);
  assertEquals(unitsOf(convert(inputStats([0, 3]), 0.5)), { input: 6, relu: 24, logits: 48 });
  // Spikes of both signs can bring |−5| + 2.
  const signed = convert(inputStats([-2, 1]), 1);
  assertEquals(unitsOf(signed), { input: 2, relu: 14, logits: 28 });
  const { op } = signed.graph.nodes.find(({ id }) => id === "input/spikes")!;
  assertEquals(op, { kind: "encode", coding: "poisson", signed: true, unit: tensor([1], [2]) });
  // No weight is more than its share of one spike.
  assertEquals(numbers(signed.graph, "first")[0], [3, 1, -5, 2].map((w) => Math.fround(w / 7)));
  assertEquals(codesOf(signed), []);
});

Deno.test("diehl2015-data keeps its scales whatever an input spike stands for", () => {
  const values = { input: [0, 2], relu: [0, 4], logits: [-8, 0.5] };
  const converted = byData(twoLayers(), values, { input: "poisson", inputRate: 0.5 });
  assertEquals(unitsOf(converted), { input: 4, relu: 4, logits: 1 });
  assertEquals(numbers(converted.graph, "first")[0], [3, 1, -5, 2]);
  const periodic = byData(twoLayers(), values, { input: "periodic" });
  assertEquals(codesOf(periodic), ["input-periodic"]);
});

Deno.test("diehl2015 recipes say how much of the input is cut off", () => {
  const values = { input: [0.25, 0.25, 0.25, 1], relu: [4], logits: [8] };
  const { findings } = byData(twoLayers(), values, { input: "poisson", inputRate: 2 });
  assertEquals(findings, [{
    code: "input-clipped",
    node: "input",
    message:
      'Values of "input" beyond 0.5 would need more than one spike a step and are cut off: ' +
      "25 % of those seen lie above",
  }]);
});

Deno.test("diehl2015-model adds over all taps and input channels of a convolution", () => {
  const net = graphBuilder<AnnOp>("taps");
  const weight = tensor([2, 2, 1, 2], [1, -4, 2, 0.5, -1, -1, -1, 0.25]);
  const first = net.named("conv", conv2d(weight), net.input([2, 2, 3]));
  net.named("relu", relu, first);
  assertEquals(unitsOf(byModel(net.finish())), { relu: 3.5 });
});

Deno.test("diehl2015-model sees through pools, sums and negative factors", () => {
  const net = graphBuilder<AnnOp>("ways");
  const wide = net.named(
    "wide",
    relu,
    net.named("two", conv2d(filled([1, 1, 1, 1], 2)), net.input([1, 2, 2])),
  );
  const negative = net.named("minus", conv2d(filled([1, 1, 1, 1], -3)), wide);
  const sum = net.named("sum", { kind: "add" }, negative, wide);
  const out = net.named("relu", relu, net.named("pool", avgPool2d(2), sum));
  const kept = net.named("sign", {
    kind: "affine",
    scale: tensor([1], [-0.5]),
    shift: tensor([1], [0]),
  }, sum);
  const third = net.named("flipped", relu, kept);
  const net2 = net.named("both", { kind: "concat", axis: 0 }, wide, third);
  const last = net.named("last", relu, net.named("join", conv2d(filled([1, 2, 1, 1], 1)), net2));
  // wide ≤ 2; sum in −6 … 2; flipped ≤ 3; both joined branches count with 3.
  assertEquals(unitsOf(byModel(net.finish(out, last))), { wide: 2, relu: 2, flipped: 3, last: 6 });
});

Deno.test("diehl2015-model gives a layer without positive weights the unit 1 and says so", () => {
  const net = graphBuilder<AnnOp>("silent");
  const hidden = net.named("relu", relu, net.named("d", dense(filled([1, 1], -1)), net.input([1])));
  net.named("logits", dense(filled([1, 1], 2)), hidden);
  const converted = byModel(net.finish());
  assertEquals(unitsOf(converted), { relu: 1, logits: 2 });
  assertEquals(codesOf(converted), ["input-constant", "dead-layer relu"]);
});

Deno.test("diehl2015-model lets a max-pool of signed values count from the smallest possible", () => {
  const net = graphBuilder<AnnOp>("pool");
  const first = net.named("first", conv2d(tensor([1, 1, 1, 2], [3, -2])), net.input([1, 1, 3]));
  const pool = net.named("pool", maxPool2d([1, 2]), first);
  net.named("logits", conv2d(filled([1, 1, 1, 1], 1)), pool);
  const { scales } = byModel(net.finish());
  const { unit, offset } = scales.get("pool")!;
  assertEquals([unit.data[0], offset], [5, -2]);
});

Deno.test("diehl2015-model refuses a network too deep for float32", () => {
  const net = graphBuilder<AnnOp>("deep");
  let last = net.input([1]);
  for (let k = 0; k < 50; k++) {
    last = net.named(`relu${k}`, relu, net.named(`dense${k}`, dense(filled([1, 1], 10)), last));
  }
  const graph = net.finish(last);
  assertThrows(() => byModel(graph), RangeError, `Cannot normalise "deep" as one spike must stand`);
});

Deno.test("diehl2015-data divides weights by scale over previous scale", () => {
  // scale = max(3, 4) = 4, then max(1, 0.5) = 1, where the weight is the larger.
  const converted = byData(twoLayers(), { relu: [0, 4], logits: [-8, 0.5] });
  assertEquals(
    printGraph(converted.graph),
    `graph two-layers
input = input() sourceLayout=nchw -> [2]
first = dense(input) weight=[2, 2]{0.75 0.25 -1.25 0.5} bias=[2]{0*2} -> [2]
relu = if(first) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{4} -> [2]
logits/current = dense(relu) weight=[2, 2]{4*2 -8 2} bias=[2]{0*2} -> [2]
logits = if(logits/current) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{1} -> [2]
outputs logits
`,
  );
  assertEquals(codesOf(converted), ["input-constant"]);
  assertEquals(unitsOf(byData(twoLayers(), { relu: [2], logits: [9] })), { relu: 3, logits: 9 });
});

Deno.test("diehl2015-data takes an average pool's weight for 1 / window", () => {
  const net = graphBuilder<AnnOp>("pool");
  const active = net.named("relu", relu, net.input([1, 2, 2]));
  const pool = net.named("pool", avgPool2d(2), active);
  net.named("logits", conv2d(filled([1, 1, 1, 1], 0.125)), pool);
  const units = unitsOf(byData(net.finish(), { relu: [0.5], pool: [0.1], logits: [0] }));
  assertEquals(units, { relu: 0.5, pool: 0.25, logits: 0.125 });
});

Deno.test("diehl2015 recipes name the population that is slowest where it hardly fires", () => {
  const values = { relu: [1], logits: [0.25] };
  const { findings } = byData(twoLayers(), values, { threshold: 4 });
  // Units are 3 · 4 and 1 · 4²; of these 1 / 12 and 1 / 64 were seen.
  assertEquals(findings.at(-1), {
    code: "rates-low",
    node: "logits",
    message: 'Even the busiest neuron of "logits" fires only once in 64 steps, as far as was ' +
      "seen: fewer steps than that tell little",
  });
});

Deno.test("diehl2015-data names the nodes that were not measured", () => {
  assertThrows(
    () => convertToRate(twoLayers(), NOTHING, { recipe: diehl2015Data }),
    RangeError,
    `received none of "relu", "logits"`,
  );
});

Deno.test("diehl2015 recipes scale biases with their layer and say so at each node", () => {
  const model = byModel(twoLayers(2));
  const data = byData(twoLayers(2), { relu: [4], logits: [8] });
  for (const converted of [model, data]) {
    assertEquals(numbers(converted.graph, "first")[1], [0.5, 0.5]);
    assertEquals(numbers(converted.graph, "logits/current")[1], [0.25, 0.25]);
    assertEquals(codesOf(converted), ["input-constant", "bias-kept first", "bias-kept logits"]);
  }
});

Deno.test("diehl2015 recipes write the threshold θ of layer n as a unit θⁿ times as large", () => {
  const values = { relu: [4], logits: [8] };
  for (const convert of [byModel, (g: AnnGraph, o: OptionValues) => byData(g, values, o)]) {
    const converted = convert(twoLayers(2), { threshold: 2 });
    assertEquals(unitsOf(converted), { relu: 8, logits: 32 });
    // Half of what they are at threshold 1, in each layer; biases keep their part.
    const [first, second] = ["first", "logits/current"].map((id) => numbers(converted.graph, id));
    assertEquals(first, [[0.375, 0.125, -0.625, 0.25], [0.25, 0.25]]);
    assertEquals(second, [[0.25, 0.25, -0.5, 0.125], [0.0625, 0.0625]]);
  }
});

Deno.test("diehl2015 recipes keep the bound of a clip", () => {
  const net = graphBuilder<AnnOp>("bounded");
  const first = net.named("first", dense(filled([1, 1], 9)), net.input([1]));
  net.named("clip", { kind: "clip", min: 0, max: 6 }, first);
  const graph = net.finish();
  assertEquals(unitsOf(byModel(graph)), { clip: 6 });
  assertEquals(unitsOf(byModel(graph, { threshold: 0.5 })), { clip: 4.5 });
  assertEquals(unitsOf(byData(graph, { clip: [5] })), { clip: 6 });
});
