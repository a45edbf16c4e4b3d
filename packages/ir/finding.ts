import type { NodeId } from "./graph.ts";

/** Something worth knowing that did not stop the work: an approximation, a remedy, a doubt. */
export interface Finding {
  /** Stable short name for programs, e.g. `"softmax-dropped"`. */
  readonly code: string;
  /** The node it is about; absent where it is about the whole. */
  readonly node?: NodeId;
  /** One sentence for people, without a full stop. */
  readonly message: string;
}
