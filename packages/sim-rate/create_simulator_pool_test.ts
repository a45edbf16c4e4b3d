import { compileNetwork } from "@snnkit/sim";
import { tinyRateGraph } from "@snnkit/testkit";
import { assertEquals, assertRejects } from "@std/assert";
import { createSimulatorPool, type SimulatorPool } from "./create_simulator_pool.ts";

/** A worker that answers when the test says so. */
interface Puppet {
  /** Numbers of the samples that it was told and has not answered. */
  readonly told: number[];
  /** Answers the first of them. */
  readonly answer: () => void;
  /** Fails at the first of them. */
  readonly fail: () => void;
}

/** A pool of puppets; those that replace others join the list. */
async function puppetPool(threads: number): Promise<[SimulatorPool, Puppet[]]> {
  const puppets: Puppet[] = [];
  const pool = await createSimulatorPool(compileNetwork(tinyRateGraph()), {
    timesteps: 4,
    threads,
    openWorker: () => {
      const told: number[] = [];
      let tell = (_message: unknown): void => {};
      let break_ = (_error: Error): void => {};
      puppets.push({
        told,
        answer: () => tell({ kind: "simulated", record: { steps: told.shift() } }),
        fail: () => break_(new Error("it broke")),
      });
      return {
        post: (message) => {
          const order = message as { readonly kind: string; readonly index: number };
          if (order.kind === "simulate") told.push(order.index);
          else {queueMicrotask(() =>
              tell({ kind: "opened", engine: "puppet", layers: [], findings: [] })
            );}
        },
        onMessage: (listener) => void (tell = listener),
        onFailure: (listener) => void (break_ = listener),
        terminate: () => {},
      };
    },
  });
  return [pool, puppets];
}

const SAMPLE = new Float32Array(36);

/** Lets workers open and answers arrive. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

Deno.test("a worker has its next sample at hand while many wait, and the last go to who is free", async () => {
  const [pool, [a, b]] = await puppetPool(2);
  await settle();
  const records = Array.from({ length: 8 }, (_, i) => pool.simulate(SAMPLE, i));
  assertEquals([a.told, b.told], [[0], [1]]);
  a.answer();
  assertEquals([a.told, b.told], [[2, 3], [1]]);
  b.answer();
  // Four wait, then two: no more than there are workers.
  assertEquals([a.told, b.told], [[2, 3], [4, 5]]);
  a.answer();
  a.answer();
  assertEquals([a.told, b.told], [[6], [4, 5]]);
  a.answer();
  assertEquals([a.told, b.told], [[7], [4, 5]]);
  for (const puppet of [a, b, b]) puppet.answer();
  assertEquals((await Promise.all(records)).map(({ steps }) => steps), [0, 1, 2, 3, 4, 5, 6, 7]);
  pool.dispose();
});

Deno.test("who was with a worker that failed goes alone, and only the first is blamed", async () => {
  const [pool, puppets] = await puppetPool(1);
  await settle();
  const records = Array.from({ length: 6 }, (_, i) => pool.simulate(SAMPLE, i));
  puppets[0].answer();
  assertEquals(puppets[0].told, [1, 2]);
  const lost = assertRejects(() => records[1], Error, "Cannot simulate sample 1");
  for (let failures = 0; failures < 3; failures++) {
    assertEquals(puppets[failures].told[0], 1);
    puppets[failures].fail();
    await settle();
  }
  await lost;
  assertEquals(pool.replaced(), 3);
  const last = puppets[3];
  assertEquals(last.told, [2]);
  last.answer();
  assertEquals(last.told, [3, 4]);
  for (let i = 3; i < 6; i++) last.answer();
  const steps = await Promise.all(
    [0, 2, 3, 4, 5].map((i) => records[i].then(({ steps }) => steps)),
  );
  assertEquals(steps, [0, 2, 3, 4, 5]);
  pool.dispose();
});
