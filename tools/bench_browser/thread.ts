// What a thread of Deno or Node runs to serve a pool of simulators.
import { serveSimulator } from "@snnkit/sim-rate";
import { parentPort } from "node:worker_threads";

serveSimulator({
  post: (message) => parentPort!.postMessage(message),
  onMessage: (listener) => void parentPort!.on("message", listener),
});
