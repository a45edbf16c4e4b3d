import {
  type ActivationStats,
  type AnnGraph,
  type AnnOp,
  createDistribution,
  graphBuilder,
  type NodeStats,
} from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { dense, maxPool2d } from "@snnkit/testkit";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { normaliseActivations, type NormaliseOptions } from "./normalise_activations.ts";

function distribution(values: readonly number[]): NodeStats["all"] {
  const builder = createDistribution();
  builder.add(Float32Array.from(values));
  return builder.finish();
}

/** Statistics of samples, each a list of channels of values. */
function statsOf(...samples: readonly (readonly (readonly number[])[])[]): NodeStats {
  return {
    all: distribution(samples.flat(2)),
    channels: samples[0].map((_, c) => distribution(samples.flatMap((sample) => sample[c]))),
    sampleMaxima: distribution(samples.map((sample) => Math.max(...sample.flat()))),
  };
}

function given(nodes: Readonly<Record<string, NodeStats>>): ActivationStats {
  return { samples: 1, nodes: new Map(Object.entries(nodes)) };
}

/** Two classes from two hidden values. */
function hidden(op: AnnOp = { kind: "relu" }): AnnGraph {
  const net = graphBuilder<AnnOp>("hidden");
  const layer = net.named("relu", op, net.input([2, 1, 100]));
  const flat = net.named("flat", { kind: "reshape", shape: [200] }, layer);
  net.named("logits", dense(tensor([2, 200], new Float32Array(400))), flat);
  return net.finish();
}

const HUNDRED = Array.from({ length: 100 }, (_, i) => i + 1);
const LOGITS = statsOf([[-3], [5]]);

/** λ of the hidden layer. */
function lambda(options: NormaliseOptions, stats: NodeStats, op?: AnnOp): number[] {
  const { scales } = normaliseActivations(
    hidden(op),
    given({ relu: stats, logits: LOGITS }),
    options,
  );
  return [...scales.get("relu")!.unit.data];
}

Deno.test("normaliseActivations() takes a percentile of all values, 99.9 unless asked otherwise", () => {
  const stats = statsOf([HUNDRED.map(() => 0), HUNDRED]);
  assertEquals(lambda({}, stats), [100]);
  assertAlmostEquals(lambda({ percentile: 90 }, stats)[0], 80, 0.2);
  assertEquals(lambda({ percentile: 100 }, stats), [100]);
});

Deno.test("normaliseActivations() takes a percentile of what is above 0, or of the largest a sample", () => {
  const stats = statsOf([HUNDRED.map(() => 0), HUNDRED], [[0], [50]], [[0], [60]]);
  assertAlmostEquals(lambda({ percentile: 90, population: "positive" }, stats)[0], 90, 0.3);
  assertAlmostEquals(lambda({ percentile: 50, population: "sampleMaxima" }, stats)[0], 60, 0.2);
});

Deno.test("normaliseActivations() takes the largest where the percentile falls among the zeros", () => {
  assertEquals(lambda({ percentile: 50 }, statsOf([[0, 0, 0, 0, 7], [0]])), [7]);
});

Deno.test("normaliseActivations() scales a clip by at most its bound", () => {
  const stats = statsOf([[0, 6, 6], [6, 6, 6]]);
  assertEquals(lambda({}, stats, { kind: "clip", min: 0, max: 6 }), [6]);
  assertEquals(lambda({}, statsOf([[0, 2], [1]]), { kind: "clip", min: 0, max: 6 }), [2]);
});

Deno.test("normaliseActivations() scales channels on their own, silent ones with their layer", () => {
  const stats = statsOf([[0, 0, 0], [1, 2, 8]]);
  assertEquals(lambda({ perChannel: true }, stats), [8, 8]);
  const both = statsOf([[0, 3, 1], [1, 2, 8]]);
  assertEquals(lambda({ perChannel: true }, both), [3, 8]);
});

Deno.test("normaliseActivations() scales an output by its largest value", () => {
  const { scales } = normaliseActivations(
    hidden(),
    given({ relu: statsOf([[1], [1]]), logits: statsOf([HUNDRED, HUNDRED]) }),
    { percentile: 50, perChannel: true },
  );
  assertEquals([...scales.get("logits")!.unit.data], [100]);
});

Deno.test("normaliseActivations() gives silent layers the scale 1 and says so", () => {
  const { scales, findings } = normaliseActivations(
    hidden({ kind: "clip", min: 0, max: 0.5 }),
    given({ relu: statsOf([[0], [0]]), logits: statsOf([[-3], [-1]]) }),
    { perChannel: true },
  );
  assertEquals([...scales.values()].map(({ unit }) => unit.data[0]), [0.5, 1]);
  assertEquals(findings.map(({ code, node }) => [code, node]), [
    ["dead-layer", "relu"],
    ["dead-layer", "logits"],
  ]);
});

Deno.test("normaliseActivations() counts a max-pool of currents from the smallest value", () => {
  const net = graphBuilder<AnnOp>("pool");
  const pool = net.named("pool", maxPool2d(2), net.input([1, 2, 2]));
  const relu = net.named(
    "relu",
    { kind: "relu" },
    net.named("logits", { kind: "add" }, pool, pool),
  );
  const scaleFor = (values: readonly number[]) => {
    const stats = given({ input: statsOf([values]), relu: statsOf([[1]]) });
    const { unit, offset } = normaliseActivations(net.finish(relu), stats).scales.get("pool")!;
    return [unit.data[0], offset];
  };
  assertEquals(scaleFor([0, 1, 2, 255]), [255, 0]);
  assertEquals(scaleFor([-2, 1, 2, 3]), [5, -2]);
  assertEquals(scaleFor([-5, -3]), [2, -5]);
  assertEquals(scaleFor([-4, -4]), [1, -4]);
});

