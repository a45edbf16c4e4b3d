import type { NodeId } from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";

/** How a population of neurons is scaled. */
export interface PopulationScale {
  /**
   * λ, the activation that one spike a step stands for, `[1]` or one a channel; > 0. Weights into
   * the population are divided by it, weights out of it multiplied.
   */
  readonly unit: Tensor;
  /** The activation that silence stands for; 0 but for max-pools of values that can be negative. */
  readonly offset: number;
  /** Share of the calibration values above what the largest rate stands for, `0 … 1`. */
  readonly clipped: number;
}

/**
 * The scale of every population by the node of the prepared network that it comes from: an
 * activation, an output, or a max-pool whose input is no population; and of every input that is sent
 * as spikes.
 */
export type Scales = ReadonlyMap<NodeId, PopulationScale>;
