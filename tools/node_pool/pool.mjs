// Simulates the samples beside it with a pool of Node's threads: node pool.mjs THREADS STEPS
import { decodeSnn } from "@snnkit/ir";
import { encodeRecording } from "@snnkit/recording";
import { compileNetwork } from "@snnkit/sim";
import { createSimulatorPool, portOfNodeWorker, simulateInOrder } from "@snnkit/sim-rate";
import { readFileSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

const [threads, timesteps] = process.argv.slice(2).map(Number);
const { graph } = decodeSnn(new Uint8Array(readFileSync("net.snn")));
const samples = JSON.parse(readFileSync("samples.json", "utf8")).map((x) => Float32Array.from(x));
const pool = await createSimulatorPool(compileNetwork(graph), {
  timesteps,
  threads,
  counts: true,
  openWorker: () => portOfNodeWorker(new Worker(new URL("worker.mjs", import.meta.url))),
});
const records = [];
const sampleAt = (index) => samples[index];
for await (const record of simulateInOrder(pool, { to: samples.length, sampleAt })) {
  records.push(record);
}
if (pool.replaced() > 0) throw new Error(`${pool.replaced()} workers were replaced`);
const { layers } = pool;
writeFileSync("recording.bin", encodeRecording({ timesteps, layers, samples: records }));
pool.dispose();
