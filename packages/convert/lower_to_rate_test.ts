import {
  type AnnGraph,
  type AnnOp,
  graphBuilder,
  type Node,
  printGraph,
  type RateGraph,
  type RateOp,
} from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { avgPool2d, conv2d, dense, maxPool2d, tinyResNet } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConversionError } from "./conversion_error.ts";
import { type LoweringOptions, lowerToRate } from "./lower_to_rate.ts";
import type { Scales } from "./population_scale.ts";
import { prepareAnn } from "./prepare_ann.ts";
import expected from "./testdata/tiny_res_net_rate.json" with { type: "json" };

const relu: AnnOp = { kind: "relu" };

/** Scales by node: λ of the layer, or one λ a channel. */
function scalesOf(
  units: Readonly<Record<string, number | readonly number[]>>,
  offset = 0,
): Scales {
  return new Map(
    Object.entries(units).map(([id, unit]) => {
      const values = typeof unit === "number" ? [unit] : unit;
      return [id, { unit: tensor([values.length], values), offset, clipped: 0 }];
    }),
  );
}

function lower(
  graph: AnnGraph,
  units: Parameters<typeof scalesOf>[0],
  offset = 0,
  options: LoweringOptions = {},
): RateGraph {
  return lowerToRate(graph, scalesOf(units, offset), options).graph;
}

function find(graph: RateGraph, id: string): Node<RateOp> {
  return graph.nodes.find((node) => node.id === id)!;
}

function wiring(graph: RateGraph): readonly unknown[] {
  return graph.nodes.map(({ id, op, inputs }) => [id, op.kind, ...inputs]);
}

/** Weights and biases of a node. */
function numbers(graph: RateGraph, id: string): readonly (readonly number[])[] {
  const { op } = find(graph, id);
  if (op.kind === "affine") return [[...op.scale.data], [...op.shift.data]];
  assert(op.kind === "conv2d" || op.kind === "dense");
  return [[...op.weight.data], [...op.bias.data]];
}

Deno.test("lowerToRate() scales weights by λ_in / λ and biases by 1 / λ", () => {
  const net = graphBuilder<AnnOp>("two");
  const first = dense(tensor([1, 1], [6]), tensor([1], [2]));
  const hidden = net.named("relu", relu, net.named("first", first, net.input([1])));
  net.named("logits", dense(tensor([2, 1], [1, -3]), tensor([2], [5, 10])), hidden);
  const graph = lower(net.finish(), { relu: 4, logits: 5 });
  assertEquals(numbers(graph, "first"), [[1.5], [0.5]]);
  assertEquals(numbers(graph, "logits/current"), [
    [4 / 5, Math.fround(-12 / 5)].map(Math.fround),
    [1, 2],
  ]);
  const { op } = find(graph, "relu");
  const neurons = { threshold: filled([1], 1), initial: filled([1], 0) };
  assertEquals(op, { kind: "if", ...neurons, reset: "subtract", unit: filled([1], 4) });
  assertEquals(graph.outputs, ["logits"]);
});

Deno.test("lowerToRate() sends the input as spikes where asked to, scaled like any population", () => {
  const net = graphBuilder<AnnOp>("two");
  const input = net.input([2]);
  const first = net.named("first", dense(tensor([2, 2], [6, 0, 0, 8]), filled([2], 2)), input);
  const sum = net.named("sum", { kind: "add" }, first, input);
  net.named("relu", relu, sum);
  const graph = lower(net.finish(), { input: 3, relu: 4 }, 0, { input: "poisson" });
  assertEquals(wiring(graph), [
    ["input", "input"],
    ["input/spikes", "encode", "input"],
    ["first", "dense", "input/spikes"],
    ["input/for/sum", "affine", "input/spikes"],
    ["sum", "add", "first", "input/for/sum"],
    ["relu", "if", "sum"],
  ]);
  assertEquals(find(graph, "input/spikes").op, {
    kind: "encode",
    coding: "poisson",
    unit: filled([1], 3),
  });
  assertEquals(numbers(graph, "first"), [[4.5, 0, 0, 6], [0.5, 0.5]]);
  assertEquals(numbers(graph, "input/for/sum"), [[0.75], [0]]);
  const signed = lower(net.finish(), { input: 3, relu: 4 }, 0, {
    input: "periodic",
    signedInput: true,
  });
  assertEquals(find(signed, "input/spikes").op, {
    kind: "encode",
    coding: "periodic",
    signed: true,
    unit: filled([1], 3),
  });
  // A current needs no scale, and one that is given is not used.
  assertEquals(
    lower(net.finish(), { input: 3, relu: 4 }),
    lower(net.finish(), { relu: 4 }),
  );
});

