import { graphBuilder, nodesById, type RateGraph, type RateOp } from "@snnkit/ir";
import { createRandom, sizeOf, tensor } from "@snnkit/tensor";
import { dense, population } from "@snnkit/testkit";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  calibrate,
  type CalibrateOptions,
  type CreateLinearRunner,
  type LinearRunner,
} from "./mod.ts";

/** Computes fully connected layers and sums, frame by frame, as plainly as can be. */
const createLinear: CreateLinearRunner = (part) => {
  const [{ id: entrance, shape }] = part.nodes;
  const one = (frame: Float32Array): Float32Array => {
    const values = new Map([[entrance, frame]]);
    for (const { id, op, inputs } of part.nodes.slice(1)) {
      const [x] = inputs.map((input) => values.get(input)!);
      assert(op.kind === "dense", "nothing but fully connected layers here");
      const { weight: { shape: [outputs, width], data }, bias } = op;
      values.set(
        id,
        Float32Array.from(
          { length: outputs },
          (_, o) => x.reduce((sum, value, k) => sum + data[o * width + k] * value, bias.data[o]),
        ),
      );
    }
    return values.get(part.outputs[0])!;
  };
  const run: LinearRunner["run"] = (frames) => {
    const size = sizeOf(shape);
    const all = Array.from(
      { length: frames.length / size },
      (_, n) => [...one(frames.subarray(n * size, (n + 1) * size))],
    );
    return Promise.resolve({ data: Float32Array.from(all.flat()) });
  };
  return Promise.resolve({ run, dispose: () => Promise.resolve() });
};

/** `y = relu(3 x)` of units 1 and 2, then the sum of both as the output. */
function graph(): RateGraph {
  const net = graphBuilder<RateOp>("sum");
  const x = net.input([2]);
  const hidden = net.named("hidden", dense(tensor([2, 2], [1, 0, 0, 0.5])), x);
  const relu = net.named("relu", { ...population(), unit: tensor([2], [1, 2]) }, hidden);
  const logits = net.named("logits/current", dense(tensor([1, 2], [1, 2])), relu);
  return net.finish(net.named("logits", population(), logits));
}

const random = createRandom(5);
const samples = Array.from(
  { length: 400 },
  () => Float32Array.of(0.2 + 0.6 * random.uniform(), 0.4 + 1.2 * random.uniform()),
);
const meanOf = (at: number): number => samples.reduce((sum, x) => sum + x[at], 0) / samples.length;
const targets = new Map([
  ["relu", Float64Array.of(meanOf(0), meanOf(1))],
  ["logits", Float64Array.of(meanOf(0) + meanOf(1))],
]);
const options: CalibrateOptions = {
  timesteps: 4,
  samples,
  targets,
  createLinear,
};

Deno.test("calibrate() makes the mean error of each layer vanish", async () => {
  // Neurons from 0 with four steps answer half a step of 1/4 too little, and the logits with them.
  const first = await calibrate(graph(), options);
  assertEquals(first.steps.map(({ node }) => node), ["relu", "logits"]);
  assertAlmostEquals(first.steps[0].before, (1 + 2) / 2 / 8, 0.02);
  const { before: left } = (await calibrate(first.graph, options)).steps[0];
  assert(left < 0.02, `${left} is left`);
  // The output is linear in its bias: one correction takes all.
  assert(
    (await calibrate(first.graph, { ...options, targets: new Map([...targets].slice(1)) }))
      .steps[0].before < 1e-6,
  );
});

Deno.test("calibrate() corrects each layer upon the corrected ones below", async () => {
  const { steps } = await calibrate(graph(), options);
  const alone = await calibrate(graph(), { ...options, targets: new Map([...targets].slice(1)) });
  assert(steps[1].before < alone.steps[0].before / 5);
});

Deno.test("calibrate() again and again comes nearer", async () => {
  const often = await calibrate(graph(), { ...options, corrections: 3 });
  const { before: left } = (await calibrate(often.graph, options)).steps[0];
  assert(left < 0.006, `${left} is left`);
});

Deno.test("calibrate() gives the same bits twice and changes biases only", async () => {
  const before = graph();
  const [a, b] = [await calibrate(before, options), await calibrate(before, options)];
  assertEquals(a, b);
  assertEquals(before, graph());
  for (const { id, op } of a.graph.nodes) {
    const known = nodesById(before).get(id)!.op;
    if (op.kind === "dense" && known.kind === "dense") assert(op.weight === known.weight);
    else assert(op === known);
  }
});

