import { type RunSummary, timeToReach } from "@snnkit/metrics";
import { percent } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";
import { COLOURS, frame, type Layer, type Position, TITLE_ABOVE } from "./_theme.ts";
import { thinned } from "./_thinned.ts";
import { type TimeAxis, timeAxis } from "./_time_axis.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** Width of a bold letter, in pixels, about. */
const LETTER = 7;

/** A label further from its curve than this, in pixels, seems not to belong to it. */
const MOST_DIP = 60;

/** How the accuracy over time is drawn. */
export interface AccuracyChartOptions extends ChartSize {
  /** `"log"` gives the first steps room; the default from early on to beyond 32. */
  readonly time?: "linear" | "log";
}

/**
 * Accuracy after every time step, with the trained network's, where there is one, as a line to
 * reach.
 *
 * @returns A Vega-Lite spec that holds its data.
 *
 * @example
 * ```ts
 * import type { RunSummary } from "@snnkit/metrics";
 * import { accuracyChart, renderSvg } from "@snnkit/report";
 *
 * export function accuracySvg(summary: RunSummary): Promise<string> {
 *   return renderSvg(accuracyChart(summary, { width: 600 }));
 * }
 * ```
 */
export function accuracyChart(
  summary: RunSummary,
  options: AccuracyChartOptions = {},
): ChartSpec {
  const { samples, timesteps, ann, snn } = summary;
  const { width = 680, height = 320 } = options;
  const { time, first } = timeAxis(summary.curve, timesteps, options.time);
  const curve = summary.curve.map((point) => ({ ...point, accuracy: point.correct / samples }));
  const points = curve.map(({ t, accuracy }) => ({
    t,
    accuracy,
    text: `step ${t}: ${percent(accuracy)} right`,
  }));
  const settled = timeToReach(curve, 0.99 * snn.accuracy);
  const noun = width < 500 ? "" : " network";
  const x: Position = {
    field: "t",
    type: "quantitative",
    title: "time step",
    scale: time === "log"
      ? { type: "log", base: 2, domain: [1, Math.max(2, timesteps)] }
      : { domain: [first, Math.max(first + 1, timesteps)], nice: false },
    axis: { format: "d", tickMinStep: 1, ...time === "log" && { values: powersOfTwo(timesteps) } },
  };
  const y: Position = {
    field: "accuracy",
    type: "quantitative",
    title: "right answers",
    scale: { domain: [0, 1] },
    axis: { format: ".0%", tickCount: 5, ...TITLE_ABOVE },
  };
  const margins = { top: 30, right: 14, bottom: 44, left: 46 };
  const label = `spiking${noun} ${percent(snn.accuracy)}`;
  const room = {
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
  };
  return {
    ...frame("Accuracy of the spiking network after every time step", { width, height }, margins),
    data: { values: points },
    layer: [
      ...hasOriginal(summary) ? originalLayers(ann.accuracy, noun, y) : [],
      ...settled === undefined || settled === 1
        ? []
        : settledLayers(settled, timesteps, x, width < 500),
      {
        mark: { type: "line", color: COLOURS.spiking, strokeWidth: 2.5, strokeJoin: "round" },
        encoding: { x, y },
      },
      {
        // Invisible, larger than the line: what a pointer finds.
        data: { values: thinned(points, 60) },
        mark: { type: "point", filled: true, color: COLOURS.spiking, opacity: 0, size: 120 },
        encoding: { x, y, description: { field: "text" } },
      },
      {
        data: { values: points.slice(-1) },
        mark: { type: "point", filled: true, color: COLOURS.spiking, opacity: 1, size: 55 },
        encoding: { x, y, description: { field: "text" } },
      },
      {
        data: { values: points.slice(-1) },
        mark: {
          type: "text",
          text: label,
          align: "right",
          baseline: snn.accuracy > 0.15 ? "top" : "bottom",
          dx: 2,
          dy: snn.accuracy > 0.15 ? 10 + dip(curve, label, { time, first }, room) : -10,
          color: COLOURS.spiking,
          fontWeight: 600,
        },
        encoding: { x, y },
      },
    ],
  };
}

/** How far the curve dips, in pixels, over the width of the label that stands below its end. */
function dip(
  curve: readonly { readonly t: number; readonly accuracy: number }[],
  label: string,
  { time, first }: TimeAxis,
  room: { readonly width: number; readonly height: number },
): number {
  const end = curve.at(-1);
  if (end === undefined) return 0;
  const share = (LETTER * label.length) / room.width;
  const left = time === "log" ? Math.pow(end.t, 1 - share) : end.t - (end.t - first) * share;
  // A line runs from the step before, too.
  const near = curve.filter(({ t }) => t > left - 1);
  const lowest = Math.min(...near.map(({ accuracy }) => accuracy));
  return Math.min(MOST_DIP, (end.accuracy - lowest) * room.height);
}

/** The trained network's accuracy: a dashed line with its label at the left, where curves are low. */
function originalLayers(accuracy: number, noun: string, y: Position): Layer[] {
  const above = accuracy < 0.9;
  const data = { values: [{ accuracy }] };
  return [
    {
      data,
      mark: { type: "rule", color: COLOURS.original, strokeWidth: 1.5, strokeDash: [6, 4] },
      encoding: { y },
    },
    {
      data,
      mark: {
        type: "text",
        text: `original${noun} ${percent(accuracy)}`,
        align: "left",
        baseline: above ? "bottom" : "top",
        dx: 6,
        dy: above ? -5 : 6,
        color: COLOURS.original,
      },
      encoding: { x: { value: 0 }, y },
    },
  ];
}

/** A thin line where the accuracy is within one per cent of its last value, for good. */
function settledLayers(t: number, timesteps: number, x: Position, brief: boolean): Layer[] {
  const late = t > timesteps / 4;
  return [
    {
      data: { values: [{ t }] },
      mark: { type: "rule", color: COLOURS.muted, strokeWidth: 1, opacity: 0.6 },
      encoding: { x },
    },
    {
      data: { values: [{ t }] },
      mark: {
        type: "text",
        text: brief ? `step ${t}` : `step ${t}: within 1\u00a0% of the end`,
        align: late ? "right" : "left",
        baseline: "bottom",
        dx: late ? -6 : 6,
        dy: -4,
        color: COLOURS.muted,
        fontSize: 11.5,
      },
      encoding: { x, y: { value: "height" } },
    },
  ];
}

function powersOfTwo(limit: number): number[] {
  const values: number[] = [];
  for (let value = 1; value <= limit; value *= 2) values.push(value);
  return values;
}
