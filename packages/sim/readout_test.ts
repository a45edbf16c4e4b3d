import { graphBuilder, type If, type RateOp } from "@snnkit/ir";
import { createRandom, type Shape, tensor } from "@snnkit/tensor";
import { allClose, population } from "@snnkit/testkit";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Answer,
  compileNetwork,
  createOutputReader,
  type Network,
  outputOf,
  type ReadoutOptions,
  readsSpikes,
} from "./mod.ts";

/** A network that is only its output. */
function outputNetwork(shape: Shape, op: Partial<If> = {}): Network {
  const net = graphBuilder<RateOp>("output");
  return compileNetwork(net.finish(net.add({ ...population(), ...op }, net.input(shape))));
}

const READOUTS = ["membrane", "softmax", "softmax-clocked", "softmax-free", "count"] as const;

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
  // With a clock that hardly ever ticks there is no spike, and potentials decide alone.
  for (const options of [{}, { readout: "softmax-clocked", outputRate: 1e-9 }] as const) {
    for (const [gathered, winner] of cases) {
      const { decisions } = read(outputNetwork([3]), gathered, options);
      assertEquals([...decisions], [winner], `${gathered}`);
    }
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
  const fires = READOUTS.map((readout) =>
    createOutputReader(outputNetwork([2]), { timesteps: 1, readout }).fires
  );
  assertEquals(fires, [false, false, false, false, true]);
  assertEquals(READOUTS.map(readsSpikes), [false, false, true, true, true]);
});

/** Potentials whose soft-max is 0.1, 0.2, 0.3, 0.4. */
const SHARES = [0.1, 0.2, 0.3, 0.4];
const LOGS = SHARES.map(Math.log);

Deno.test("The clock of softmax-clocked ticks at its rate, and shares are those of the soft-max", () => {
  const timesteps = 20_000;
  for (const outputRate of [0.3, 1, 0.05]) {
    const options = { readout: "softmax-clocked", timesteps, outputRate, seed: 4 } as const;
    const { scores } = read(outputNetwork([4]), LOGS, options);
    // Five standard deviations of a share.
    const tolerance = 5 * Math.sqrt(outputRate * 0.25 / timesteps);
    allClose([...scores], SHARES.map((p) => outputRate * p), { absolute: tolerance });
  }
});

Deno.test("Every output of softmax-free spikes at its own probability, whatever the others do", () => {
  const timesteps = 20_000;
  const network = outputNetwork([4]);
  const options = { readout: "softmax-free", timesteps, seed: 4 } as const;
  allClose([...read(network, LOGS, options).scores], SHARES, { absolute: 0.018 });
  // Spikes of two outputs in one step are as frequent as independence says: here p² = 1/4.
  let both = 0;
  for (let index = 0; index < 4000; index++) {
    const reading = createOutputReader(outputNetwork([2]), { ...options, timesteps: 1 })
      .begin(index);
    reading.take([0, 0]);
    if (reading.answer().scores.every((score) => score === 1)) both++;
  }
  assert(Math.abs(both / 4000 - 0.25) < 0.035, `${both} of 4000`);
});

Deno.test("Spikes win over potentials, potentials where spikes are equal", () => {
  const network = outputNetwork([2]);
  const options = { readout: "softmax-free", timesteps: 40, seed: 7 } as const;
  const reading = createOutputReader(network, options).begin(0);
  // Sure of class 0 at first, then of class 1 for longer.
  for (let t = 0; t < 40; t++) reading.take(t < 10 ? [50, 0] : [0, 50]);
  const { decisions, scores } = reading.answer();
  assertEquals([...scores], [10 / 40, 30 / 40]);
  // Equal after 20 steps, where the larger potential is that of class 1.
  assertEquals([...decisions], Array.from({ length: 40 }, (_, t) => t < 19 ? 0 : 1));
});

Deno.test("What a read-out draws depends on seed and sample, not on order or blocks", () => {
  const network = outputNetwork([4]);
  for (const readout of ["softmax-clocked", "softmax-free"] as const) {
    const answers = (seed: number, indices: readonly number[]) => {
      const reader = createOutputReader(network, { readout, timesteps: 64, seed });
      return indices.map((index) => {
        const reading = reader.begin(index);
        for (let t = 0; t < 64; t++) reading.take(LOGS);
        return reading.answer();
      });
    };
    const [a, b] = answers(1, [5, 2 ** 40]);
    assertEquals(answers(1, [2 ** 40, 5]), [b, a]);
    assert(`${a.decisions}` !== `${b.decisions}`);
    assert(`${answers(2, [5])[0].decisions}` !== `${a.decisions}`);
  }
});

Deno.test("Nobody spikes where the soft-max is no number", () => {
  for (const readout of ["softmax-clocked", "softmax-free"] as const) {
    const options = { readout, timesteps: 30, outputRate: 1 };
    const { scores, decisions } = read(outputNetwork([2]), [NaN, 1], options);
    assertEquals([...scores], [0, 0]);
    assertEquals(decisions.every((decision) => decision === 1), true);
  }
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
  const ticking = { ...first, readout: "softmax-clocked", outputRate: 1 } as const;
  assertEquals(stepsOf(network, rows, ticking), 1);
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
