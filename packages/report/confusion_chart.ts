import type { ConfusionMatrix } from "@snnkit/metrics";
import { COLOURS, frame, type Position, TITLE_ABOVE } from "./_theme.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** Above this share of its row a cell is so dark that its number is written in white. */
const DARK = 0.35;

/** What rows are. */
const LABEL_TITLE = "really";

/**
 * How often each class was taken for each: rows are what a sample is, columns what the spiking
 * network took it for; the stronger a cell, the larger its share of the row. Right answers lie on
 * the diagonal.
 *
 * @param names What the classes are called; their numbers where it is left out.
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import { confusionMatrix } from "@snnkit/metrics";
 * import { confusionChart, renderSvg } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const matrix = confusionMatrix([0, 1, 1], [0, 1, 0], 2);
 * const svg = await renderSvg(confusionChart(matrix, ["cat", "dog"]));
 * assert(svg.includes("were taken for"));
 * ```
 */
export function confusionChart(
  matrix: ConfusionMatrix,
  names: readonly string[] = [],
  size: ChartSize = {},
): ChartSpec {
  const { classes, counts } = matrix;
  const { width = 560, height = Math.round(width * 0.95) } = size;
  const full = Array.from({ length: classes }, (_, index) => names[index] ?? String(index));
  const labels = full.map((name) => name.length > 12 ? `${name.slice(0, 11)}…` : name);
  const cells = Array.from(counts, (count, at) => {
    const [label, predicted] = [Math.floor(at / classes), at % classes];
    const row = counts.subarray(label * classes, (label + 1) * classes);
    const total = row.reduce((sum, value) => sum + value, 0);
    return {
      label,
      predicted,
      count,
      right: label === predicted,
      share: total > 0 ? count / total : 0,
      text: `${count} of ${total} "${full[label]}" were taken for "${full[predicted]}"`,
    };
  });
  const letters = Math.max(0, ...labels.map((label) => label.length));
  const tilted = letters > 2;
  // Room for the title of the axis, too, which ends where labels end.
  const left = 14 + 6.2 * Math.max(letters, LABEL_TITLE.length);
  const margins = {
    top: tilted ? 34 + 4.6 * letters : 44,
    right: tilted ? 6 + 3 * letters : 8,
    bottom: 6,
    left,
  };
  const side = (width - margins.left - margins.right) / classes;
  const axis = {
    ticks: false,
    domain: false,
    labelColor: COLOURS.ink,
    labelLimit: 0,
    labelExpr: `${JSON.stringify(labels)}[datum.value]`,
  } as const;
  const band: Position = { type: "ordinal", scale: { paddingInner: 0.06 } };
  const x: Position = {
    ...band,
    field: "predicted",
    title: "taken for",
    axis: {
      ...axis,
      orient: "top",
      labelAngle: tilted ? -45 : 0,
      titleX: 0,
      titleY: 10 - margins.top,
      titleAlign: "left",
      titleBaseline: "top",
    },
  };
  const y: Position = {
    ...band,
    field: "label",
    title: LABEL_TITLE,
    axis: { ...axis, ...TITLE_ABOVE, titleX: -10, titleAlign: "right" },
  };
  return {
    ...frame("Confusion matrix of the spiking network", { width, height }, margins),
    data: { values: cells },
    encoding: { x, y },
    layer: [
      { mark: { type: "rect", color: COLOURS.grid, opacity: 0.45, aria: false } },
      {
        transform: [{ filter: "datum.count > 0" }],
        mark: { type: "rect" },
        encoding: {
          fill: {
            condition: { test: "datum.right", value: COLOURS.spiking },
            value: COLOURS.original,
          },
          fillOpacity: {
            field: "share",
            type: "quantitative",
            scale: { type: "sqrt", domain: [0, 1], range: [0.08, 1] },
            legend: null,
          },
          description: { field: "text" },
        },
      },
      {
        transform: [{ filter: "datum.count > 0" }],
        mark: { type: "text", fontSize: Math.max(7, Math.min(12.5, side / 2.6)), aria: false },
        encoding: {
          text: { field: "count" },
          color: {
            condition: { test: `datum.share > ${DARK}`, value: COLOURS.paper },
            value: COLOURS.ink,
          },
        },
      },
    ],
  };
}
