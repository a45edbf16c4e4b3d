/**
 * Where an error comes from:
 * - `"inherited"`: the input differed from what the trained network would have brought;
 * - `"clipping"`: the answer lies beyond what neurons can say;
 * - `"quantisation"`: so many steps tell so many levels apart;
 * - `"unevenness"`: the right total came in the wrong order.
 */
export type ErrorPart = "inherited" | "clipping" | "quantisation" | "unevenness";

/** Every part, in the order in which the errors arise. */
export const ERROR_PARTS: readonly ErrorPart[] = [
  "inherited",
  "clipping",
  "quantisation",
  "unevenness",
];

/** An error over all neurons and samples, in the unit of the trained network's activation. */
export interface ErrorSize {
  /** With its sign: below 0 where too little is said. */
  readonly mean: number;
  /** Of its size. */
  readonly meanAbsolute: number;
  /** Root of the mean square. */
  readonly rms: number;
}

/** One part of an error. */
export interface ErrorPartSize extends ErrorSize {
  /**
   * The part's share of the mean square error, `E[part · e] / E[e²]`. The shares of all parts add up
   * to 1; below 0 where a part takes away from what others bring.
   */
  readonly share: number;
}

/** A channel with much error. */
export interface ChannelErrors {
  /** Its number. */
  readonly channel: number;
  /** Root of the mean square error, in the unit of the activation. */
  readonly rms: number;
  /** The part of the largest root mean square. */
  readonly part: ErrorPart;
}

/** A layer whose error was told apart. */
export interface DecomposedErrors {
  /** Discriminates the union. */
  readonly decomposed: true;
  /** The population. */
  readonly name: string;
  /** How many neurons it has. */
  readonly neurons: number;
  /** Whether the network is read out from its spikes; absent where it is not. */
  readonly isOutput?: boolean;
  /** Root mean square of the trained network's activation: what errors are compared with. */
  readonly activation: number;
  /** What was observed: what the spikes stand for, less the trained network's activation. */
  readonly error: ErrorSize;
  /** What the layer itself adds: all but what it inherits. */
  readonly own: ErrorSize;
  /** Its parts; they add up to the error, for every neuron and sample. */
  readonly parts: Readonly<Record<ErrorPart, ErrorPartSize>>;
  /** The part of the largest share. */
  readonly largest: ErrorPart;
  /** Share of all answers that were clipped. */
  readonly clipped: number;
  /** Share of the channels of which more than 1 % of the answers were clipped. */
  readonly clippedChannels: number;
  /** The three channels of the largest error, the worst first. */
  readonly worst: readonly ChannelErrors[];
}

/** A layer whose error could not be told apart. */
export interface OpaqueErrors {
  /** Discriminates the union. */
  readonly decomposed: false;
  /** The population. */
  readonly name: string;
  /** How many neurons it has. */
  readonly neurons: number;
  /** Why, as the end of "it cannot be decomposed, as …". */
  readonly reason: string;
}

/** The errors of one layer. */
export type LayerErrors = DecomposedErrors | OpaqueErrors;
