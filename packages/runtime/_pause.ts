/**
 * Let timers, signals and the screen have their turn: ONNX Runtime's WebAssembly blocks the thread
 * while it runs, and promises alone do not give way.
 *
 * @throws The signal's reason, where it is aborted.
 */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
