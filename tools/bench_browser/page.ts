/** What the page of the bench runs: it hands `bench` to whoever drives the browser. */
import { portOfWebWorker } from "@snnkit/sim-rate";
import { benchImages, type BenchSettings, type BenchTurn } from "./bench_images.ts";

/** What the page's driver calls. */
export interface BenchPage {
  /** Makes ready. */
  readonly prepare: (settings: BenchSettings) => Promise<void>;
  /** Simulates all images once. */
  readonly turn: () => Promise<BenchTurn>;
}

async function load(file: string): Promise<ArrayBuffer> {
  return await (await fetch(file)).arrayBuffer();
}

let turn: (() => Promise<BenchTurn>) | undefined;
const bench: BenchPage = {
  prepare: async (settings) => {
    const [snn, images] = await Promise.all([load("net.snn"), load("images.bin")]);
    const openWorker = () => portOfWebWorker(new Worker("worker.js", { type: "module" }));
    turn = await benchImages(new Uint8Array(snn), new Float32Array(images), settings, openWorker);
  },
  turn: () => turn!(),
};
Object.assign(globalThis, { bench });
