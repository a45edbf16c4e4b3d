import type { Finding } from "@snnkit/ir";
import type { Shape, Tensor } from "@snnkit/tensor";
import type { SessionOptions } from "./session_options.ts";

/** How a network is loaded to run on samples. */
export interface RunnerOptions extends SessionOptions {
  /** The most samples that are computed at once; 64 unless given. */
  readonly batch?: number;
}

/** What one run may be given besides its samples. */
export interface RunOptions {
  /** Ends the run between two batches: the promise fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after each batch how many samples of how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A network, loaded, that takes samples. Hold it with `await using`, or call `dispose`. */
export interface Runner extends AsyncDisposable {
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /** What went otherwise than asked for. */
  readonly findings: readonly Finding[];
  /**
   * Compute the first output, for a classifier its logits.
   *
   * @param samples `[n, …sampleShape]`, any number of samples, none included.
   * @returns `[n, …]`, for a classifier `[n, classes]`.
   * @throws {TypeError} Where the values are no whole number of samples.
   */
  readonly run: (samples: Float32Array, options?: RunOptions) => Promise<Tensor>;
  /** Compute every output as `run` does the first; by name. */
  readonly runAll: (
    samples: Float32Array,
    options?: RunOptions,
  ) => Promise<ReadonlyMap<string, Tensor>>;
  /** Free the network's memory; a second call does nothing. */
  readonly dispose: () => Promise<void>;
}
