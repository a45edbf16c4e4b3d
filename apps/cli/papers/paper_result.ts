import type { OptionValues } from "@snnkit/convert";
import type { Finding } from "@snnkit/ir";
import type { Paper, PaperChart, PaperTable, Published } from "./paper.ts";

/** What was obtained for a paper: all that its page says, so that the page can be made again. */
export interface PaperResult
  extends Pick<Paper, "name" | "citation" | "doi" | "claims" | "differs"> {
  /** The command that made it. */
  readonly command: string;
  /** Versions of what ran it. */
  readonly versions: Readonly<Record<string, string>>;
  /** Seed of everything random. */
  readonly seed: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** Its tables. */
  readonly tables: readonly TableResult[];
  /** Its drawings. */
  readonly charts: readonly PaperChart[];
  /** What should be known before its numbers are trusted. */
  readonly findings: readonly Finding[];
}

/** A table with what was obtained. */
export interface TableResult extends Omit<PaperTable, "trials" | "notes"> {
  /** What must be known to read it. */
  readonly notes: readonly string[];
  /** Its rows, all of them. */
  readonly rows: readonly RowResult[];
}

/** A row with what was obtained. */
export interface RowResult {
  /** Its cells under the table's heads. */
  readonly labels: readonly string[];
  /** The network's file, or how it was made; absent for a row that only the paper has. */
  readonly model?: string;
  /** Which recipe. */
  readonly recipe: string;
  /** Its options, defaults and what was searched included. */
  readonly options: OptionValues;
  /** How the class was read. */
  readonly readout: string;
  /** What the paper says. */
  readonly published?: Published;
  /** What was obtained; absent where the row was left out. */
  readonly obtained?: Obtained;
}

/** Accuracy after a number of steps. */
export interface CurveSample {
  /** Time steps. */
  readonly t: number;
  /** Right answers by then, a fraction. */
  readonly accuracy: number;
  /** Synaptic operations until then, mean per sample. */
  readonly synapticOps: number;
}

/** What was measured of one row; shares are fractions. */
export interface Obtained {
  /** How many samples. */
  readonly samples: number;
  /** Steps of each. */
  readonly timesteps: number;
  /** Right answers of the trained network. */
  readonly ann: number;
  /** Right answers of the spiking network after the last step. */
  readonly snn: number;
  /** Same answers. */
  readonly agreement: number;
  /** Score that it loses besides, compared with another row. */
  readonly further?: number;
  /** The step from which on at least 99 % of the last accuracy are reached for good. */
  readonly settled?: number;
  /** Mean over the populations of the root mean square of `spikes / steps − activation / λ`. */
  readonly rateError?: number;
  /** Spikes, mean per sample. */
  readonly spikes: number;
  /** Synaptic operations, mean per sample. */
  readonly synapticOps: number;
  /** Multiply-adds of the trained network per sample. */
  readonly annMacs: number;
  /** Accuracy over time, at steps that grow evenly in the logarithm. */
  readonly curve: readonly CurveSample[];
}
