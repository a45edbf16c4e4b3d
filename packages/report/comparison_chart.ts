import { percent } from "./_format.ts";
import { LEGEND_ABOVE } from "./_legend.ts";
import { COLOURS, frame, type Position } from "./_theme.ts";
import type { ChartSize } from "./chart_size.ts";
import type { ChartSpec } from "./chart_spec.ts";

/** One row of a {@linkcode comparisonChart}; all numbers are fractions. */
export interface ComparisonRow {
  /** What it is called; each name once. */
  readonly name: string;
  /** Accuracy that was obtained; absent where there is none. */
  readonly obtained?: number;
  /** Accuracy of the trained network. */
  readonly original?: number;
  /** Accuracy that was published. */
  readonly published?: number;
}

const SPIKING = "spiking, obtained";
const TRAINED = "trained, obtained";
const PUBLISHED = "spiking, published";

/** Height of a row, in pixels. */
const ROW = 26;

/**
 * Accuracies row under row: obtained as a dot with its number, the trained network's as an upright
 * line, published ones as a hollow diamond. The axis spans the values, not all from 0 to 1.
 *
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import { comparisonChart, renderSvg } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const rows = [{ name: "99.9 %", obtained: 0.98, original: 0.99, published: 0.985 }];
 * const svg = await renderSvg(comparisonChart(rows));
 * assert(svg.includes("98.0") && svg.includes("spiking, published"));
 * ```
 */
export function comparisonChart(
  rows: readonly ComparisonRow[],
  size: ChartSize = {},
): ChartSpec {
  const marks = rows.flatMap(({ name, obtained, original, published }) =>
    ([[TRAINED, original], [PUBLISHED, published], [SPIKING, obtained]] as const).flatMap(
      ([kind, value]) =>
        value === undefined
          ? []
          : [{ name, kind, value, text: `${name}: ${kind} ${percent(value)}` }],
    )
  );
  const values = marks.map(({ value }) => value);
  const [least, most] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const room = Math.max(0.002, 0.06 * (most - least));
  const letters = Math.max(0, ...rows.map(({ name }) => name.length));
  const margins = { top: 44, right: 72, bottom: 44, left: 16 + 6.3 * letters };
  const { width = 760, height = ROW * rows.length + margins.top + margins.bottom } = size;
  const x: Position = {
    field: "value",
    type: "quantitative",
    title: "right answers",
    scale: { domain: [Math.max(0, least - room), Math.min(1, most + room)], nice: false },
    axis: { format: most - least < 0.05 ? ".1%" : ".0%", tickCount: 6, grid: true },
  };
  const y: Position = {
    field: "name",
    type: "ordinal",
    title: null,
    sort: rows.map(({ name }) => name),
    axis: { labelColor: COLOURS.ink, labelLimit: 0, labelFontSize: 12 },
  };
  const kinds = [SPIKING, TRAINED, PUBLISHED];
  const colours = [COLOURS.spiking, COLOURS.original, COLOURS.ink];
  return {
    ...frame("Accuracies obtained and published, row by row", { width, height }, margins),
    data: { values: marks },
    encoding: { x, y: { ...y, scale: { domain: rows.map(({ name }) => name) } } },
    layer: [
      {
        mark: { type: "point", strokeWidth: 2.2, size: 100, opacity: 1, fillOpacity: 1 },
        encoding: {
          shape: {
            field: "kind",
            type: "nominal",
            scale: { domain: kinds, range: ["circle", "stroke", "diamond"] },
            legend: LEGEND_ABOVE,
          },
          angle: {
            condition: { test: `datum.kind === '${TRAINED}'`, value: 90 },
            value: 0,
          },
          stroke: {
            field: "kind",
            type: "nominal",
            scale: { domain: kinds, range: colours },
            legend: LEGEND_ABOVE,
          },
          fill: {
            field: "kind",
            type: "nominal",
            scale: { domain: kinds, range: [COLOURS.spiking, "transparent", "transparent"] },
            legend: LEGEND_ABOVE,
          },
          description: { field: "text" },
        },
      },
      {
        transform: [{ filter: `datum.kind === '${SPIKING}'` }],
        mark: { type: "text", align: "left", dx: 12, color: COLOURS.spiking, fontWeight: 600 },
        encoding: {
          x: { value: "width" },
          text: { field: "value", type: "quantitative", format: ".2%" },
        },
      },
    ],
  };
}
