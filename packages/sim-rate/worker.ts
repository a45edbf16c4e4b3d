/**
 * What a worker of Deno or of a browser runs to serve a pool of simulators:
 * `new Worker(import.meta.resolve("@snnkit/sim-rate/worker"), { type: "module" })`.
 *
 * @module
 */
import { serveSimulator } from "./serve_simulator.ts";

/** The part of a worker's global scope that is used; packages are checked as a window's. */
interface WorkerScope {
  readonly addEventListener: (type: "message", listener: (event: MessageEvent) => void) => void;
  readonly postMessage: (message: unknown) => void;
}

const scope = globalThis as unknown as WorkerScope;
serveSimulator({
  post: (message) => scope.postMessage(message),
  onMessage: (listener) => scope.addEventListener("message", ({ data }) => listener(data)),
});
