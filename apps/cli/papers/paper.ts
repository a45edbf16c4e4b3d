import type { OptionValues } from "@snnkit/convert";
import type { Readout } from "@snnkit/sim";
import type { ColumnName } from "./columns.ts";
import type { NetName } from "./nets.ts";

/** A published table that `snn papers` makes again: a description, no code. */
export interface Paper {
  /** The word for it, that of its recipe. */
  readonly name: string;
  /** Authors, year and title. */
  readonly citation: string;
  /** Digital object identifier, without a prefix. */
  readonly doi: string;
  /** What it claims, a sentence each. */
  readonly claims: readonly string[];
  /** What is not as in the paper, a sentence each. */
  readonly differs: readonly string[];
  /** What is measured. */
  readonly tables: readonly PaperTable[];
  /** What is drawn of it; the first one is the paper's own picture. */
  readonly charts: readonly PaperChart[];
}

/** A table: each row is one network, converted and run in one way. */
export interface PaperTable {
  /** Short name, new in its paper. */
  readonly id: string;
  /** What it shows. */
  readonly title: string;
  /** What must be known to read it, a sentence each. */
  readonly notes?: readonly string[];
  /** What tells the rows apart. */
  readonly heads: readonly string[];
  /** What is reported of each. */
  readonly columns: readonly ColumnName[];
  /** What counts as right: the true class, or the class that the trained network gives. */
  readonly score: "label" | "original";
  /** Steps of every sample unless the user says otherwise; by the data where absent. */
  readonly timesteps?: number;
  /** One a row. */
  readonly trials: readonly Trial[];
}

/** One row: a network, converted and run in one way. */
export interface Trial {
  /** Its cells under the table's heads. */
  readonly labels: readonly string[];
  /** Which network; absent for a row that only the paper has. */
  readonly net?: NetName;
  /** Which recipe. */
  readonly recipe: string;
  /** What differs from the recipe's defaults. */
  readonly options?: OptionValues;
  /** Options that are searched on calibration samples. */
  readonly searched?: readonly string[];
  /** How the class is read; by summed input unless given. */
  readonly readout?: Readout;
  /** Labels of an earlier row of the table, which this one is compared with. */
  readonly against?: readonly string[];
  /** What the paper says. */
  readonly published?: Published;
}

/** A paper's own numbers, all of them fractions. */
export interface Published {
  /** Accuracy of the trained network. */
  readonly ann?: number;
  /** Accuracy of the spiking network. */
  readonly snn?: number;
  /** Accuracy that the spiking network loses. */
  readonly lost?: number;
  /** Accuracy that it loses besides, compared with another row. */
  readonly further?: number;
  /** Where these numbers stand. */
  readonly source: string;
}

/** A drawing of a table. */
export type PaperChart =
  | ComparisonDrawing
  | CurvesDrawing
  | FurtherDrawing
  | RateErrorDrawing
  | GridDrawing;

/** What all drawings have. */
interface Drawing {
  /** End of the file's name; empty for the first one. */
  readonly id: string;
  /** What it shows, below it. */
  readonly caption: string;
  /** The table that is drawn. */
  readonly table: string;
}

/** Obtained accuracies as dots, row under row, with the trained network's and the published ones. */
export interface ComparisonDrawing extends Drawing {
  /** Discriminates the union. */
  readonly kind: "comparison";
}

/** Accuracy against time steps, one line a row. */
export interface CurvesDrawing extends Drawing {
  /** Discriminates the union. */
  readonly kind: "curves";
  /** The rows that are drawn, by their last label. */
  readonly rows: readonly string[];
}

/** What is lost besides, against the number in the first label; published and obtained. */
export interface FurtherDrawing extends Drawing {
  /** Discriminates the union. */
  readonly kind: "further";
  /** What the number in the first label is. */
  readonly axis: string;
}

/** Rate errors against the number in the first label, one line for each last label. */
export interface RateErrorDrawing extends Drawing {
  /** Discriminates the union. */
  readonly kind: "rateError";
  /** What the number in the first label is. */
  readonly axis: string;
}

/** Accuracy over a grid: the last label but one downwards, the last one to the right. */
export interface GridDrawing extends Drawing {
  /** Discriminates the union. */
  readonly kind: "grid";
}
