import type { If, NodeId, PoolWindow } from "@snnkit/ir";
import type { Shape, Tensor } from "@snnkit/tensor";

/** What every layer has. */
export interface ErrorLayerBase {
  /** The population, and the trained network's node that it stands for. */
  readonly id: NodeId;
  /** Shape of one sample, channels first. */
  readonly shape: Shape;
}

/** Neurons that fire. */
export interface NeuronErrorLayer extends ErrorLayerBase {
  /** Discriminates the union. */
  readonly kind: "neurons";
  /** λ: the activation that one spike a step stands for, `[1]` or `[C]`. */
  readonly unit: Tensor;
  /** The neurons. */
  readonly neurons: Pick<
    If,
    "threshold" | "initial" | "reset" | "signed" | "leak" | "refractory"
  >;
  /** Between which values the trained network's activation lies, e.g. `[0, ∞]` for ReLU. */
  readonly range: readonly [lowest: number, highest: number];
  /** Whether the network is read out from them: what they cannot say matters less than who is first. */
  readonly isOutput?: boolean;
  /** Neurons that only sum the same input, where these lose charge. */
  readonly meter?: NodeId;
}

/** Output neurons that do not fire: their summed input is the answer. */
export interface SummedErrorLayer extends ErrorLayerBase {
  /** Discriminates the union. */
  readonly kind: "summed";
  /** As of neurons. */
  readonly unit: Tensor;
}

/** Gates of a max-pool. */
export interface GateErrorLayer extends ErrorLayerBase {
  /** Discriminates the union. */
  readonly kind: "gate";
  /** As of neurons, those of its source. */
  readonly unit: Tensor;
  /** The population that it watches. */
  readonly source: NodeId;
  /** Its shape. */
  readonly sourceShape: Shape;
  /** The windows. */
  readonly window: PoolWindow;
}

/** A population whose error cannot be told apart. */
export interface OpaqueErrorLayer extends ErrorLayerBase {
  /** Discriminates the union. */
  readonly kind: "opaque";
  /** Why, as the end of "it cannot be decomposed, as …". */
  readonly reason: string;
}

/** How the error of one population is to be told apart. */
export type ErrorLayer = NeuronErrorLayer | SummedErrorLayer | GateErrorLayer | OpaqueErrorLayer;
