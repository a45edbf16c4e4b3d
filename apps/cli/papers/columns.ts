import { formatCount, formatPercent } from "../present/format.ts";
import type { RowResult } from "./paper_result.ts";

/** What stands where there is no number. */
const NONE = "–";

/** A column of a paper's table. */
interface Column {
  readonly head: string;
  /** The same for a terminal; a star stands for published. */
  readonly brief: string;
  readonly cell: (row: RowResult) => string;
}

const percent = (share: number | undefined): string =>
  share === undefined ? NONE : formatPercent(share);
const points = (share: number | undefined): string =>
  // Minus zero is a rounding of nothing.
  share === undefined ? NONE : (Math.round(1e4 * share) / 100 + 0).toFixed(2);
const count = (value: number | undefined): string =>
  value === undefined ? NONE : formatCount(value);

const COLUMNS = {
  annPublished: {
    head: "trained, published",
    brief: "trained*",
    cell: ({ published }) => percent(published?.ann),
  },
  ann: {
    head: "trained, obtained",
    brief: "trained",
    cell: ({ obtained }) => percent(obtained?.ann),
  },
  snnPublished: {
    head: "spiking, published",
    brief: "spiking*",
    cell: ({ published }) => percent(published?.snn),
  },
  snn: {
    head: "spiking, obtained",
    brief: "spiking",
    cell: ({ obtained }) => percent(obtained?.snn),
  },
  lostPublished: {
    head: "points lost, published",
    brief: "lost*",
    cell: ({ published }) => points(lostOf(published)),
  },
  lost: {
    head: "points lost, obtained",
    brief: "lost",
    cell: ({ obtained }) => points(lostOf(obtained)),
  },
  furtherPublished: {
    head: "further points lost, published",
    brief: "further*",
    cell: ({ published }) => points(published?.further),
  },
  further: {
    head: "further points lost, obtained",
    brief: "further",
    cell: ({ obtained }) => points(obtained?.further),
  },
  compensation: {
    head: "compensation",
    brief: "factor",
    cell: ({ options, obtained }) => obtained ? String(options.compensation ?? NONE) : NONE,
  },
  agreement: {
    head: "same answer",
    brief: "same",
    cell: ({ obtained }) => percent(obtained?.agreement),
  },
  rateError: {
    head: "rate error",
    brief: "rate error",
    cell: ({ obtained }) => obtained?.rateError?.toFixed(4) ?? NONE,
  },
  settled: {
    head: "steps to 99 %",
    brief: "99 % at",
    cell: ({ obtained }) => count(obtained?.settled),
  },
  spikes: {
    head: "spikes a sample",
    brief: "spikes",
    cell: ({ obtained }) => count(obtained?.spikes),
  },
  operations: {
    head: "additions a sample",
    brief: "additions",
    cell: ({ obtained }) => count(obtained?.synapticOps),
  },
} satisfies Readonly<Record<string, Column>>;

/** What can be reported of a row. */
export type ColumnName = keyof typeof COLUMNS;

/** What stands above a column. */
export function headOf(name: ColumnName): string {
  return COLUMNS[name].head;
}

/** The same, brief enough for a terminal; a star stands for published. */
export function briefHeadOf(name: ColumnName): string {
  return COLUMNS[name].brief;
}

/** What stands in a column for a row; a dash where there is no number. */
export function cellOf(name: ColumnName, row: RowResult): string {
  return COLUMNS[name].cell(row);
}

function lostOf(
  of: { readonly ann?: number; readonly snn?: number; readonly lost?: number } | undefined,
): number | undefined {
  if (of?.lost !== undefined) return of.lost;
  return of?.ann === undefined || of.snn === undefined ? undefined : of.ann - of.snn;
}
