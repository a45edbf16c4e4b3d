import { assertEquals } from "@std/assert";
import { maxPool2d, population, tinyRateGraph } from "@snnkit/testkit";
import { filled, tensor } from "@snnkit/tensor";
import {
  type Encode,
  graphBuilder,
  InvalidGraphError,
  type Pad,
  type RateGraph,
  type RateOp,
} from "./mod.ts";
import { verifyRate } from "./verify_rate.ts";

/** The problems of a graph, none where it is fine. */
function problemsOf(graph: RateGraph): readonly string[] {
  try {
    verifyRate(graph);
    return [];
  } catch (error) {
    if (error instanceof InvalidGraphError) return error.problems;
    throw error;
  }
}

/** The tiny rate graph with attributes of one operation changed. */
function withOp(id: string, attributes: object): RateGraph {
  const graph = tinyRateGraph();
  const nodes = graph.nodes.map((node) =>
    node.id === id ? { ...node, op: { ...node.op, ...attributes } as RateOp } : node
  );
  return { ...graph, nodes };
}

/** Spikes, rearranged or changed by some operations, that a gate reads. */
function gated(ops: readonly RateOp[]): RateGraph {
  const net = graphBuilder<RateOp>("gated");
  let last = net.named("spikes", population(), net.input([2, 4, 4]));
  for (const op of ops) last = net.add(op, last);
  return net.finish(
    net.named(
      "out",
      population(),
      net.named("gate", { ...maxPool2d(2), kind: "maxPoolGate" }, last),
    ),
  );
}

const zeroPad: Pad = {
  kind: "pad",
  before: [0, 1, 1],
  after: [0, 1, 1],
  mode: "constant",
  value: 0,
};

Deno.test("verifyRate() accepts the tiny rate graph and thresholds per channel", () => {
  assertEquals(problemsOf(tinyRateGraph()), []);
  assertEquals(problemsOf(withOp("relu", { threshold: tensor([4], [1, 2, 3, 4]) })), []);
});

Deno.test("verifyRate() lets a gate read spikes that are only rearranged", () => {
  const rearranged: RateOp[] = [
    zeroPad,
    { kind: "transpose", order: [0, 2, 1] },
    { kind: "slice", start: [0, 0, 0], step: [1, 1, 1], size: [2, 4, 4] },
    { kind: "reshape", shape: [1, 8, 4] },
    { kind: "resizeNearest", rows: [0, 1, 2, 2], columns: [0, 1, 2, 3] },
    { kind: "concat", axis: 0 },
  ];
  assertEquals(problemsOf(gated(rearranged)), []);
});

Deno.test("verifyRate() refuses a gate that reads currents", () => {
  const halved: RateOp = { kind: "affine", scale: filled([1], 0.5), shift: filled([1], 0) };
  assertEquals(problemsOf(gated([halved])), [
    `"gate" of kind "maxPoolGate" must read spikes, at most rearranged: it reads "affine_2"`,
  ]);
});

Deno.test("verifyRate() refuses spikes padded with anything but 0", () => {
  assertEquals(problemsOf(gated([{ ...zeroPad, value: 1 }])), [
    `"pad_2" of kind "pad" must pad spikes with 0: received 1`,
  ]);
  assertEquals(problemsOf(gated([{ ...zeroPad, mode: "edge", value: 1 }])), []);
});

Deno.test("verifyRate() lets currents be padded with a finite value only", () => {
  const net = (value: number): RateGraph => {
    const builder = graphBuilder<RateOp>("padded");
    builder.add(population(), builder.add({ ...zeroPad, value }, builder.input([1, 2, 2])));
    return builder.finish();
  };
  assertEquals(problemsOf(net(0.5)), []);
  assertEquals(problemsOf(net(Infinity)), [
    `"pad_1" of kind "pad" must pad with a finite value: received Infinity`,
  ]);
});

