import type { Dataset } from "@snnkit/datasets";
import type { SampleRecord } from "@snnkit/recording";
import { compileNetwork, type Network } from "@snnkit/sim";
import { filled } from "@snnkit/tensor";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { Interrupted } from "../user_error.ts";
import { simulateAll } from "./simulate_all.ts";

const network = compileNetwork(tinyRateGraph());
const COUNT = 40;
const data: Dataset = {
  shape: [1, 6, 6],
  count: COUNT,
  labels: new Int32Array(COUNT),
  findings: [],
  sampleAt: (index, into = new Float32Array(36)) =>
    into.map((_, i) => into[i] = ((index * 31 + i * 7) % 17) / 16),
};
const calm = {
  signal: new AbortController().signal,
  checkpoint: () => Promise.resolve(),
  dispose: () => {},
};

/** The same network, whose samples enter as random spikes. */
function encodedNetwork(): Network {
  const { nodes, ...rest } = tinyRateGraph();
  const [input, ...others] = nodes;
  const op = { kind: "encode", coding: "poisson", unit: filled([1], 1) } as const;
  const encoder = { id: "spikes", op, inputs: [input.id], shape: input.shape };
  const behind = others.map((node) => ({
    ...node,
    inputs: node.inputs.map((id) => id === input.id ? "spikes" : id),
  }));
  return compileNetwork({ ...rest, nodes: [input, encoder, ...behind] });
}

async function recordsOf(
  threads: number,
  start = 0,
  simulated = network,
  offset = 0,
): Promise<SampleRecord[]> {
  const records: SampleRecord[] = [];
  const { count } = await simulateAll(
    simulated,
    data,
    { ...SETTINGS, threads, start, offset },
    calm,
    {
      begin: () => {},
      record: (record, index) => {
        assertEquals(index, start + records.length);
        records.push(record);
      },
    },
  );
  assertEquals(count, COUNT - start);
  return records;
}

/** Threads from the second sample on. */
const SETTINGS = {
  engine: "event",
  timesteps: 20,
  readout: "membrane",
  seed: 0,
  detailed: 3,
  patience: 0,
} as const;

Deno.test("simulateAll() tells the same in the same order, however many threads", async () => {
  const alone = await recordsOf(1);
  assertEquals(alone.length, COUNT);
  assertEquals(alone.map(({ counts }) => counts !== undefined).lastIndexOf(true), 2);
  assertEquals(await recordsOf(3), alone);
  assertEquals(await recordsOf(2, 30), alone.slice(30));
});

Deno.test("simulateAll() draws random numbers by the samples' numbers, however they are run", async () => {
  const encoded = encodedNetwork();
  const alone = await recordsOf(1, 0, encoded);
  assertEquals(await recordsOf(3, 0, encoded), alone);
  // What an interrupted run has left is not drawn again.
  assertEquals(await recordsOf(2, 30, encoded), alone.slice(30));
  const later = await recordsOf(1, 0, encoded, 5);
  assertNotEquals(later, alone);
  assertEquals(await recordsOf(2, 30, encoded, 5), later.slice(30));
});

Deno.test("simulateAll() stops in the midst of threads where the user wants it", async () => {
  const controller = new AbortController();
  let told = 0;
  await assertRejects(
    () =>
      simulateAll(
        network,
        data,
        { ...SETTINGS, threads: 2, start: 0 },
        { ...calm, signal: controller.signal },
        {
          begin: () => {},
          record: () => void (++told === 10 && controller.abort(new Interrupted())),
        },
      ),
    Interrupted,
  );
  assert(told >= 10 && told < COUNT, `${told} samples were told`);
});
