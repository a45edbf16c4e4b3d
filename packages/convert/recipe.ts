import type {
  ActivationStats,
  AnnGraph,
  AnnOp,
  Finding,
  Pass,
  RateGraph,
  TtfsGraph,
} from "@snnkit/ir";
import type { Scales } from "./population_scale.ts";

/** What an option may be. */
export type OptionValue = number | string | boolean;

/** Options by name. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** One option of a recipe: enough to check a value and to write a help page. */
export interface RecipeOption {
  /** As in code and files, e.g. `"percentile"`. */
  readonly name: string;
  /** One sentence for people, with the unit. */
  readonly summary: string;
  /** The value where none is given; tells the type, too. */
  readonly default: OptionValue;
  /** The words that are allowed; any where absent. */
  readonly choices?: readonly string[];
  /** Smallest and largest number allowed; any where absent. */
  readonly range?: readonly [number, number];
  /**
   * Whether a value is to be searched by simulations on calibration samples where none is given,
   * which is left to @snnkit/calibrate; not unless given. The default is what holds without.
   */
  readonly searched?: boolean;
  /** Whether a number must be whole; not unless given. */
  readonly whole?: boolean;
}

/** Where a recipe was published. */
export interface Paper {
  /** Family names, the first and "et al." where there are many. */
  readonly authors: string;
  /** Of publication. */
  readonly year: number;
  /** Digital object identifier, without a prefix. */
  readonly doi: string;
}

/** A spiking network that a recipe made. */
export interface RateConversion {
  /** The spiking network. */
  readonly graph: RateGraph;
  /** Approximations, remedies and doubts. */
  readonly findings: readonly Finding[];
  /** The scale of each population. */
  readonly scales: Scales;
}

/** A network of first spikes that a recipe made. */
export interface TtfsConversion {
  /** The spiking network. */
  readonly graph: TtfsGraph;
  /** Approximations, remedies and doubts. */
  readonly findings: readonly Finding[];
}

/** What all recipes have, whatever code their spikes are of. */
export interface RecipeBase {
  /** As asked for, e.g. `"rueckauer2017"`. */
  readonly name: string;
  /** What it is, in one line. */
  readonly title: string;
  /** Where it comes from. */
  readonly paper: Paper;
  /** What can be chosen. */
  readonly options: readonly RecipeOption[];
  /** Clean-up passes on the trained network, in order; none needs statistics. */
  readonly annPasses: readonly Pass<AnnOp>[];
  /** What people should know of what the passes will do to a network. */
  readonly explain: (graph: AnnGraph) => readonly Finding[];
}

/** A named way from a trained network to a rate-coded one, after its paper. */
export interface Recipe extends RecipeBase {
  /** Normalise and lower a prepared network; every option is given and checked. */
  readonly lower: (
    graph: AnnGraph,
    stats: ActivationStats,
    options: OptionValues,
  ) => RateConversion;
  /**
   * Whether the network is to be corrected for a number of steps afterwards, which needs
   * simulations: see `calibrate` of @snnkit/calibrate. Not unless given.
   */
  readonly needsCalibration?: boolean;
}

/** A named way from a trained network to one that codes by the time of the first spike. */
export interface TtfsRecipe extends RecipeBase {
  /** Choose windows or scales and lower a prepared network; every option is given and checked. */
  readonly lower: (
    graph: AnnGraph,
    stats: ActivationStats,
    options: OptionValues,
  ) => TtfsConversion;
}