Deno.test("verifyRate() lets a gate read signed spikes only where it tracks their counts", () => {
  const signed: RateOp = { ...population(), signed: true };
  const gate = { ...maxPool2d([1, 2]), kind: "maxPoolGate" } as const;
  const track: RateOp = { ...gate, estimator: "track" };
  assertEquals(problemsOf(gated([track])), []);
  assertEquals(problemsOf(gated([signed, zeroPad])), [
    `"gate" of kind "maxPoolGate" must have "track" as its estimator where spikes are signed: it ` +
    `reads "pad_3"`,
  ]);
  // What tracks signed spikes sends signed spikes.
  assertEquals(problemsOf(gated([signed, track])), [
    `"gate" of kind "maxPoolGate" must have "track" as its estimator where spikes are signed: it ` +
    `reads "maxPoolGate_3"`,
  ]);
  assertEquals(problemsOf(gated([signed, population()])), []);
  assertEquals(problemsOf(gated([{ ...signed, signed: false }])), []);
});

Deno.test("verifyRate() refuses an unknown estimator", () => {
  assertEquals(problemsOf(withOp("pool", { estimator: "last" })), [
    `"pool" of kind "maxPoolGate" must have one of "first", "track", "exponential", "window" as its ` +
    `estimator: received "last"`,
  ]);
});

Deno.test("verifyRate() accepts leaks, refractory periods and estimates in their ranges", () => {
  for (const op of [{ leak: 1 }, { leak: 1e-9, refractory: 0 }, { refractory: 1000 }]) {
    assertEquals(problemsOf(withOp("relu", op)), []);
  }
  const gates = [{ estimator: "exponential", decay: 0.5 }, { estimator: "window", steps: 1 }];
  for (const op of [...gates, { estimator: "exponential" }, { estimator: "window" }]) {
    assertEquals(problemsOf(withOp("pool", op)), []);
  }
});

const BROKEN_GATES: readonly (readonly [object, string])[] = [
  [{ estimator: "exponential", decay: 0 }, "must have a decay above 0 and below 1: received 0"],
  [{ estimator: "exponential", decay: 1 }, "must have a decay above 0 and below 1: received 1"],
  [{ estimator: "exponential", decay: NaN }, "must have a decay above 0 and below 1: received NaN"],
  [{ decay: 0.5 }, 'must have a decay only with the estimator "exponential": received 0.5'],
  [{ estimator: "window", steps: 0 }, "must have a whole number ≥ 1 as its steps: received 0"],
  [{ estimator: "window", steps: 2.5 }, "must have a whole number ≥ 1 as its steps: received 2.5"],
  [
    { estimator: "track", steps: 4 },
    'must have steps only with the estimator "window": received 4',
  ],
];

for (const [attributes, problem] of BROKEN_GATES) {
  Deno.test(`verifyRate() says that a gate ${problem}`, () => {
    assertEquals(problemsOf(withOp("pool", attributes)), [
      `"pool" of kind "maxPoolGate" ${problem}`,
    ]);
  });
}

Deno.test("verifyRate() names everything that is wrong with one population", () => {
  const [leak, refractory] = [-0.5, 1.5];
  assertEquals(problemsOf(withOp("relu", { reset: "half", leak, refractory })), [
    `"relu" of kind "if" must reset by "subtract" or to "zero": received "half"`,
    `"relu" of kind "if" must have a leak above 0 and at most 1: received -0.5`,
    `"relu" of kind "if" must have a whole number ≥ 0 as its refractory: received 1.5`,
  ]);
});

Deno.test("verifyRate() refuses estimates of the rate of signed spikes", () => {
  const signed: RateOp = { ...population(), signed: true };
  for (const estimator of ["exponential", "window"] as const) {
    const gate: RateOp = { ...maxPool2d([1, 2]), kind: "maxPoolGate", estimator };
    const net = graphBuilder<RateOp>("gated");
    const spikes = net.named("spikes", signed, net.input([2, 4, 4]));
    net.named("out", population(), net.named("gate", gate, spikes));
    assertEquals(problemsOf(net.finish()), [
      `"gate" of kind "maxPoolGate" must have "track" as its estimator where spikes are signed: it ` +
      `reads "spikes"`,
    ]);
  }
});