Deno.test("calibrate() tells what it did, and what it left alone", async () => {
  const told = await calibrate(graph(), { ...options, targets: new Map([...targets].slice(1)) });
  assertEquals(told.findings.map(({ code, node }) => [code, node]), [
    ["layer-not-corrected", "relu"],
    ["biases-corrected", undefined],
  ]);
  const nothing = await calibrate(graph(), { ...options, targets: new Map() });
  assertEquals(nothing.findings.map(({ code }) => code), [
    "layer-not-corrected",
    "layer-not-corrected",
  ]);
  assertEquals(nothing.graph, graph());
});

Deno.test("calibrate() tells how far it is", async () => {
  const seen: (readonly [number, number])[] = [];
  await calibrate(graph(), {
    ...options,
    samples: samples.slice(0, 3),
    onProgress: (done, total) => void seen.push([done, total]),
  });
  // The hidden layer is measured, then run as it will be; the output is measured.
  assertEquals(seen.map(([done]) => done), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert(seen.every(([, total]) => total === 9));
});

Deno.test("calibrate() gives what it loaded back where the work is ended", async () => {
  let open = 0;
  const counted: CreateLinearRunner = async (part) => {
    const { run } = await createLinear(part);
    open++;
    return { run, dispose: () => Promise.resolve(void open--) };
  };
  const onProgress = (): never => {
    throw new Error("enough");
  };
  await assertRejects(
    () => calibrate(graph(), { ...options, createLinear: counted, onProgress }),
    Error,
    "enough",
  );
  assertEquals(open, 0);
});

Deno.test("calibrate() refuses wrong counts, no samples and targets of other channels", async () => {
  await assertRejects(
    () => calibrate(graph(), { ...options, timesteps: 0.5, corrections: 0, samples: [] }),
    RangeError,
    `Cannot calibrate "sum" as timesteps must be a whole number ≥ 1: received 0.5; corrections ` +
      `must be a whole number ≥ 1: received 0; there must be at least one sample: received none`,
  );
  await assertRejects(
    () => calibrate(graph(), { ...options, targets: new Map([["relu", new Float64Array(3)]]) }),
    TypeError,
    `"relu" of 2 channels has 3`,
  );
});

/** How far the logit after so many steps is from the trained network's on average, squared. */
function scoreError(rate: RateGraph, timesteps: number): number {
  const [hidden, logits] = rate.nodes.flatMap(({ op }) => op.kind === "dense" ? [op] : []);
  const errors = samples.map((x) => {
    const spikes = [0, 1].map((i) => {
      const current = hidden.weight.data[3 * i] * x[i] + hidden.bias.data[i];
      return Math.max(0, Math.min(timesteps, Math.floor(timesteps * current)));
    });
    const [a, b] = spikes.map((count, i) => logits.weight.data[i] * count / timesteps);
    return a + b + logits.bias.data[0] - x[0] - x[1];
  });
  return errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
}

Deno.test("calibrate() fits weights to what few steps bring, half of them included", async () => {
  const kept = await calibrate(graph(), options);
  const fitted = await calibrate(graph(), { ...options, weights: "fitted" });
  assertEquals([kept.fitted, fitted.fitted.map(({ node }) => node)], [[], ["logits"]]);
  const [before, after] = [kept, fitted].map(({ graph }) =>
    scoreError(graph, 2) + scoreError(graph, 4)
  );
  assert(after < 0.8 * before, `${before} → ${after}`);
  assertEquals(fitted.findings.map(({ code }) => code), ["weights-fitted", "biases-corrected"]);
  assertEquals(fitted, await calibrate(graph(), { ...options, weights: "fitted" }));
});

Deno.test("calibrate() keeps the weights of what no rate reaches", async () => {
  const leaking = graph();
  const nodes = leaking.nodes.map((node) =>
    node.id === "relu" && node.op.kind === "if" ? { ...node, op: { ...node.op, leak: 0.9 } } : node
  );
  const told = await calibrate({ ...leaking, nodes }, { ...options, weights: "fitted" });
  assertEquals(told.findings.map(({ code }) => code), ["weights-not-fitted", "biases-corrected"]);
});

Deno.test("calibrate() tells how far it is while it fits", async () => {
  const seen: (readonly [number, number])[] = [];
  await calibrate(graph(), {
    ...options,
    weights: "fitted",
    samples: samples.slice(0, 3),
    onProgress: (done, total) => void seen.push([done, total]),
  });
  assertEquals(seen.map(([done]) => done), Array.from({ length: 15 }, (_, i) => i + 1));
  assert(seen.every(([, total]) => total === 15));
});
