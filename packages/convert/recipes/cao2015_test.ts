import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
  type NodeId,
  printGraph,
} from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { convertToRate } from "../convert_to_rate.ts";
import { preparationFindings, prepareAnn } from "../prepare_ann.ts";
import type { OptionValues, RateConversion } from "../recipe.ts";
import { cao2015 } from "./cao2015.ts";

const relu: AnnOp = { kind: "relu" };

/** As if these nodes had shown these values; no statistics of the others. */
function convert(
  graph: AnnGraph,
  options: OptionValues = {},
  values: Readonly<Record<NodeId, readonly number[]>> = {},
): RateConversion {
  const nodes: ActivationStats["nodes"] = new Map(
    Object.entries(values).map(([id, shown]) => {
      const seen = createDistribution();
      seen.add(Float32Array.from(shown));
      const all = seen.finish();
      return [id, { all, channels: [], sampleMaxima: all }];
    }),
  );
  return convertToRate(prepareAnn(graph, cao2015), { samples: 1, nodes }, {
    recipe: cao2015,
    options: { input: "current", ...options },
  });
}

/** One convolution, a max-pool and a classifier; biases where asked for. */
function withPool(bias = 0): AnnGraph {
  const net = graphBuilder<AnnOp>("pooled");
  const first = conv2d(filled([1, 1, 1, 1], 0.5), { bias: filled([1], bias) });
  const active = net.named("relu", relu, net.named("conv", first, net.input([1, 2, 2])));
  const pool = net.named("pool", maxPool2d(2), active);
  const last = conv2d(filled([2, 1, 1, 1], 0.25), { bias: filled([2], bias) });
  return net.finish(net.named("logits", last, pool));
}

const codesOf = ({ findings }: Pick<RateConversion, "findings">) =>
  findings.map(({ code, node }) => node === undefined ? code : `${code} ${node}`);

Deno.test("cao2015 takes weights as they are", () => {
  const net = graphBuilder<AnnOp>("tailored");
  const first = net.named("first", dense(tensor([1, 2], [0.5, -3])), net.input([2]));
  net.named("logits", dense(filled([1, 1], 7)), net.named("relu", relu, first));
  const converted = convert(net.finish(), {}, { input: [0, 1] });
  assertEquals(
    printGraph(converted.graph),
    `graph tailored
input = input() sourceLayout=nchw -> [2]
first = dense(input) weight=[1, 2]{0.5 -3} bias=[1]{0} -> [1]
relu = if(first) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{1} -> [1]
logits/current = dense(relu) weight=[1, 1]{7} bias=[1]{0} -> [1]
logits = if(logits/current) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{1} -> [1]
outputs logits
`,
  );
  assertEquals(codesOf(converted), ["input-constant"]);
});

Deno.test("cao2015 sends c · I spikes a step, so that all rates behind are c times as high", () => {
  const net = graphBuilder<AnnOp>("tailored");
  const first = net.named("first", dense(tensor([1, 2], [0.5, -3])), net.input([2]));
  net.named("logits", dense(filled([1, 1], 7)), net.named("relu", relu, first));
  const options = { input: "poisson", inputRate: 0.5 };
  const converted = convert(net.finish(), options, { input: [0, 1] });
  assertEquals(
    printGraph(converted.graph),
    `graph tailored
input = input() sourceLayout=nchw -> [2]
input/spikes = encode(input) coding=poisson unit=[1]{2} -> [2]
first = dense(input/spikes) weight=[1, 2]{0.5 -3} bias=[1]{0} -> [1]
relu = if(first) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{2} -> [1]
logits/current = dense(relu) weight=[1, 1]{7} bias=[1]{0} -> [1]
logits = if(logits/current) reset=subtract threshold=[1]{1} initial=[1]{0} unit=[1]{2} -> [1]
outputs logits
`,
  );
  assertEquals(codesOf(converted), []);
  const usual = convertToRate(net.finish(), { samples: 0, nodes: new Map() }, { recipe: cao2015 });
  const { op } = usual.graph.nodes[1];
  assert(op.kind === "encode");
  assertEquals([op.coding, op.unit.data[0]], ["poisson", 3]); // c = 1/3 of values up to 1.
  assertEquals(codesOf(usual), ["input-assumed input", "input-sign input"]);
});

Deno.test("cao2015 says what becomes of negative inputs", () => {
  const message = (options: OptionValues, values: readonly number[]) =>
    convert(withPool(), options, values.length > 0 ? { input: values } : {}).findings
      .find(({ code }) => code === "input-sign")!.message.split("negative in it ")[1];
  assertEquals(message({}, [-1, 1]), "is a negative current");
  assertEquals(message({ input: "periodic" }, [-1, 1]), "sends negative spikes");
  assertEquals(message({ input: "poisson" }, []), "is silent");
});