const BROKEN: readonly (readonly [string, object, string])[] = [
  ["a leak of 0", { leak: 0 }, "must have a leak above 0 and at most 1: received 0"],
  ["a leak above 1", { leak: 1.5 }, "must have a leak above 0 and at most 1: received 1.5"],
  ["a leak that is NaN", { leak: NaN }, "must have a leak above 0 and at most 1: received NaN"],
  [
    "a negative refractory period",
    { refractory: -1 },
    "must have a whole number ≥ 0 as its refractory: received -1",
  ],
  ["a threshold of 0", { threshold: filled([1], 0) }, "must have a threshold > 0: received 0 at 0"],
  [
    "a threshold that is NaN",
    { threshold: tensor([4], [1, 1, NaN, 1]) },
    "must have a threshold > 0: received NaN at 2",
  ],
  ["a negative unit", { unit: filled([1], -1) }, "must have a unit > 0: received -1 at 0"],
  [
    "a threshold per neuron",
    { threshold: filled([4, 6, 6], 1) },
    "does not fit what it reads, as its threshold must be [1] or hold one value a channel of " +
    "[4, 6, 6]: received [4, 6, 6]",
  ],
  [
    "an infinite initial potential",
    { initial: filled([1], -Infinity) },
    'has a tensor "initial" that must be finite but holds -Infinity at 0',
  ],
  [
    "a reset to zero of signed neurons",
    { signed: true, reset: "zero" },
    'must reset by "subtract" where it is signed: received "zero"',
  ],
  ["an unknown reset", { reset: "half" }, `must reset by "subtract" or to "zero": received "half"`],
];

for (const [name, attributes, problem] of BROKEN) {
  Deno.test(`verifyRate() names ${name}`, () => {
    const problems = problemsOf(withOp("relu", attributes));
    assertEquals(problems.includes(`"relu" of kind "if" ${problem}`), true, problems.join("\n"));
  });
}

const average: RateOp = { ...maxPool2d(2), kind: "avgPool2d", countPadding: false };

/** An encoder of the input, changed, before a gate and the output. */
function encoded(attributes: Partial<Encode>): RateGraph {
  const net = graphBuilder<RateOp>("encoded");
  const op = { kind: "encode", coding: "poisson", unit: tensor([1], [2]), ...attributes } as const;
  const spikes = net.named("spikes", op, net.input([2, 4, 4]));
  const gate = net.named("gate", { ...maxPool2d(2), kind: "maxPoolGate" }, spikes);
  return net.finish(net.named("out", population(), gate));
}

Deno.test("verifyRate() accepts encoders, whose spikes a gate may read", () => {
  assertEquals(problemsOf(encoded({})), []);
  assertEquals(problemsOf(encoded({ coding: "periodic", unit: tensor([2], [1, 2]) })), []);
});

Deno.test("verifyRate() names what is wrong with an encoder", () => {
  const broken: readonly (readonly [Partial<Encode>, string])[] = [
    [{ unit: tensor([1], [0]) }, `"spikes" of kind "encode" must have a unit > 0: received 0 at 0`],
    [
      { coding: "burst" as "poisson" },
      `"spikes" of kind "encode" must code by "poisson" or "periodic": received "burst"`,
    ],
    [
      { signed: true },
      `"gate" of kind "maxPoolGate" must have "track" as its estimator where spikes are signed: it ` +
      `reads "spikes"`,
    ],
  ];
  for (const [attributes, problem] of broken) {
    assertEquals(problemsOf(encoded(attributes)), [problem]);
  }
});

Deno.test("verifyRate() refuses an encoder of what depends on spikes, and one as an output", () => {
  const net = graphBuilder<RateOp>("twice");
  const op = { kind: "encode", coding: "periodic", unit: tensor([1], [2]) } as const;
  const spikes = net.named("spikes", op, net.input([2, 4, 4]));
  const current = net.named("half", average, spikes);
  assertEquals(problemsOf(net.finish(net.named("again", op, current))), [
    `"again" of kind "encode" must read a value that depends on no spike: it reads "half"`,
    `output "again" must be of kind "if": it is of kind "encode"`,
  ]);
});

Deno.test("verifyRate() refuses outputs that are no populations and operations of the ANN", () => {
  assertEquals(problemsOf({ ...tinyRateGraph(), outputs: ["dense"] }), [
    `output "dense" must be of kind "if": it is of kind "dense"`,
  ]);
  assertEquals(problemsOf(withOp("relu", { kind: "relu" })), [
    `"relu" of kind "relu" does not belong to the rate dialect`,
    `"pool" of kind "maxPoolGate" must read spikes, at most rearranged: it reads "relu"`,
  ]);
});