Deno.test("lowerToRate() gives a max-pool of an encoded input neurons of its own", () => {
  const net = graphBuilder<AnnOp>("pool");
  const pool = net.named("pool", maxPool2d(2), net.input([1, 2, 2]));
  net.named("logits", conv2d(filled([1, 1, 1, 1], 1)), pool);
  const scales = new Map([
    ...scalesOf({ input: 2, logits: 1 }),
    ...scalesOf({ pool: 3 }, -1),
  ]);
  const options = { input: "poisson", signedInput: true } as const;
  const { graph } = lowerToRate(net.finish(), scales, options);
  assertEquals(wiring(graph).slice(0, 5), [
    ["input", "input"],
    ["input/spikes", "encode", "input"],
    ["input/for/pool", "affine", "input/spikes"],
    ["pool/neurons", "if", "input/for/pool"],
    ["pool/gate", "maxPoolGate", "pool/neurons"],
  ]);
});

Deno.test("lowerToRate() needs the scale of an input that is sent as spikes", () => {
  const net = graphBuilder<AnnOp>("one");
  net.named("relu", relu, net.input([1]));
  assertThrows(
    () => lower(net.finish(), { relu: 1 }, 0, { input: "poisson" }),
    RangeError,
    `received none for "input"`,
  );
});

Deno.test("lowerToRate() gives neurons the reset and potential asked for", () => {
  const net = graphBuilder<AnnOp>("one");
  net.named("relu", relu, net.input([1]));
  const options = { reset: "zero", initialPotential: 0.5 } as const;
  const { op } = find(lower(net.finish(), { relu: 1 }, 0, options), "relu");
  assert(op.kind === "if");
  assertEquals([op.reset, op.initial.data[0]], ["zero", 0.5]);
});

Deno.test("lowerToRate() normalises both branches of a sum as Hu et al. do", () => {
  const net = graphBuilder<AnnOp>("block");
  const one = conv2d(filled([1, 1, 1, 1], 1), { bias: filled([1], 1) });
  const stem = net.named("stem", relu, net.named("conv0", one, net.input([1, 2, 2])));
  const inner = net.named("inner", relu, net.named("conv1", one, stem));
  const sum = net.named("sum", { kind: "add" }, net.named("conv2", one, inner), stem);
  const block = net.named("block", relu, sum);
  const projected = net.named("projected", { kind: "add" }, net.named("conv3", one, block), sum);
  net.named("out", relu, projected);
  const graph = lower(net.finish(), { stem: 2, inner: 4, block: 8, out: 16 });
  assertEquals(numbers(graph, "conv1"), [[2 / 4], [1 / 4]]);
  assertEquals(numbers(graph, "conv2"), [[4 / 8], [1 / 8]]);
  assertEquals(numbers(graph, "stem/for/sum"), [[2 / 8], [0]]);
  assertEquals(numbers(graph, "conv3"), [[8 / 16], [1 / 16]]);
  // The first sum is a current in the unit of its first reader; the second one wants another.
  assertEquals(numbers(graph, "sum/for/projected"), [[8 / 16], [0]]);
});

