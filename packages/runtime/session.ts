import type { Finding } from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";
import type { OrtModule, OrtSession } from "./ort_module.ts";

/** An input or output of a model. */
export interface Port {
  /** Its name in the file. */
  readonly name: string;
  /** Element type, e.g. `"float32"`. */
  readonly type: string;
  /** Lengths of the axes, the batch included; a text names an axis of any length. */
  readonly shape: readonly (number | string)[];
}

/** A loaded model. Hold it with `await using`, or call `dispose` when done. */
export interface Session extends AsyncDisposable {
  /** What the model reads. */
  readonly inputs: readonly Port[];
  /** What the model yields. */
  readonly outputs: readonly Port[];
  /** Threads it runs on. */
  readonly threads: number;
  /** What went otherwise than asked for. */
  readonly findings: readonly Finding[];
  /**
   * Compute outputs. Calls that overlap run one after the other.
   *
   * @param inputs Every input by name; other element types than float32 are converted.
   * @param outputs Names of the outputs wanted; all unless given.
   * @returns The outputs by name, as float32.
   * @throws {TypeError} Where an input is missing, unknown or of another shape than the model's,
   * or an output unknown; names all that are wrong.
   * @throws {Error} Where the session has been disposed, or ONNX Runtime fails.
   */
  readonly run: (
    inputs: ReadonlyMap<string, Tensor>,
    outputs?: readonly string[],
  ) => Promise<ReadonlyMap<string, Tensor>>;
  /** ONNX Runtime's own session, for callers that keep tensors on the device. */
  readonly native: { readonly ort: OrtModule; readonly session: OrtSession };
  /** Free the model's memory once the runs under way have ended; a second call does nothing. */
  readonly dispose: () => Promise<void>;
}
