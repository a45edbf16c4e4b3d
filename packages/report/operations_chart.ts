import type { RunSummary } from "@snnkit/metrics";
import { percent, short } from "./_format.ts";
import { COLOURS, frame, type Position, TITLE_ABOVE } from "./_theme.ts";
import { thinned } from "./_thinned.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** Width of a letter, in pixels, about. */
const LETTER = 6.5;

/**
 * Accuracy against the synaptic operations spent until then, with the trained network's accuracy
 * and multiply-adds as a cross to compare with. Steps before the first operation are left out, for
 * the axis is logarithmic.
 *
 * @returns A Vega-Lite spec that holds its data.
 */
export function operationsChart(summary: RunSummary, size: ChartSize = {}): ChartSpec {
  const { samples, ann, operations } = summary;
  const { width = 680, height = 320 } = size;
  const points = summary.curve
    .filter((point) => point.synapticOps > 0)
    .map(({ t, correct, synapticOps }) => ({
      operations: synapticOps,
      accuracy: correct / samples,
      text: `${short(synapticOps)} additions (step ${t}): ${percent(correct / samples)} right`,
    }));
  const all = [...points.map((point) => point.operations), operations.annMacs]
    .filter((value) => value > 0);
  const [least, most] = all.length > 0 ? [Math.min(...all), Math.max(...all)] : [1, 10];
  const domain = [least / 1.25, most * 1.25] as const;
  const label = width < 500
    ? ["original:", short(operations.annMacs)]
    : ["original network:", `${short(operations.annMacs)} multiply-adds`];
  const macs = [{
    operations: operations.annMacs,
    accuracy: ann.accuracy,
    text: `original network: ${short(operations.annMacs)} multiply-adds, ${percent(ann.accuracy)}`,
  }].filter((point) => point.operations > 0);
  const x: Position = {
    field: "operations",
    type: "quantitative",
    title: "operations per sample",
    scale: { type: "log", domain: [...domain], nice: false },
    axis: { format: "~s", tickCount: width < 500 ? 3 : 6, labelOverlap: true },
  };
  const y: Position = {
    field: "accuracy",
    type: "quantitative",
    title: "right answers",
    scale: { domain: [0, 1] },
    axis: { format: ".0%", tickCount: 5, ...TITLE_ABOVE },
  };
  const margins = { top: 30, right: 14, bottom: 44, left: 46 };
  const share = (LETTER * Math.max(...label.map((line) => line.length)) + 14) /
    (width - margins.left - margins.right);
  const onLeft = isFreerOnLeft(points, operations.annMacs, domain, share);
  return {
    ...frame(
      "Accuracy of the spiking network against operations spent",
      { width, height },
      margins,
    ),
    data: { values: points },
    layer: [
      {
        data: { values: macs },
        mark: { type: "rule", color: COLOURS.original, strokeWidth: 1.5, strokeDash: [6, 4] },
        encoding: { x },
      },
      {
        data: { values: macs },
        mark: { type: "rule", color: COLOURS.original, strokeWidth: 1.5, strokeDash: [6, 4] },
        encoding: { y },
      },
      {
        data: { values: macs },
        mark: {
          type: "text",
          text: label,
          align: onLeft ? "right" : "left",
          baseline: "bottom",
          lineHeight: 15,
          dx: onLeft ? -7 : 7,
          dy: -20,
          color: COLOURS.original,
        },
        encoding: { x, y: { value: "height" } },
      },
      {
        mark: { type: "line", color: COLOURS.spiking, strokeWidth: 2.5, strokeJoin: "round" },
        encoding: { x, y, order: { field: "operations" } },
      },
      {
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
        data: { values: macs },
        mark: {
          type: "point",
          shape: "diamond",
          filled: true,
          color: COLOURS.original,
          opacity: 1,
          size: 80,
        },
        encoding: { x, y, description: { field: "text" } },
      },
    ],
  };
}

/**
 * On which side of the upright line its label, which stands at the bottom, meets the curve less.
 *
 * @param share What the label takes of the axis.
 */
function isFreerOnLeft(
  points: readonly { readonly operations: number; readonly accuracy: number }[],
  macs: number,
  [least, most]: readonly [number, number],
  share: number,
): boolean {
  const along = (value: number): number => Math.log(value / least) / Math.log(most / least);
  const lowest = (from: number, to: number): number => {
    if (from < 0 || to > 1) return -1;
    let height = 1;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [along(points[i - 1].operations), along(points[i].operations)];
      if (b < from || a > to) continue;
      for (const x of [Math.max(a, from), Math.min(b, to)]) {
        const part = b > a ? (x - a) / (b - a) : 1;
        const { accuracy } = points[i - 1];
        height = Math.min(height, accuracy + part * (points[i].accuracy - accuracy));
      }
    }
    return height;
  };
  const at = along(macs);
  return lowest(at - share, at) >= lowest(at, at + share);
}
