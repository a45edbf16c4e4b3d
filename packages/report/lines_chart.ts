import { LEGEND_ABOVE, SERIES_COLOURS } from "./_legend.ts";
import { COLOURS, frame, type Position, TITLE_ABOVE } from "./_theme.ts";
import type { ChartSize } from "./chart_size.ts";
import type { ChartSpec } from "./chart_spec.ts";

/** A line of a {@linkcode linesChart}. */
export interface Series {
  /** What it is called; each name once. */
  readonly name: string;
  /** Where it goes. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Whether its numbers were published by others: dashed, with hollow points. */
  readonly published?: boolean;
}

/** How a {@linkcode linesChart} is labelled. */
export interface LinesAxes {
  /** What it shows, for those who do not see it. */
  readonly description: string;
  /** What goes to the right, with its unit. */
  readonly x: string;
  /** What goes up. */
  readonly y: string;
  /** Whether steps to the right are factors of 2. */
  readonly doubling?: boolean;
  /** How numbers are written upwards, in d3's format; per cent unless given. */
  readonly format?: string;
  /** A level to compare with: a dashed line across. */
  readonly level?: { readonly name: string; readonly y: number };
}

/** Lines with more points than this have no marks at their points. */
const MARKED = 12;

/** Names in a row of the legend. */
const COLUMNS = 2;

/**
 * Lines that share a plot, with a legend above; published ones are dashed.
 *
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import { linesChart, renderSvg } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const obtained = { name: "obtained", points: [{ x: 20, y: 0.1 }, { x: 44, y: 0.2 }] };
 * const axes = { description: "Losses", x: "layers", y: "lost" };
 * assert((await renderSvg(linesChart([obtained], axes))).includes("layers"));
 * ```
 */
export function linesChart(
  series: readonly Series[],
  axes: LinesAxes,
  size: ChartSize = {},
): ChartSpec {
  const { width = 760, height = 360 } = size;
  const names = series.map(({ name }) => name);
  const values = series.flatMap(({ name, points, published = false }) =>
    points.map(({ x, y }) => ({ name, x, y, published, text: `${name}: ${y} at ${x}` }))
  );
  const marked = series.every(({ points }) => points.length <= MARKED);
  const abscissae = [...new Set(values.map(({ x }) => x))].sort((a, b) => a - b);
  const [first = 1, last = 2] = [abscissae[0], abscissae[abscissae.length - 1]];
  const x: Position = {
    field: "x",
    type: "quantitative",
    title: axes.x,
    scale: axes.doubling
      ? { type: "log", base: 2, domain: [first, last], nice: false }
      : { domain: [0, last * 1.04], nice: false },
    axis: axes.doubling
      ? { values: powersOfTwo(last), format: "d" }
      : { values: abscissae, format: "d" },
  };
  const y: Position = {
    field: "y",
    type: "quantitative",
    title: axes.y,
    axis: { format: axes.format ?? ".0%", tickCount: 6, ...TITLE_ABOVE },
  };
  const color = {
    field: "name",
    type: "nominal",
    scale: { domain: names, range: coloursOf(series) },
    legend: {
      ...LEGEND_ABOVE,
      symbolType: "stroke",
      symbolStrokeWidth: 3,
      columns: COLUMNS,
      offset: 30,
    },
  } as const;
  const level = axes.level === undefined ? [] : [axes.level];
  const rows = Math.ceil(names.length / COLUMNS);
  return {
    ...frame(axes.description, { width, height }, {
      top: 38 + 17 * rows,
      right: 16,
      bottom: 46,
      left: 56,
    }),
    data: { values },
    layer: [
      {
        data: { values: level },
        mark: { type: "rule", color: COLOURS.muted, strokeDash: [2, 3], strokeWidth: 1.5 },
        encoding: { y },
      },
      {
        data: { values: level },
        mark: {
          type: "text",
          align: "left",
          baseline: "top",
          dx: 6,
          dy: 5,
          color: COLOURS.muted,
        },
        encoding: { x: { value: 0 }, y, text: { field: "name" } },
      },
      {
        mark: { type: "line", strokeWidth: 2.5, strokeJoin: "round" },
        encoding: {
          x,
          y,
          color,
          strokeDash: { condition: { test: "datum.published", value: [6, 4] }, value: [1, 0] },
        },
      },
      {
        mark: { type: "point", filled: true, size: 80, opacity: marked ? 1 : 0 },
        encoding: { x, y, color, description: { field: "text" } },
      },
      {
        transform: [{ filter: "datum.published" }],
        mark: { type: "point", filled: true, size: 24, color: COLOURS.paper, opacity: 1 },
        encoding: { x, y },
      },
    ],
  };
}

/** Published lines are black; the others share the palette. */
function coloursOf(series: readonly Series[]): string[] {
  const own = series.filter(({ published }) => !published);
  return series.map((line) =>
    line.published ? COLOURS.ink : SERIES_COLOURS[own.indexOf(line) % SERIES_COLOURS.length]
  );
}

function powersOfTwo(limit: number): number[] {
  const values: number[] = [];
  for (let value = 1; value <= limit; value *= 2) values.push(value);
  return values;
}
