import { compileNetwork, type Network } from "@snnkit/sim";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createRateSimulator } from "./create_rate_simulator.ts";
import { createSimulatorPool } from "./create_simulator_pool.ts";
import { simulateInOrder } from "./simulate_in_order.ts";
import { portOfWebWorker, type WorkerPort } from "./worker_port.ts";

const network: Network = compileNetwork(tinyRateGraph());
const sampleAt = (index: number): Float32Array =>
  Float32Array.from({ length: 36 }, (_, i) => ((index * 31 + i * 7) % 17) / 16);

function openWorker(): WorkerPort {
  const url = new URL("./worker.ts", import.meta.url);
  return portOfWebWorker(new Worker(url, { type: "module" }));
}

async function alone(count: number, counts = false): Promise<unknown[]> {
  const simulator = await createRateSimulator(network, { timesteps: 24, counts });
  const records = Array.from({ length: count }, (_, i) => simulator.simulate(sampleAt(i), i));
  simulator.dispose();
  return records;
}

for (const threads of [1, 2, 3]) {
  Deno.test(`a pool of ${threads} gives the records of one simulator`, async () => {
    const pool = await createSimulatorPool(network, { timesteps: 24, threads, openWorker });
    try {
      const records = await Array.fromAsync(simulateInOrder(pool, { to: 20, sampleAt }));
      assertEquals(records, await alone(20));
      assertEquals(pool.replaced(), 0);
    } finally {
      pool.dispose();
    }
  });
}

Deno.test("a pool keeps the spikes of the samples that they are asked of", async () => {
  const pool = await createSimulatorPool(network, { timesteps: 24, threads: 2, openWorker });
  try {
    const counts = (index: number): boolean => index < 2;
    const records = await Array.fromAsync(simulateInOrder(pool, { to: 4, sampleAt, counts }));
    assertEquals(records.slice(0, 2), await alone(2, true));
    assertEquals(records.map((record) => record.counts !== undefined), [true, true, false, false]);
  } finally {
    pool.dispose();
  }
});

Deno.test("a pool says what the platform lacks, and gives the same records all the same", async () => {
  const lacking = { simd: false, workers: false, sharedMemory: false };
  const options = { timesteps: 24, threads: 2, openWorker };
  const pool = await createSimulatorPool(network, { ...options, capabilities: lacking });
  try {
    assertEquals(pool.engine, "reference");
    assertEquals(pool.findings.map(({ code }) => code), ["no-simd", "no-shared-memory"]);
    assertEquals(
      await Array.fromAsync(simulateInOrder(pool, { to: 6, sampleAt })),
      await alone(6),
    );
  } finally {
    pool.dispose();
  }
  const whole = await createSimulatorPool(network, options);
  assertEquals([whole.engine, whole.findings], ["event", []]);
  whole.dispose();
});

/** A worker that is told nonsense, and so fails, instead of its n-th orders. */
function failingWorker(fails: () => boolean): WorkerPort {
  const port = openWorker();
  return {
    ...port,
    post: (message) => port.post(fails() ? { kind: "nonsense" } : message),
  };
}

Deno.test("a worker that fails ten times in a run changes no record", async () => {
  let orders = 0;
  const pool = await createSimulatorPool(network, {
    timesteps: 24,
    threads: 2,
    // Every ninth order, none of which is the opening of a worker that has to replace another.
    openWorker: () => {
      let own = 0;
      return failingWorker(() => own++ > 0 && orders++ % 9 === 8);
    },
  });
  try {
    const records = await Array.fromAsync(simulateInOrder(pool, { to: 90, sampleAt }));
    assertEquals(records, await alone(90));
    assert(pool.replaced() >= 10, `only ${pool.replaced()} workers were replaced`);
  } finally {
    pool.dispose();
  }
});

Deno.test("a sample at which workers fail again and again is named", async () => {
  const pool = await createSimulatorPool(network, {
    timesteps: 24,
    threads: 1,
    openWorker: () => {
      let own = 0;
      return failingWorker(() => own++ > 0);
    },
  });
  try {
    await assertRejects(
      () => pool.simulate(sampleAt(5), 5),
      Error,
      'Cannot simulate sample 5 of "tiny-rate-graph" as 3 workers failed at it',
    );
  } finally {
    pool.dispose();
  }
});

Deno.test("a worker that never answers is replaced when patience ends", async () => {
  let opened = 0;
  const pool = await createSimulatorPool(network, {
    timesteps: 24,
    threads: 1,
    patience: 2000,
    openWorker: () => {
      const [port, isDeaf] = [openWorker(), opened++ === 0];
      let own = 0;
      return { ...port, post: (message) => isDeaf && own++ > 0 ? undefined : port.post(message) };
    },
  });
  try {
    assertEquals([await pool.simulate(sampleAt(0), 0)], await alone(1));
    assertEquals(pool.replaced(), 1);
  } finally {
    pool.dispose();
  }
});

Deno.test("a pool whose workers cannot start says so", async () => {
  await assertRejects(
    () =>
      createSimulatorPool(network, {
        timesteps: 24,
        threads: 2,
        openWorker: () => failingWorker(() => true),
      }),
    Error,
    'Cannot simulate "tiny-rate-graph" as its workers must start',
  );
});

Deno.test("a pool refuses what an engine refuses", async () => {
  const options = { timesteps: 24, threads: 1, openWorker };
  await assertRejects(() => createSimulatorPool(network, { ...options, threads: 0 }), RangeError);
  await assertRejects(() => createSimulatorPool(network, { ...options, timesteps: 0 }), RangeError);
  const pool = await createSimulatorPool(network, options);
  try {
    assertThrows(() => pool.simulate(new Float32Array(3), 0), TypeError, "36");
  } finally {
    pool.dispose();
  }
});
