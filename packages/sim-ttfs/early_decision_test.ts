import { graphBuilder, type TtfsGraph, type TtfsOp } from "@snnkit/ir";
import { createRandom, tensor } from "@snnkit/tensor";
import { assert, assertEquals } from "@std/assert";
import { compileTimedNetwork, createEventTtfs } from "./mod.ts";

const argMax = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((best, value, i, all) => value > all[best] ? i : best, 0);

/** Inputs of window 0 … 2 that vote for classes. */
function votes(weights: readonly (readonly number[])[], bias: readonly number[]): TtfsGraph {
  const net = graphBuilder<TtfsOp>("votes");
  const pixels = net.add(
    { kind: "encodeLatency", start: 0, end: 2 },
    net.input([weights[0].length]),
  );
  const weight = tensor([weights.length, weights[0].length], weights.flat());
  net.add({ kind: "dense", weight, bias: tensor([weights.length], [...bias]) }, pixels);
  return net.finish();
}

function decide(graph: TtfsGraph, values: readonly number[]) {
  const simulator = createEventTtfs(compileTimedNetwork(graph), { decision: true });
  return simulator.simulate(Float32Array.from(values));
}

Deno.test("A class is known as soon as no other could catch up", () => {
  // Class 0 has 1.5 from its vote at 0.5; the two others can bring class 1 at most 2 (2 − t).
  const { decision } = decide(votes([[1, 0, 0], [0, 1, 1]], [0, 0]), [1.5, 0, 0]);
  assertEquals(decision, { class: 0, time: 2 - 0.75, spikes: 1 });
});

Deno.test("Spikes that come settle what silence would settle later", () => {
  const { decision } = decide(votes([[1, 0, 0], [0, 1, 1]], [0, 0]), [1.5, 0.5, 0.25]);
  // With 0.5 arrived at 1.5, what is left is worth at most 0.5; but 0.75 is safe before.
  assertEquals(decision, { class: 0, time: 1.25, spikes: 1 });
  const late = decide(votes([[1, 0, 0], [0, 1, 1]], [0, 0]), [1, 0.75, 0.5]).decision;
  assertEquals(late, { class: 1, time: 2 - 0.5, spikes: 3 });
});

Deno.test("Biases alone decide before any spike where weights are the same", () => {
  const { decision } = decide(votes([[1, 1], [1, 1]], [0, 1]), [1, 1]);
  assertEquals(decision, { class: 1, time: 0, spikes: 0 });
});

Deno.test("A tie is settled at the end, for the lowest class", () => {
  const { decision } = decide(votes([[1, 0], [0, 1]], [0, 0]), [1, 1]);
  assertEquals([decision?.class, decision?.time], [0, 1]);
  const never = decide(votes([[1, 0], [0, 1]], [0, 0]), [0, 0]).decision;
  assertEquals(never, { class: 0, time: 2, spikes: 0 });
});

Deno.test("No future changes a decision, and some future would have changed it before", () => {
  const random = createRandom(5);
  let early = 0;
  for (let round = 0; round < 200; round++) {
    const [classes, inputs] = [2 + random.integer(4), 1 + random.integer(12)];
    const weights = Array.from(
      { length: classes },
      () => Array.from({ length: inputs }, () => Math.fround(random.normal())),
    );
    const bias = weights.map(() => Math.fround(random.normal()));
    const values = Array.from(
      { length: inputs },
      () => random.integer(3) === 0 ? 0 : Math.fround(2 * random.uniform()),
    );
    const { decision, scores } = decide(votes(weights, bias), values);
    assertEquals(decision?.class, argMax(scores));
    const left = 2 - decision!.time;
    const scoreOf = (future: readonly number[]): number[] =>
      weights.map((row, k) => row.reduce((sum, w, j) => sum + w * future[j], bias[k]));
    const isOpen = (j: number): boolean => values[j] < left;
    for (let trial = 0; trial < 10; trial++) {
      const future = values.map((value, j) => isOpen(j) ? left * random.uniform() : value);
      assertEquals(argMax(scoreOf(future)), decision!.class);
    }
    if (decision!.time > 0 && left > 0) {
      early++;
      // A little earlier, somebody could still have caught up.
      const more = left * (1 + 1e-6) + 1e-9;
      const overtaken = weights.some((row, k) => {
        const own = weights[decision!.class];
        const future = values.map((value, j) =>
          value < more ? (row[j] > own[j] ? more : 0) : value
        );
        const scores = scoreOf(future);
        return k !== decision!.class && scores[k] >= scores[decision!.class] - 1e-6;
      });
      assert(overtaken, `round ${round} could have decided earlier`);
    }
  }
  assert(early > 100, `${early} decisions before the end`);
});

Deno.test("At each deadline the class leads that what has arrived speaks for", () => {
  const timed = compileTimedNetwork(votes([[1, 0], [0, 2]], [0, 0.25]));
  const deadlines = Float64Array.of(0, 0.5, 0.99, 1, 2);
  const { answers } = createEventTtfs(timed, { deadlines }).simulate(Float32Array.of(1.5, 1));
  assertEquals([...answers!], [1, 0, 0, 1, 1]);
});
