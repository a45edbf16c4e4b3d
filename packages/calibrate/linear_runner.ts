import type { AnnGraph } from "@snnkit/ir";

/** A graph of linear operations, loaded to be computed. */
export interface LinearRunner {
  /**
   * Compute its output.
   *
   * @param frames `[n, …shape of the input]`, one after the other.
   * @returns `[n, …shape of the output]`.
   */
  readonly run: (frames: Float32Array) => Promise<{ readonly data: Float32Array }>;
  /** Free it. */
  readonly dispose: () => Promise<void>;
}

/**
 * Loads a graph of linear operations with one input and one output, for instance
 * `createAnnRunner` of @snnkit/runtime.
 */
export type CreateLinearRunner = (graph: AnnGraph) => Promise<LinearRunner>;
