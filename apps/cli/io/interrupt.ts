import { Interrupted } from "../user_error.ts";
import { tell } from "./terminal.ts";

/** Ctrl-C as a value: long work looks at it between two pieces. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C; its reason is an {@linkcode Interrupted}. */
  readonly signal: AbortSignal;
  /** Lets waiting events, Ctrl-C among them, be seen; cheap enough to call after each sample. */
  readonly breathe: () => Promise<void>;
  /** Stops listening. */
  readonly dispose: () => void;
}

/** Starts to listen for Ctrl-C. The first one asks for an orderly end, the second one ends at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) Deno.exit(130);
    tell("\nStopping …");
    controller.abort(new Interrupted());
  };
  Deno.addSignalListener("SIGINT", onSignal);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", onSignal);
  let last = performance.now();
  return {
    signal: controller.signal,
    breathe: async () => {
      if (performance.now() - last < 50) return;
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    },
    dispose: () => {
      Deno.removeSignalListener("SIGINT", onSignal);
      if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGTERM", onSignal);
    },
  };
}
