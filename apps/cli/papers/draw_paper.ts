import {
  type ChartSpec,
  comparisonChart,
  gridChart,
  linesChart,
  renderSvg,
  type Series,
} from "@snnkit/report";
import { formatCount, formatPercent } from "../present/format.ts";
import type { FurtherDrawing, PaperChart, RateErrorDrawing } from "./paper.ts";
import type { PaperResult, RowResult, TableResult } from "./paper_result.ts";
import { chartFile } from "./render_paper.ts";

/** A drawing as a file. */
export interface DrawnChart {
  /** The file's name. */
  readonly file: string;
  /** The drawing; white behind, for pages may be dark. */
  readonly svg: string;
}

/** Draws a paper's charts; all they show stands in the result. */
export async function drawPaper(result: PaperResult): Promise<DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  for (const chart of result.charts) {
    const spec: ChartSpec = { ...specOf(result, chart), background: "#ffffff" };
    drawn.push({ file: chartFile(result.name, chart.id), svg: await renderSvg(spec) });
  }
  return drawn;
}

function specOf(result: PaperResult, chart: PaperChart): ChartSpec {
  const table = tableOf(result, chart.table);
  switch (chart.kind) {
    case "comparison":
      return comparisonChart(table.rows.map(({ labels, obtained, published }) => ({
        name: labels.join(", "),
        ...obtained && { obtained: obtained.snn, original: obtained.ann },
        ...published?.snn !== undefined && { published: published.snn },
      })));
    case "curves":
      return linesChart(curvesOf(table, chart.rows), {
        description: chart.caption,
        x: "time steps",
        y: "right answers",
        doubling: true,
        ...levelOf(table),
      });
    case "further":
      return furtherChart(table, chart);
    case "rateError":
      return rateErrorChart(table, chart);
    case "grid":
      return gridChart(
        table.rows.map(({ labels, obtained }) => ({
          y: labels[labels.length - 2],
          x: labels[labels.length - 1],
          value: obtained?.snn ?? 0,
          lines: obtained
            ? [
              formatPercent(obtained.snn),
              `${formatCount(obtained.spikes)} spikes`,
              `99 % at step ${obtained.settled ?? "–"}`,
            ]
            : ["–"],
        })),
        {
          description: chart.caption,
          y: table.heads[table.heads.length - 2],
          x: table.heads[table.heads.length - 1],
        },
      );
    default:
      chart satisfies never;
      throw new Error("Unreachable: unknown drawing");
  }
}

function tableOf({ name, tables }: PaperResult, id: string): TableResult {
  const table = tables.find((candidate) => candidate.id === id);
  if (table === undefined) throw new Error(`Unreachable: "${name}" has no table "${id}"`);
  return table;
}

function curvesOf({ rows }: TableResult, chosen: readonly string[]): Series[] {
  return rows.flatMap(({ labels, obtained }) =>
    obtained === undefined || !chosen.includes(labels[labels.length - 1]) ? [] : [{
      name: labels.join(": "),
      points: obtained.curve.map(({ t, accuracy }) => ({ x: t, y: accuracy })),
    }]
  );
}

/** The trained network's accuracy, where all rows have the same one. */
function levelOf({ rows }: TableResult): { level?: { name: string; y: number } } {
  const levels = new Set(rows.flatMap(({ obtained }) => obtained?.ann ?? []));
  if (levels.size !== 1) return {};
  const [y] = levels;
  return { level: { name: `trained network ${formatPercent(y)}`, y } };
}

function furtherChart({ rows }: TableResult, { caption, axis }: FurtherDrawing): ChartSpec {
  return linesChart(
    [
      lineOf("obtained", rows, ({ obtained }) => obtained?.further),
      { ...lineOf("published", rows, ({ published }) => published?.further), published: true },
    ],
    { description: caption, x: axis, y: "right answers lost besides", format: ".0%" },
  );
}

function rateErrorChart({ rows }: TableResult, { caption, axis }: RateErrorDrawing): ChartSpec {
  const last = ({ labels }: RowResult): string => labels[labels.length - 1];
  const names = [...new Set(rows.map(last))];
  return linesChart(
    names.map((name) =>
      lineOf(name, rows.filter((row) => last(row) === name), ({ obtained }) => obtained?.rateError)
    ),
    { description: caption, x: axis, y: "rate error, spikes a step", format: ".2f" },
  );
}

/** A line over the numbers in the first labels. */
function lineOf(
  name: string,
  rows: readonly RowResult[],
  value: (row: RowResult) => number | undefined,
): Series {
  const points = rows.flatMap((row) => {
    const y = value(row);
    return y === undefined ? [] : [{ x: Number(row.labels[0]), y }];
  });
  return { name, points };
}
