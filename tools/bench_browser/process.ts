// What Deno and Node run: a line of JSON in makes ready, every further line is a turn; each is
// answered by a line. Bundled, as Node does not read TypeScript: (deno|node) process.js FOLDER
import { type NodeWorker, portOfNodeWorker } from "@snnkit/sim-rate";
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { benchImages, type BenchTurn } from "./bench_images.ts";

const [folder] = process.argv.slice(2);
const openWorker = () =>
  portOfNodeWorker(
    new Worker(pathToFileURL(`${folder}/thread.js`)) as unknown as NodeWorker,
  );
let turn: (() => Promise<BenchTurn>) | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  let answer: BenchTurn | undefined;
  if (turn === undefined) {
    const images = readFileSync(`${folder}/images.bin`);
    turn = await benchImages(
      new Uint8Array(readFileSync(`${folder}/net.snn`)),
      new Float32Array(images.buffer.slice(images.byteOffset, images.byteOffset + images.length)),
      JSON.parse(line),
      openWorker,
    );
  } else {
    answer = await turn();
  }
  process.stdout.write(`${JSON.stringify(answer ?? {})}\n`);
}
process.exit(0);