Deno.test("lowerToRate() lets joined branches keep their units, also through a max-pool", () => {
  const net = graphBuilder<AnnOp>("join");
  const x = net.input([1, 2, 2]);
  const a = net.named("a", relu, x);
  const b = net.named("b", relu, x);
  const pool = net.named("pool", maxPool2d(2), net.named("ab", { kind: "concat", axis: 0 }, a, b));
  const conv = net.named("conv", conv2d(tensor([1, 2, 1, 1], [1, 1])), pool);
  const graph = lower(net.finish(net.named("out", relu, conv)), { a: 2, b: 3, out: 4 });
  assertEquals(numbers(graph, "conv"), [[0.5, 0.75], [0]]);
  assertEquals(wiring(graph).slice(3), [
    ["input/for/b", "affine", "input"],
    ["b", "if", "input/for/b"],
    ["ab", "concat", "a", "b"],
    ["pool", "maxPoolGate", "ab"],
    ["conv", "conv2d", "pool"],
    ["out", "if", "conv"],
  ]);
});

Deno.test("lowerToRate() counts in one unit where a window mixes units", () => {
  const net = graphBuilder<AnnOp>("rows");
  const x = net.input([1, 1, 2]);
  const a = net.named("a", relu, x);
  const b = net.named("b", relu, x);
  const rows = net.named("rows", { kind: "concat", axis: 1 }, a, b);
  const conv = net.named(
    "conv",
    conv2d(filled([1, 1, 1, 1], 1)),
    net.named("pool", maxPool2d(2), rows),
  );
  const { graph, findings } = lowerToRate(
    net.finish(net.named("out", relu, conv)),
    scalesOf({ a: 1, b: 4, out: 4 }),
  );
  assertEquals(numbers(graph, "rows/for/pool"), [[0.25, 1], [0]]);
  assertEquals(find(graph, "pool").inputs, ["pool/neurons"]);
  assertEquals(numbers(graph, "conv"), [[1], [0]]);
  assertEquals(findings.map(({ code, node }) => [code, node]), [["max-pool-population", "pool"]]);
});

Deno.test("lowerToRate() gives a max-pool of the input neurons that count from the smallest value", () => {
  const net = graphBuilder<AnnOp>("pool");
  const pool = net.named("pool", maxPool2d(2), net.input([1, 2, 2]));
  const conv = net.named("conv", conv2d(filled([1, 1, 1, 1], 1)), pool);
  const graph = net.finish(net.named("out", relu, conv));
  assertEquals(wiring(lower(graph, { pool: 2, out: 1 })), [
    ["input", "input"],
    ["input/for/pool", "affine", "input"],
    ["pool/neurons", "if", "input/for/pool"],
    ["pool", "maxPoolGate", "pool/neurons"],
    ["conv", "conv2d", "pool"],
    ["out", "if", "conv"],
  ]);
  const signed = lower(graph, { pool: 2, out: 1 }, -3);
  assertEquals(numbers(signed, "input/for/pool"), [[0.5], [1.5]]);
  assertEquals(wiring(signed).slice(3, 5), [
    ["pool/gate", "maxPoolGate", "pool/neurons"],
    ["pool", "affine", "pool/gate"],
  ]);
  assertEquals(numbers(signed, "pool"), [[1], [-1.5]]);
});

Deno.test("lowerToRate() puts the factor of a pool's neurons before the pool", () => {
  const net = graphBuilder<AnnOp>("pool");
  const first = net.named("relu", relu, net.input([1, 4, 4]));
  const pool = net.named("pool", relu, net.named("pool/current", avgPool2d(2), first));
  net.named("out", relu, net.named("conv", conv2d(filled([1, 1, 1, 1], 1)), pool));
  const { graph, findings } = lowerToRate(
    net.finish(),
    scalesOf({ relu: 4, pool: 2, out: 1 }),
  );
  assertEquals(numbers(graph, "relu/for/pool/current"), [[2], [0]]);
  assertEquals(numbers(graph, "conv"), [[2], [0]]);
  assertEquals(findings.map(({ code, node }) => [code, node]), [
    ["average-pool-population", "pool"],
  ]);
});

