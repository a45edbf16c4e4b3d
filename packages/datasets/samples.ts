import type { Shape } from "@snnkit/tensor";

/** Values as files store them. */
export type SampleData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Something worth knowing about data that did not stop the work. */
export interface DataFinding {
  /** Stable short name for programs, e.g. `"class-folders-sorted-as-text"`. */
  readonly code: string;
  /** One sentence for people, without a full stop. */
  readonly message: string;
}

/**
 * Samples as a file holds them, before any preprocessing; nothing has been converted or copied
 * that could be left as it was.
 */
export interface Samples {
  /** Shape of one sample, channels first: `[C, H, W]`, or `[F]`. */
  readonly shape: Shape;
  /** How one sample of three axes lies in `data`: `[C, H, W]` or `[H, W, C]`. */
  readonly layout: "nchw" | "nhwc";
  /** How many samples. */
  readonly count: number;
  /** One sample after the other, each row-major. */
  readonly data: SampleData;
  /** The class of each sample, `[count]`; absent where the file has none. */
  readonly labels?: Int32Array;
  /** How many classes there are, where the format says so. */
  readonly classes?: number;
  /** What the classes are called, where the format says so. */
  readonly classNames?: readonly string[];
  /** What the decoder noticed. */
  readonly findings?: readonly DataFinding[];
}
