/**
 * The host's end of a thread, whatever the runtime calls it. Structured clones of plain data go in
 * and come out.
 */
export interface WorkerPort {
  /** Sends a message to the thread. */
  readonly post: (message: unknown) => void;
  /** Who is told of each message of the thread; called once. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Who is told that the thread has failed or ended; called once. */
  readonly onFailure: (listener: (error: Error) => void) => void;
  /** Ends the thread at once. */
  readonly terminate: () => void;
}

/** What a port needs of a worker as Deno and browsers have it. */
export interface WebWorker {
  /** Sends a message. */
  readonly postMessage: (message: unknown) => void;
  /** Adds a listener. */
  readonly addEventListener: (
    type: "message" | "messageerror" | "error",
    listener: (event: Event) => void,
  ) => void;
  /** Ends the thread. */
  readonly terminate: () => void;
}

/**
 * The port of a worker as Deno and browsers have it.
 *
 * @param worker Runs the module `@snnkit/sim-rate/worker`, e.g.
 * `new Worker(import.meta.resolve("@snnkit/sim-rate/worker"), { type: "module" })`.
 */
export function portOfWebWorker(worker: WebWorker): WorkerPort {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.addEventListener("message", (event) => listener((event as MessageEvent).data));
    },
    onFailure: (listener) => {
      worker.addEventListener("messageerror", () => {
        listener(new Error("a message could not be read"));
      });
      worker.addEventListener("error", (event) => {
        // Otherwise the error of a thread that is about to be replaced would end the host.
        event.preventDefault();
        listener(new Error((event as ErrorEvent).message || "the thread ended"));
      });
    },
    terminate: () => worker.terminate(),
  };
}

/** What a port needs of a worker as Node's `node:worker_threads` has it. */
export interface NodeWorker {
  /** Sends a message. */
  readonly postMessage: (message: unknown) => void;
  /** Adds a listener: of messages, errors, and the exit code. */
  readonly on: (
    event: "message" | "messageerror" | "error" | "exit",
    listener: (value: unknown) => void,
  ) => unknown;
  /** Ends the thread. */
  readonly terminate: () => unknown;
}

/**
 * The port of a worker of `node:worker_threads`.
 *
 * @param worker Runs a module that hands its `parentPort` to {@linkcode serveSimulator}.
 */
export function portOfNodeWorker(worker: NodeWorker): WorkerPort {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on("message", listener),
    onFailure: (listener) => {
      const fail = (value: unknown): void =>
        listener(value instanceof Error ? value : new Error(`the thread ended with ${value}`));
      for (const event of ["messageerror", "error", "exit"] as const) worker.on(event, fail);
    },
    terminate: () => void worker.terminate(),
  };
}