Deno.test("lowerToRate() takes one scale a channel into rows and columns of the weights", () => {
  const net = graphBuilder<AnnOp>("channels");
  const first = dense(tensor([2, 1], [6, 6]), tensor([2], [12, 12]));
  const hidden = net.named("relu", relu, net.named("first", first, net.input([1])));
  net.named("out", relu, net.named("second", dense(tensor([1, 2], [1, 1])), hidden));
  const graph = lower(net.finish(), { relu: [2, 3], out: 1 });
  assertEquals(numbers(graph, "first"), [[3, 2], [6, 4]]);
  assertEquals(numbers(graph, "second"), [[2, 3], [0]]);
});

Deno.test("lowerToRate() gives a read output neurons for itself", () => {
  const net = graphBuilder<AnnOp>("read");
  const hidden = net.named("hidden", relu, net.input([2]));
  const out = net.named("out", dense(filled([2, 2], 1)), hidden);
  const graph = net.finish(hidden, out);
  assertEquals(wiring(lower(graph, { hidden: 1, out: 1 })), [
    ["input", "input"],
    ["hidden/neurons", "if", "input"],
    ["hidden", "if", "hidden/neurons"],
    ["out/current", "dense", "hidden/neurons"],
    ["out", "if", "out/current"],
  ]);
});

Deno.test("lowerToRate() reads moved and pooled spikes out as they are", () => {
  const net = graphBuilder<AnnOp>("moved");
  const hidden = net.named("hidden", relu, net.input([2, 2, 2]));
  const pool = net.named("pool", maxPool2d(2), hidden);
  const flat = net.named("flat", { kind: "reshape", shape: [2] }, pool);
  const graph = lower(net.finish(flat), { hidden: [2, 3] });
  assertEquals(wiring(graph).slice(2), [
    ["hidden", "if", "input/for/hidden"],
    ["pool", "maxPoolGate", "hidden"],
    ["flat/current", "reshape", "pool"],
    ["flat", "if", "flat/current"],
  ]);
  const { op } = find(graph, "flat");
  assertEquals(op.kind === "if" && op.unit, tensor([2], [2, 3]));
});

Deno.test("lowerToRate() names every node without a spiking counterpart, and what to do", () => {
  const net = graphBuilder<AnnOp>("hard");
  const x = net.input([2]);
  const gate = net.named("gate", { kind: "sigmoid" }, x);
  const product = net.named("product", { kind: "mul" }, x, gate);
  net.named("attention", { kind: "softmax", axis: 0 }, product);
  const graph = net.finish(net.named("out", dense(filled([2, 2], 1)), "attention"));
  const error = assertThrows(() => lowerToRate(graph, new Map()), ConversionError);
  assertEquals(error.obstacles.map(({ node, kind }) => [node, kind]), [
    ["gate", "sigmoid"],
    ["product", "mul"],
    ["attention", "softmax"],
  ]);
  assert(
    error.message.startsWith(`Cannot convert "hard" as 3 nodes have no spiking counterpart: `),
  );
  assertEquals(error.message.split("\nHint: ").length, 4);
});

Deno.test("lowerToRate() wants a scale for every population", () => {
  const net = graphBuilder<AnnOp>("bare");
  net.named("logits", dense(filled([2, 2], 1)), net.named("relu", relu, net.input([2])));
  assertThrows(() => lowerToRate(net.finish(), new Map()), RangeError, `"relu", "logits"`);
});

Deno.test("lowerToRate() gives a residual network the text it had when it was last checked by hand", () => {
  const graph = prepareAnn(tinyResNet(), "rueckauer2017");
  const units = { relu1: 1, relu2a: 2, relu2: 4, relu3a: 0.5, relu3: 8, pool: 3, dense: 5 };
  const text = printGraph(lower(graph, units), { weights: "summary" });
  assertEquals(text.split("\n"), expected);
});

