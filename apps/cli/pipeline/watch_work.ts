import { createProgress, type Progress } from "../io/progress.ts";

/** Told how much is done; gives way to waiting events now and then. */
export type OnProgress = (done: number, total: number) => Promise<void>;

/** Work gives way to events this often, in milliseconds. */
const PATIENCE = 50;

/**
 * Shows how far long work is, and ends it between two pieces where the user wants to stop.
 *
 * @param label What is being done, e.g. `"correcting"`.
 * @param signal Aborted where the user wants to stop; its reason is thrown.
 * @param work Calls its argument after each piece.
 */
export async function watchWork<T>(
  label: string,
  signal: AbortSignal,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  let progress: Progress | undefined;
  let paused = performance.now();
  try {
    return await work(async (done, total) => {
      progress ??= createProgress(label, total);
      progress.update(done);
      if (performance.now() - paused < PATIENCE) return;
      // Signals arrive between tasks only.
      await new Promise((resolve) => setTimeout(resolve, 0));
      paused = performance.now();
      signal.throwIfAborted();
    });
  } finally {
    progress?.finish();
  }
}
