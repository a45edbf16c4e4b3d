import { type RunSummary, soonestPoint } from "@snnkit/metrics";
import { percent, short } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";
import { COLOURS, frame, type Layer, type Position, TITLE_ABOVE } from "./_theme.ts";
import { thinned } from "./_thinned.ts";
import type { ChartSpec } from "./chart_spec.ts";
import type { ChartSize } from "./chart_size.ts";

/** How accuracy is drawn that stop rules reach. */
export interface AnytimeChartOptions extends ChartSize {
  /** What it is drawn against: mean steps, the default, or mean synaptic operations. */
  readonly against?: "time" | "operations";
}

/** What both curves hold of a point. */
interface Point {
  readonly x: number;
  readonly accuracy: number;
  readonly text: string;
}

/**
 * Accuracy against mean steps, or mean operations, of samples that end once they are sure enough, one
 * point for each threshold; beside it that of samples that all end after the same step, and the
 * trained network. Against operations, what costs nothing is left out, for the axis is logarithmic.
 *
 * @param summary A run with `anytime`; without it there is nothing but the second curve.
 * @returns A Vega-Lite spec that holds its data.
 */
export function anytimeChart(summary: RunSummary, options: AnytimeChartOptions = {}): ChartSpec {
  const { width = 680, height = 320, against = "time" } = options;
  const overTime = against === "time";
  const points = anytimePoints(summary, overTime).filter(({ x }) => x > 0);
  const fixed = fixedPoints(summary, overTime).filter(({ x }) => x > 0);
  const soonest = soonestPoint(summary.anytime?.points ?? [], summary.snn.correct);
  const end = points.filter(({ threshold }) => threshold === soonest?.threshold);
  const original = originalPoint(summary);
  const macs = overTime ? [] : original.filter(({ x }) => x > 0);
  const x = overTime ? timeAxis(summary.timesteps) : operationsAxis([...points, ...fixed, ...macs]);
  const y: Position = {
    field: "accuracy",
    type: "quantitative",
    title: "right answers",
    scale: { domain: [0, 1] },
    axis: { format: ".0%", tickCount: 5, ...TITLE_ABOVE },
  };
  const dashed = { type: "rule", color: COLOURS.original, strokeWidth: 1.5, strokeDash: [6, 4] };
  const description = { field: "text" };
  return {
    ...frame(
      `Accuracy against ${overTime ? "mean steps" : "operations"} of samples that end early`,
      { width, height },
      { top: 46, right: 14, bottom: 44, left: 46 },
    ),
    data: { values: points },
    layer: [
      { data: { values: original }, mark: { ...dashed, type: "rule" }, encoding: { y } },
      { data: { values: macs }, mark: { ...dashed, type: "rule" }, encoding: { x } },
      {
        data: { values: fixed },
        mark: { type: "line", color: COLOURS.muted, strokeWidth: 1.75, strokeJoin: "round" },
        encoding: { x, y, order: { field: "x" } },
      },
      {
        mark: { type: "line", color: COLOURS.spiking, strokeWidth: 2.5, strokeJoin: "round" },
        encoding: { x, y, order: { field: "x" } },
      },
      {
        mark: { type: "point", filled: true, color: COLOURS.spiking, opacity: 1, size: 26 },
        encoding: { x, y, description },
      },
      {
        data: { values: end },
        mark: { type: "point", filled: true, color: COLOURS.spiking, opacity: 1, size: 110 },
        encoding: { x, y, description },
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
        encoding: { x, y, description },
      },
      legend("ended once sure enough", COLOURS.spiking, -28, 600),
      legend("the same time for all", COLOURS.muted, -11, 400),
    ],
  };
}

function anytimePoints(
  { anytime, samples }: RunSummary,
  overTime: boolean,
): (Point & { readonly threshold: number })[] {
  const { criterion = "margin", points = [] } = anytime ?? {};
  return points.map(({ threshold, correct, meanTimesteps, synapticOps }) => ({
    threshold,
    x: overTime ? meanTimesteps : synapticOps,
    accuracy: correct / samples,
    text: `${criterion}=${threshold}: ${percent(correct / samples)} right after ` +
      `${meanTimesteps.toFixed(1)} steps and ${short(synapticOps)} additions on average`,
  }));
}

/** Samples that all end after the same step; more of them than this would draw the same line. */
function fixedPoints(
  { curve, samples }: RunSummary,
  overTime: boolean,
): Omit<Point, "text">[] {
  return thinned(curve, 100).map(({ t, correct, synapticOps }) => ({
    x: overTime ? t : synapticOps,
    accuracy: correct / samples,
  }));
}

/** The trained network, where there is one. */
function originalPoint(summary: RunSummary): Point[] {
  if (!hasOriginal(summary)) return [];
  const { ann, operations: { annMacs } } = summary;
  const text = `original network: ${short(annMacs)} multiply-adds, ${percent(ann.accuracy)}`;
  return [{ x: annMacs, accuracy: ann.accuracy, text }];
}

function timeAxis(timesteps: number): Position {
  const isLong = timesteps > 32;
  const powers = Array.from({ length: 17 }, (_, i) => 2 ** i).filter((t) => t <= timesteps);
  return {
    field: "x",
    type: "quantitative",
    title: "time steps, mean of the samples",
    scale: isLong
      ? { type: "log", base: 2, domain: [1, timesteps] }
      : { domain: [0, timesteps], nice: false },
    axis: { format: "d", tickMinStep: 1, ...isLong && { values: powers } },
  };
}

function operationsAxis(points: readonly Pick<Point, "x">[]): Position {
  const all = points.map(({ x }) => x);
  const [least, most] = all.length > 0 ? [Math.min(...all), Math.max(...all)] : [1, 10];
  return {
    field: "x",
    type: "quantitative",
    title: "operations, mean of the samples",
    scale: { type: "log", domain: [least / 1.25, most * 1.25], nice: false },
    axis: { format: "~s", tickCount: 4, labelOverlap: true },
  };
}

/** A curve's name in its colour, above the plot at the right. */
function legend(text: string, color: string, y: number, fontWeight: 400 | 600): Layer {
  return {
    data: { values: [{}] },
    mark: { type: "text", text, align: "right", baseline: "middle", color, fontWeight },
    encoding: { x: { value: "width" }, y: { value: y } },
  };
}