Deno.test("lowerToRate() makes every population signed and every gate track where asked for", () => {
  const net = graphBuilder<AnnOp>("pooled");
  const hidden = net.named("relu", relu, net.input([1, 2, 2]));
  const flat = net.add({ kind: "reshape", shape: [1] }, net.named("pool", maxPool2d(2), hidden));
  net.named("logits", dense(tensor([2, 1], [1, -1])), flat);
  const ann = net.finish();
  const units = { relu: 1, logits: 1 };
  const ops = (options: LoweringOptions): unknown[] =>
    lower(ann, units, 0, options).nodes.flatMap(({ op }): unknown[] => {
      if (op.kind === "if") return [op.signed];
      return op.kind === "maxPoolGate" ? [op.estimator] : [];
    });
  assertEquals(ops({ neuron: "signed" }), [true, "track", true]);
  assertEquals(ops({ neuron: "unsigned" }), [undefined, undefined, undefined]);
  assertEquals(printGraph(lower(ann, units)).match(/signed|estimator/g), null);
});

Deno.test("lowerToRate() makes neurons leak and rest, and gates estimate rates, where asked for", () => {
  const net = graphBuilder<AnnOp>("pooled");
  const hidden = net.named("relu", relu, net.input([1, 2, 2]));
  const flat = net.add({ kind: "reshape", shape: [1] }, net.named("pool", maxPool2d(2), hidden));
  net.named("logits", dense(tensor([2, 1], [1, -1])), flat);
  const lines = (options: LoweringOptions): string[] => {
    const graph = lower(net.finish(), { relu: 1, logits: 1 }, 0, options);
    const ofKinds = /(signed|leak|refractory|estimator|decay|steps)=[\w.]+/g;
    return printGraph(graph).match(ofKinds) ?? [];
  };
  assertEquals(lines({ leak: 0, refractory: 0, poolEstimator: "cumulative", poolDecay: 0.5 }), []);
  assertEquals(lines({ leak: 0.25 }), ["leak=0.75", "leak=0.75"]);
  assertEquals(lines({ refractory: 3 }), ["refractory=3", "refractory=3"]);
  assertEquals(lines({ poolEstimator: "exponential" }), ["estimator=exponential", "decay=0.9"]);
  assertEquals(lines({ poolEstimator: "window", poolSteps: 4 }), ["estimator=window", "steps=4"]);
  assertEquals(lines({ neuron: "signed", leak: 0.5 }), [
    "signed=true",
    "leak=0.5",
    "estimator=track",
    "signed=true",
    "leak=0.5",
  ]);
});

Deno.test("lowerToRate() tells what a leak costs", () => {
  const net = graphBuilder<AnnOp>("one");
  net.named("relu", relu, net.input([1]));
  const { findings } = lowerToRate(net.finish(), scalesOf({ relu: 1 }), { leak: 0.02 });
  assertEquals(findings.map(({ code, message }) => [code, message]), [[
    "neurons-leak",
    "Neurons lose 2 % of their potential in each step: activations come out too small, and those " +
    "below 2 % of what a spike a step stands for not at all",
  ]]);
});

Deno.test("lowerToRate() names everything that neurons and gates cannot be", () => {
  const net = graphBuilder<AnnOp>("one");
  net.named("relu", relu, net.input([1]));
  const options = {
    neuron: "signed",
    poolEstimator: "window",
    leak: 1,
    refractory: 0.5,
    poolDecay: 1,
    poolSteps: 0,
  } as const;
  const error = assertThrows(() => lower(net.finish(), { relu: 1 }, 0, options), RangeError);
  assertEquals(error.message.split("; "), [
    'Cannot lower "one" as gates of signed neurons track net counts: received the estimator "window"',
    "leak must be at least 0 and below 1: received 1",
    "refractory must be a whole number ≥ 0: received 0.5",
    "poolDecay must be above 0 and below 1: received 1",
    "poolSteps must be a whole number ≥ 1: received 0",
  ]);
});

Deno.test("lowerToRate() refuses signed neurons that reset to zero", () => {
  const net = graphBuilder<AnnOp>("one");
  net.named("relu", relu, net.input([1]));
  assertThrows(
    () => lower(net.finish(), { relu: 1 }, 0, { neuron: "signed", reset: "zero" }),
    RangeError,
    'Cannot lower "one" as signed neurons reset by "subtract" only: received "zero"',
  );
});
