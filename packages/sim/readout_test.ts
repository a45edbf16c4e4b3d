import { graphBuilder, type If, type RateOp } from "@snnkit/ir";
import { createRandom, type Shape, tensor } from "@snnkit/tensor";
import { allClose, population } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import {
  type Answer,
  compileNetwork,
  createOutputReader,
  type Network,
  outputOf,
  type ReadoutOptions,
} from "./mod.ts";

/** A network that is only its output. */
function outputNetwork(shape: Shape, op: Partial<If> = {}): Network {
  const net = graphBuilder<RateOp>("output");
  return compileNetwork(net.finish(net.add({ ...population(), ...op }, net.input(shape))));
}

const cases: readonly (readonly [readonly number[], number])[] = [
  [[0, 0, 0], 0],
  [[1, 2, 2], 1],
  [[-3, -2, -1], 2],
  [[-0, 0, 0], 0],
  [[NaN, 1, 0], 1],
  [[NaN, NaN, NaN], 0],
  [[-Infinity, -Infinity, -1], 2],
  [[-Infinity, -Infinity, -Infinity], 0],
];

/** Reads what was gathered at once, after so many steps. */
function read(
  network: Network,
  gathered: readonly number[],
  options: Partial<ReadoutOptions> = {},
): Answer {
  const { timesteps = 1 } = options;
  const reading = createOutputReader(network, { timesteps, ...options }).begin(0);
  for (let t = 0; t < timesteps; t++) reading.take(gathered);
  return reading.answer();
}

/** Steps until a reading ends that is given a row a step. */
function stepsOf(
  network: Network,
  rows: readonly (readonly number[])[],
  options: Partial<ReadoutOptions>,
): number {
  const reading = createOutputReader(network, { timesteps: rows.length, ...options }).begin(0);
  const at = rows.findIndex((row) => reading.take(row));
  assertEquals(reading.answer().steps, at + 1);
  assertEquals(reading.answer().decisions.length, at + 1);
  return at + 1;
}

Deno.test("createOutputReader() decides for the largest, the lowest of equals", () => {
  for (const [gathered, winner] of cases) {
    assertEquals([...read(outputNetwork([3]), gathered).decisions], [winner], `${gathered}`);
  }
});

Deno.test("createOutputReader() weighs what was gathered by its unit, exactly", () => {
  const network = outputNetwork([2], { unit: tensor([2], [1, 1 + 2 ** -23]) });
  assertEquals([...read(network, [1 + 2 ** -23, 1]).decisions], [0]);
  assertEquals([...read(network, [1, 1]).decisions], [1]);
});

Deno.test("createOutputReader() gives scores per step, as probabilities for a soft-max", () => {
  const network = outputNetwork([2], { unit: tensor([1], [2]) });
  const timesteps = 4;
  assertEquals([...read(network, [3, 0], { readout: "count", timesteps }).scores], [1.5, 0]);
  const [high, low] = read(network, [3, 0], { readout: "softmax", timesteps }).scores;
  allClose([high, low], [1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(1.5))], { absolute: 1e-7 });
  // The largest score is taken off first, or this would overflow.
  const sure = read(network, [4000, 0], { readout: "softmax", timesteps }).scores;
  assertEquals([...sure], [1, 0]);
});

Deno.test("createOutputReader() reads a plane in the graph's order", () => {
  const network = outputNetwork([2, 1, 2], { unit: tensor([2], [1, 10]) });
  // Plan order: pixel by pixel, both channels of each.
  assertEquals([...read(network, [1, 2, 3, 4], { readout: "count" }).scores], [1, 3, 20, 40]);
  assertEquals([...read(network, [1, 4, 3, 2]).decisions], [2]);
});

Deno.test("createOutputReader() knows whether the output fires", () => {
  const fires = (["membrane", "softmax", "count"] as const).map((readout) =>
    createOutputReader(outputNetwork([2]), { timesteps: 1, readout }).fires
  );
  assertEquals(fires, [false, false, true]);
});

Deno.test("createOutputReader() ends a sample where its stop rule is met, else with its last step", () => {
  const network = outputNetwork([2]);
  // Evidence over 4 steps: margins tanh(d / 8) of 0, 0.2449, 0.4621, 0.7616.
  const rows = [[0, 0], [2, 0], [4, 0], [8, 0]];
  const margin = (atLeast: number) => stepsOf(network, rows, { stop: { kind: "margin", atLeast } });
  assertEquals([0, 0.2, 0.3, 0.5, 0.9].map(margin), [1, 2, 3, 4, 4]);
  const entropy = (atMost: number) => stepsOf(network, rows, { stop: { kind: "entropy", atMost } });
  assertEquals([0.7, 0.69, 0.6, 0.5, 0].map(entropy), [1, 2, 3, 4, 4]);
  assertEquals(stepsOf(network, rows, { stop: { kind: "none" } }), 4);
  const first = { stop: { kind: "first-spike" }, readout: "count" } as const;
  assertEquals(stepsOf(network, rows, first), 2);
  assertEquals(stepsOf(network, [[0, 0], [0, 0]], first), 2);
});

Deno.test("createOutputReader() never stops on evidence that is no number", () => {
  const network = outputNetwork([2]);
  for (const rows of [[[NaN, 1], [NaN, 1]], [[Infinity, 1], [Infinity, 1]]]) {
    for (const stop of [{ kind: "margin", atLeast: 0 }, { kind: "entropy", atMost: 9 }] as const) {
      assertEquals(stepsOf(network, rows, { stop }), 2);
    }
  }
});

Deno.test("createOutputReader() keeps the confidence that its stop rule would see", () => {
  const random = createRandom(3);
  const rows = Array.from({ length: 20 }, (_, t) => [t, 0, 0].map((x) => x + 9 * random.uniform()));
  for (const kind of ["margin", "entropy"] as const) {
    const reading = createOutputReader(outputNetwork([3]), { timesteps: 20, confidence: kind })
      .begin(0);
    for (const row of rows) reading.take(row);
    const { confidence } = reading.answer();
    for (const [t, value] of confidence!.entries()) {
      const stop = kind === "margin"
        ? { kind, atLeast: value } as const
        : { kind, atMost: value } as const;
      const first = confidence!.findIndex((c) => kind === "margin" ? c >= value : c <= value);
      assertEquals(stepsOf(outputNetwork([3]), rows, { stop }), first + 1, `step ${t}`);
    }
  }
});

Deno.test("outputOf() refuses a plan whose output is not a population of neurons", () => {
  const network = outputNetwork([2]);
  const { id, shape, layout, neurons } = outputOf(network);
  const relay = { kind: "relay", id, shape, layout, neurons, synapses: [] } as const;
  assertThrows(() => outputOf({ ...network, populations: [relay] }), TypeError, "relay");
});
