import { Interrupted } from "../user_error.ts";
import { tell } from "./terminal.ts";

/** Ctrl-C as a value: long work looks at it between two pieces. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C; its reason is an {@linkcode Interrupted}. */
  readonly signal: AbortSignal;
  /**
   * Lets waiting events, Ctrl-C among them, be seen; cheap enough to call after each sample.
   *
   * @throws {Interrupted} Where the user wants to stop.
   */
  readonly checkpoint: () => Promise<void>;
  /** Stops listening. */
  readonly dispose: () => void;
}

/**
 * One key press may arrive several times: the terminal signals every process of a group, and those
 * between it and us pass it on.
 */
const SAME_PRESS = 1000;

/** Work gives way to events this often, in milliseconds. */
const PATIENCE = 50;

/** Starts to listen for Ctrl-C. The first one asks for an orderly end, the second one ends at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  let first = Infinity;
  const onSignal = (): void => {
    if (performance.now() - first > SAME_PRESS) Deno.exit(130);
    if (controller.signal.aborted) return;
    first = performance.now();
    if (Deno.stderr.isTerminal()) tell("\nStopping; press Ctrl-C again to stop at once");
    controller.abort(new Interrupted());
  };
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const name of signals) Deno.addSignalListener(name, onSignal);
  let last = performance.now();
  return {
    signal: controller.signal,
    checkpoint: async () => {
      if (performance.now() - last >= PATIENCE) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        last = performance.now();
      }
      controller.signal.throwIfAborted();
    },
    dispose: () => {
      for (const name of signals) Deno.removeSignalListener(name, onSignal);
    },
  };
}
