import {
  blockNames,
  cases,
  check,
  compare,
  randomGraph,
  randomSample,
} from "@snnkit/sim/conformance";
import { compileNetwork, type StopRule } from "@snnkit/sim";
import { graphBuilder, type PoolWindow, type RateOp } from "@snnkit/ir";
import { filled, sizeOf } from "@snnkit/tensor";
import { dense, population, rateGraphWith, tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { createReferenceSimulator } from "../mod.ts";
import { createDenseSimulator, type DenseSimulatorOptions } from "./mod.ts";

for (const conformance of cases) {
  Deno.test(`The dense engine knows that ${conformance.name}`, () =>
    check(createDenseSimulator, conformance));
}

const READOUTS = ["membrane", "count", "softmax", "softmax-clocked", "softmax-free"] as const;

/** Of random networks some samples end early by these, some do not. */
const STOPS: readonly StopRule[] = [
  { kind: "none" },
  { kind: "margin", atLeast: 0.05 },
  { kind: "entropy", atMost: 1.2 },
];

/** A window without padding, each beside the last. */
function maxPoolWindow(kernel: readonly [number, number]): PoolWindow {
  const [padding, dilation] = [[0, 0, 0, 0], [1, 1]] as const;
  return { kernel, stride: kernel, padding, dilation, ceilMode: false };
}

/** Compares the engine with the definition where all sums are exact, in whatever order. */
async function compareOn(seed: number, block?: string): Promise<void> {
  const graph = randomGraph(seed, { exact: true, ...block !== undefined && { blocks: [block] } });
  const samples = [randomSample(graph, seed), randomSample(graph, seed + 1)];
  const options = {
    // Leaks of 1/2 take a bit a step.
    timesteps: 1 + (7 * seed) % 12,
    readout: READOUTS[seed % 5],
    precision: seed % 4 === 3 ? "i16" : "f32",
    seed,
    stop: STOPS[seed % 3],
    confidence: seed % 2 === 0 ? "margin" : "entropy",
  } as const;
  await compare(createReferenceSimulator, createDenseSimulator, graph, samples, options);
}

for (const block of blockNames) {
  Deno.test(`createDenseSimulator() gives the bits of the definition through "${block}"`, async () => {
    for (let seed = 0; seed < 5; seed++) await compareOn(seed, block);
  });
}

Deno.test("createDenseSimulator() gives the bits of the definition on random exact graphs", async () => {
  await fc.assert(fc.asyncProperty(fc.nat({ max: 100_000 }), (seed) => compareOn(seed)), {
    numRuns: 25,
  });
});

/** A network, samples of it, and their records by definition, with all that can be kept. */
function definition(seed: number, timesteps: number, stop: StopRule = { kind: "none" }) {
  const graph = randomGraph(seed, { exact: true, blocks: ["convolution", "gate"] });
  const network = compileNetwork(graph);
  const options = { timesteps, stop, counts: true, potentials: true, seed } as const;
  const samples = Array.from({ length: 16 }, (_, i) => ({
    values: randomSample(graph, i),
    index: 3 * i,
  }));
  const reference = createReferenceSimulator(network, options);
  const records = samples.map(({ values, index }) => reference.simulate(values, index));
  return { network, options, samples, records };
}

Deno.test("createDenseSimulator() gives the same records however samples and steps are grouped", async () => {
  for (const seed of [1, 5]) {
    const { network, options, samples, records } = definition(seed, 11);
    for (const [batch, block] of [[1, 32], [16, 1], [16, 4], [5, 3]]) {
      const dense = await createDenseSimulator(network, { ...options, batch, block });
      for (let first = 0; first < samples.length; first += batch) {
        const found = await dense.simulateBatch(samples.slice(first, first + batch));
        assertEquals(found, records.slice(first, first + batch));
      }
      await dense.dispose();
    }
  }
});

Deno.test("Samples of a batch end each at its own step", async () => {
  const stop = { kind: "margin", atLeast: 0.05 } as const;
  const { network, options, samples, records } = definition(2, 12, stop);
  const ends = new Set(records.map(({ steps }) => steps));
  assert(ends.size > 2, `ends at ${[...ends]}`);
  const dense = await createDenseSimulator(network, options);
  assertEquals(await dense.simulateBatch(samples), records);
  await dense.dispose();
  // Where nothing is kept of neurons, samples end within blocks.
  const { counts: _, potentials: __, ...usual } = options;
  const plain = await createDenseSimulator(network, usual);
  const found = await plain.simulateBatch(samples);
  assertEquals(found, records.map(({ counts: _, potentials: __, ...record }) => record));
  await plain.dispose();
});

Deno.test("Gates of large planes over many steps find their winners by place", async () => {
  const net = graphBuilder<RateOp>("large");
  const spikes = net.add(population(4), net.input([1, 16, 16]));
  const gates = net.add({ kind: "maxPoolGate", ...maxPoolWindow([2, 3]) }, spikes);
  const shape = net.shapeOf(gates);
  const flat = net.add({ kind: "reshape", shape: [sizeOf(shape)] }, gates);
  const graph = net.finish(
    net.add(population(400), net.add(dense(filled([2, sizeOf(shape)], 1), filled([2], 0)), flat)),
  );
  const samples = [0, 1].map((seed) => randomSample(graph, seed));
  // Count, place and spike of an input are too many numbers for one float32.
  const options = { timesteps: 60_000, readout: "count", stop: { kind: "first-spike" } } as const;
  await compare(createReferenceSimulator, createDenseSimulator, graph, samples, options);
  const reference = createReferenceSimulator(compileNetwork(graph), options);
  assert(reference.simulate(samples[0]).steps > 20);
});

Deno.test("With arbitrary weights sums differ in their last bits alone", async () => {
  for (const seed of [3, 4, 6]) {
    const graph = randomGraph(seed, { blocks: ["convolution", "averagePool"] });
    const network = compileNetwork(graph);
    const options = { timesteps: 24, readout: "membrane", counts: true } as const;
    const [reference, dense] = [
      createReferenceSimulator(network, options),
      await createDenseSimulator(network, options),
    ];
    const sample = randomSample(graph, seed);
    const [wanted, found] = [reference.simulate(sample), await dense.simulate(sample)];
    wanted.scores.forEach((score, i) => {
      const tolerance = 1e-5 * Math.max(1, Math.abs(score));
      assert(Math.abs(score - found.scores[i]) <= tolerance, `${score} and ${found.scores[i]}`);
    });
    await dense.dispose();
  }
});

Deno.test("createDenseSimulator() has turns between blocks, whose error ends the call", async () => {
  const seen: number[] = [];
  const pause = (steps: number): void => {
    seen.push(steps);
    if (seen.length > 3) throw new Error("enough");
  };
  const options = { timesteps: 10, block: 4 };
  const dense = await createDenseSimulator(compileNetwork(tinyRateGraph()), options);
  const samples = [{ values: new Float32Array(36) }];
  await dense.simulateBatch(samples, pause);
  assertEquals(seen, [4, 8, 10]);
  await assertRejects(() => dense.simulateBatch(samples, pause), Error, "enough");
  await dense.dispose();
});

Deno.test("createDenseSimulator() refuses what does not fit, by its numbers", async () => {
  const network = compileNetwork(tinyRateGraph());
  const refused = (options: Partial<DenseSimulatorOptions>, message: string) =>
    assertRejects(
      () => createDenseSimulator(network, { timesteps: 8, ...options }),
      RangeError,
      message,
    );
  await refused({ batch: 0 }, "as its batch must be a whole number ≥ 1: received 0");
  await refused({ block: 1.5 }, "as its block must be a whole number ≥ 1: received 1.5");
  await refused({ timesteps: 0 }, "as timesteps must be a whole number ≥ 1: received 0");
  await refused(
    { batch: 1_000_000 },
    "with the dense engine as a batch may take 3.0 GiB: 1000000 samples and blocks of 8 steps take",
  );
});

Deno.test("createDenseSimulator() checks its samples", async () => {
  const dense = await createDenseSimulator(compileNetwork(rateGraphWith("gate", 1)), {
    timesteps: 2,
    batch: 2,
  });
  const few = { values: new Float32Array(1) };
  await assertRejects(() => dense.simulateBatch([few]), TypeError, "received 1");
  await assertRejects(
    () => dense.simulateBatch([few, few, few]),
    RangeError,
    "as one call may bring 2 samples: received 3",
  );
  await dense.dispose();
});

/** Convolutions, relays, gates by counts and by estimates. */
const WEBGPU_CASES: readonly string[] = [
  "taps beyond the border reach nobody and are not counted",
  "a relay emits its sum as one graded event",
  "a gate passes the input that fired most, the first where two did",
  "overlapping and padded windows have exponential estimates each",
];

/** Absent where there is no GPU that computes, nor a driver that plays one. */
const adapter = await navigator.gpu?.requestAdapter();

Deno.test({
  name: `createDenseSimulator() gives the same bits on WebGPU${
    adapter ? "" : ", but this machine has no adapter"
  }`,
  ignore: !adapter,
  fn: async () => {
    for (const name of WEBGPU_CASES) {
      const conformance = cases.find((conformance) => conformance.name === name);
      assert(conformance, name);
      await check(
        (network, options) =>
          createDenseSimulator(network, { ...options, session: { provider: "webgpu" } }),
        conformance,
      );
    }
  },
});
