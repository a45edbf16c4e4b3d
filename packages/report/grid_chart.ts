import { COLOURS, frame, type Position, TITLE_ABOVE } from "./_theme.ts";
import type { ChartSize } from "./chart_size.ts";
import type { ChartSpec } from "./chart_spec.ts";

/** A cell of a {@linkcode gridChart}. */
export interface GridCell {
  /** Its column. */
  readonly x: string;
  /** Its row. */
  readonly y: string;
  /** How strong its colour is, `0 … 1`. */
  readonly value: number;
  /** What is written in it, line by line. */
  readonly lines: readonly string[];
}

/** How a {@linkcode gridChart} is labelled. */
export interface GridAxes {
  /** What it shows, for those who do not see it. */
  readonly description: string;
  /** What changes from column to column. */
  readonly x: string;
  /** What changes from row to row. */
  readonly y: string;
}

/** Height of a cell, in pixels. */
const CELL = 54;

/** Above this value a cell is so dark that its text is written in white. */
const DARK = 0.68;

/**
 * Cells in rows and columns, in the order in which their names first appear; the larger a value,
 * the stronger its cell.
 *
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import { gridChart, renderSvg } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const cells = [{ x: "1", y: "250 Hz", value: 0.98, lines: ["98.0 %", "12 k"] }];
 * const axes = { description: "Accuracy", x: "threshold", y: "input rate" };
 * assert((await renderSvg(gridChart(cells, axes))).includes("98.0 %"));
 * ```
 */
export function gridChart(
  cells: readonly GridCell[],
  axes: GridAxes,
  size: ChartSize = {},
): ChartSpec {
  const columns = [...new Set(cells.map(({ x }) => x))];
  const rows = [...new Set(cells.map(({ y }) => y))];
  const letters = Math.max(axes.y.length, ...rows.map((row) => row.length));
  const margins = { top: 52, right: 8, bottom: 8, left: 22 + 6.4 * letters };
  const { width = 760, height = CELL * rows.length + margins.top + margins.bottom } = size;
  const axis = { ticks: false, domain: false, labelColor: COLOURS.ink, labelLimit: 0 } as const;
  const x: Position = {
    field: "x",
    type: "ordinal",
    sort: columns,
    title: axes.x,
    scale: { paddingInner: 0.05 },
    axis: { ...axis, orient: "top", labelAngle: 0, titleAnchor: "start" },
  };
  const y: Position = {
    field: "y",
    type: "ordinal",
    sort: rows,
    title: axes.y,
    scale: { paddingInner: 0.07 },
    axis: { ...axis, ...TITLE_ABOVE, titleX: -10, titleAlign: "right" },
  };
  const color = {
    condition: { test: `datum.value > ${DARK}`, value: COLOURS.paper },
    value: COLOURS.ink,
  };
  const values = cells.map((cell) => ({
    ...cell,
    text: `${axes.y} ${cell.y}, ${axes.x} ${cell.x}: ${cell.lines.join(", ")}`,
  }));
  const depth = Math.max(0, ...cells.map(({ lines }) => lines.length));
  return {
    ...frame(axes.description, { width, height }, margins),
    data: { values },
    encoding: { x, y },
    layer: [
      {
        mark: { type: "rect", color: COLOURS.spiking },
        encoding: {
          fillOpacity: {
            field: "value",
            type: "quantitative",
            scale: { domain: [0, 1], range: [0.06, 1] },
            legend: null,
          },
          description: { field: "text" },
        },
      },
      ...Array.from({ length: depth }, (_, line) => ({
        mark: {
          type: "text" as const,
          dy: 15 * (line - (depth - 1) / 2),
          fontSize: line === 0 ? 13 : 11.5,
          fontWeight: line === 0 ? "bold" as const : "normal" as const,
          aria: false,
        },
        encoding: { text: { field: `lines[${line}]` }, color },
      })),
    ],
  };
}