Deno.test("normaliseActivations() tells how much is clipped", () => {
  const stats = statsOf([HUNDRED, HUNDRED]);
  const { scales, findings } = normaliseActivations(
    hidden(),
    given({ relu: stats, logits: LOGITS }),
    { percentile: 90 },
  );
  assertAlmostEquals(scales.get("relu")!.clipped, 0.1, 0.01);
  assertEquals(scales.get("logits")!.clipped, 0);
  const [{ code, message }] = findings;
  assertEquals(code, "activations-clipped");
  assert(message.includes(`most in "relu"`), message);
  const none = normaliseActivations(hidden(), given({ relu: stats, logits: LOGITS }), {
    percentile: 100,
  });
  assertEquals(none.findings, []);
});

Deno.test("normaliseActivations() names every node without statistics", () => {
  assertThrows(() => normaliseActivations(hidden(), given({})), RangeError, `"relu", "logits"`);
  const none = distribution([]);
  const nothing = { all: none, channels: [none, none], sampleMaxima: none };
  const empty = given({ relu: nothing, logits: LOGITS });
  assertThrows(() => normaliseActivations(hidden(), empty), RangeError, `none of "relu"\n`);
});

Deno.test("normaliseActivations() fits scales to so many levels, to each channel where asked for", () => {
  // Many values about 1 and one of 10: few levels serve the many, many levels serve all.
  const rare = [...Array.from({ length: 2000 }, (_, i) => (i % 20) / 10), 10];
  const [few] = lambda({ levels: 4 }, statsOf([rare]));
  const [many] = lambda({ levels: 1000 }, statsOf([rare]));
  assert(few < 4, `${few} clips the rare one`);
  assert(many > 9.5, `${many} keeps it`);
  const silent = rare.map(() => 0);
  const each = lambda(
    { levels: 4, perChannel: true },
    statsOf([rare, silent, rare.map((a) => 2 * a)]),
  );
  assertEquals(each.length, 3);
  assertAlmostEquals(each[2] / each[0], 2, 1e-6);
  assertAlmostEquals(each[0], few, 1e-6 + few / 16);
  assert(each[1] > 0, "a silent channel takes the layer's");
});

Deno.test("normaliseActivations() with levels goes no higher than a clip, and leaves outputs", () => {
  const clip = { kind: "clip", min: 0, max: 2 } as const;
  const stats = statsOf([[0.1, 1.9, 2, 2, 2]]);
  assert(lambda({ levels: 8 }, stats, clip)[0] <= 2);
  const { scales } = normaliseActivations(hidden(), given({ relu: stats, logits: LOGITS }), {
    levels: 1,
  });
  assertEquals([...scales.get("logits")!.unit.data], [5]);
});

Deno.test("normaliseActivations() leaves room for neurons that rest after a spike", () => {
  const stats = statsOf([HUNDRED, HUNDRED.map((x) => x / 2)]);
  assertEquals(lambda({ percentile: 100, refractory: 2 }, stats), [300]);
  assertEquals(lambda({ percentile: 100, refractory: 2, perChannel: true }, stats), [300, 150]);
  // A bound of 60 must be where rates end, too.
  const clip = { kind: "clip", min: 0, max: 60 } as const;
  assertEquals(lambda({ percentile: 100, refractory: 1 }, stats, clip), [120]);
  const counted = given({ relu: stats, logits: LOGITS });
  const plain = normaliseActivations(hidden(clip), counted, { percentile: 90 });
  const rested = normaliseActivations(hidden(clip), counted, { percentile: 90, refractory: 4 });
  for (const [id, { unit, clipped }] of rested.scales) {
    const usual = plain.scales.get(id)!;
    assertEquals([unit.data[0], clipped], [5 * usual.unit.data[0], usual.clipped]);
  }
  const told = rested.findings.filter(({ code }) => code === "neurons-rest");
  assertEquals(told.map(({ message }) => message), [
    "Neurons cannot spike for 4 steps after a spike, so rates end at 1 / 5: a spike stands for 5 " +
    "times as much, and the same precision takes 5 times the steps",
  ]);
  assertEquals(plain.findings.some(({ code }) => code === "neurons-rest"), false);
});

Deno.test("normaliseActivations() gives one scale to activations whose channels are the classes", () => {
  const net = graphBuilder<AnnOp>("classes");
  const inner = net.named("inner", { kind: "relu" }, net.input([2, 1, 100]));
  const turned: AnnOp = {
    kind: "dense",
    weight: tensor([100, 100], new Float32Array(10_000)),
    bias: tensor([100], new Float32Array(100)),
  };
  const relu = net.named("relu", { kind: "relu" }, net.named("turned", turned, inner));
  const mean: AnnOp = {
    kind: "avgPool2d",
    kernel: [1, 100],
    stride: [1, 1],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
    countPadding: false,
  };
  const pooled = net.named("pooled", mean, relu);
  net.named("logits", { kind: "reshape", shape: [2] }, pooled);
  // No sample shows the first class.
  const stats = statsOf([HUNDRED.map((value) => value / 1000), HUNDRED]);
  const { scales } = normaliseActivations(
    net.finish(),
    given({ inner: stats, relu: stats, logits: LOGITS }),
    { perChannel: true, levels: 32 },
  );
  const [first, second] = scales.get("inner")!.unit.data;
  assert(second > 500 * first);
  const all = scales.get("relu")!.unit.data;
  assertEquals(all.length, 1);
  assert(all[0] > 50);
});
