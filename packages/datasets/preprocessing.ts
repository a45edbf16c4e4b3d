/** What is done to raw values before a network sees them. */
export interface Preprocessing {
  /** Every value is multiplied by it first. Default `1/255`. */
  readonly scale?: number;
  /** Then subtracted: one value, or one per channel in the order of `channels`. Default 0. */
  readonly mean?: readonly number[];
  /** Then divided by: one value, or one per channel in the order of `channels`. Default 1. */
  readonly std?: readonly number[];
  /**
   * The order in which the network wants the channels of a colour image. Files hold `"rgb"`, the
   * default; `"bgr"` swaps the first and third, and `mean` and `std` are then in that order too.
   */
  readonly channels?: "rgb" | "bgr";
  /** How arrays of four axes in npz files lie; see `decodeNpz`. Default `"auto"`. */
  readonly layout?: "nchw" | "nhwc" | "auto";
  /** The first sample taken, from 0. Default 0. */
  readonly offset?: number;
  /** How many samples are taken at most. Default all. */
  readonly limit?: number;
}