Deno.test("cao2015 keeps biases and gates, with one finding for each broken rule and node", () => {
  const converted = convert(withPool(2));
  assertEquals(codesOf(converted), [
    "input-constant",
    "input-sign input",
    "bias-kept conv",
    "bias-kept logits",
    "max-pool-kept pool",
  ]);
  const kinds = converted.graph.nodes.map(({ id, op }) => `${id} ${op.kind}`);
  assertEquals(kinds, [
    "input input",
    "conv conv2d",
    "relu if",
    "pool maxPoolGate",
    "logits/current conv2d",
    "logits if",
  ]);
  assertEquals(biasesOf(converted), [[2], [2, 2]]);
});

Deno.test("cao2015 drops biases and averages pools where asked to, and says so", () => {
  const converted = convert(withPool(2), { biases: "drop", pools: "average" });
  assertEquals(codesOf(converted), [
    "input-constant",
    "input-sign input",
    "bias-dropped conv",
    "bias-dropped logits",
    "max-pool-averaged pool",
    "average-pool-population pool",
  ]);
  const kinds = converted.graph.nodes.map(({ id, op }) => `${id} ${op.kind}`);
  assertEquals(kinds, [
    "input input",
    "conv conv2d",
    "relu if",
    "pool/current avgPool2d",
    "pool if",
    "logits/current conv2d",
    "logits if",
  ]);
  assertEquals(biasesOf(converted), [[0], [0, 0]]);
});

Deno.test("cao2015 drops shifts and constants, too", () => {
  const net = graphBuilder<AnnOp>("shifted");
  const input = net.input([2, 1, 2]);
  const shift = tensor([2, 1, 2], [1, 2, 3, 4]);
  const moved = net.named("moved", { kind: "affine", scale: filled([1], 2), shift }, input);
  net.named("relu", relu, moved);
  const { graph } = convert(net.finish(), { biases: "drop" });
  const { op } = graph.nodes.find(({ id }) => id === "moved")!;
  assertEquals(op, { kind: "affine", scale: filled([1], 2), shift: filled([1], 0) });
});

function biasesOf({ graph }: RateConversion): readonly (readonly number[])[] {
  return graph.nodes.flatMap(({ op }) => op.kind === "conv2d" ? [[...op.bias.data]] : []);
}

Deno.test("cao2015 says whether the input can be negative where that was measured", () => {
  const about = (values: readonly number[]) =>
    codesOf(convert(withPool(), {}, { input: values })).includes("input-sign input");
  assertEquals([about([0, 1]), about([-1, 1])], [false, true]);
});

Deno.test("cao2015 reports weights that read sums which no ReLU has cut off", () => {
  const net = graphBuilder<AnnOp>("linear");
  const first = net.named("first", dense(filled([1, 1], 1)), net.input([1]));
  net.named("second", dense(filled([1, 1], 1)), first);
  assertEquals(codesOf(convert(net.finish(), {}, { input: [0] })), [
    "input-constant",
    "relu-missing second",
  ]);
});

Deno.test("cao2015 reports activations that are no ReLU before they are rewritten", () => {
  const net = graphBuilder<AnnOp>("other");
  const leaky = net.named("leaky", { kind: "leakyRelu", slope: 0.1 }, net.input([1]));
  net.named("clip", { kind: "clip", min: 0, max: 0.5 }, net.named("relu", relu, leaky));
  const graph = net.finish();
  const found = preparationFindings(graph, cao2015);
  assertEquals(codesOf({ findings: found }), [
    "activation-not-relu leaky",
    "activation-not-relu clip",
  ]);
  // A rate ends at one spike a step, which must then be the bound.
  assertEquals(convert(graph).scales.get("clip")?.unit.data[0], 0.5);
});

Deno.test("cao2015 lets every neuron fire at the threshold θ", () => {
  const { scales, graph } = convert(withPool(2), { threshold: 4 });
  assertEquals([...scales].map(([id, { unit }]) => [id, unit.data[0]]), [
    ["relu", 4],
    ["logits", 16],
  ]);
  const weights = graph.nodes.flatMap(({ op }) => op.kind === "conv2d" ? [op.weight.data[0]] : []);
  assertEquals(weights, [0.5 / 4, 0.25 / 4]);
  assertEquals(biasesOf({ graph, scales, findings: [] }), [[0.5], [0.125, 0.125]]);
});

Deno.test("cao2015 says how much is lost above one spike a step where it was measured", () => {
  const { scales, findings } = convert(withPool(), {}, { relu: [0.5, 3], logits: [0] });
  assertEquals(scales.get("relu")!.clipped, 0.5);
  assertEquals(findings.at(-1)!.code, "activations-clipped");
});

Deno.test("cao2015 lets a max-pool of signed values count from the smallest that was measured", () => {
  const net = graphBuilder<AnnOp>("pool");
  const first = net.named("first", conv2d(filled([1, 1, 1, 1], 1)), net.input([1, 2, 2]));
  net.named("last", conv2d(filled([1, 1, 1, 1], 1)), net.named("pool", maxPool2d(2), first));
  const offset = (values: Readonly<Record<NodeId, readonly number[]>>) =>
    convert(net.finish(), {}, values).scales.get("pool")!.offset;
  assertEquals([offset({}), offset({ first: [-2, 1] })], [0, -2]);
});
