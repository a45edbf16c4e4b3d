import { MOST_CELLS } from "./_class_sections.ts";
import { ratesName } from "./_layer_sections.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { confusionChart } from "./confusion_chart.ts";
import { correlationChart } from "./correlation_chart.ts";
import { renderReport } from "./render_report.ts";
import { renderSvg } from "./render_svg.ts";
import type { ReportData } from "./report_data.ts";

/** A chart, drawn. */
export interface DrawnChart {
  /** What its file may be called, without an ending. */
  readonly name: string;
  /** The drawing. */
  readonly svg: string;
}

/** A report, drawn. */
export interface DrawnReport {
  /** The page, as {@linkcode renderReport} gives it. */
  readonly page: string;
  /** Every chart that the measurements allow, each by a name of its own. */
  readonly charts: readonly DrawnChart[];
}

/** More classes than this make cells too small to see. */
const MOST_CLASSES = 100;

/**
 * A run as one HTML file, and every chart as a drawing of its own.
 *
 * Charts of the page are drawn once: theirs is the page's drawing for screens. Besides there are
 * those that the page has no room for: rates of every layer, and matrices of 21 to 100 classes.
 *
 * @param data Parts that are missing are left out.
 *
 * @example
 * ```ts
 * import { drawReport } from "@snnkit/report";
 * import { assertEquals } from "@std/assert";
 *
 * const { page, charts } = await drawReport({
 *   summary: {
 *     model: "tiny.onnx",
 *     recipe: "calibrated",
 *     code: "rate",
 *     engine: "event",
 *     precision: "f32",
 *     threads: 1,
 *     seed: 0,
 *     samples: 100,
 *     timesteps: 2,
 *     ann: { correct: 92, accuracy: 0.92 },
 *     snn: { correct: 90, accuracy: 0.9, agreement: 0.97 },
 *     curve: [{ t: 1, correct: 50, synapticOps: 10 }, { t: 2, correct: 90, synapticOps: 20 }],
 *     spikes: { perSample: 5, perNeuron: 0.5, layers: [] },
 *     operations: { annMacs: 40, synapticOps: 20 },
 *     latency: { meanTimesteps: 2 },
 *     seconds: { load: 0, convert: 0, ann: 0, simulate: 1 },
 *     imagesPerSecond: 100,
 *     findings: [],
 *   },
 * });
 * assertEquals(charts.map(({ name }) => name), ["accuracy", "operations"]);
 * assertEquals(charts.every(({ svg }) => page.includes(svg)), true);
 * ```
 */
export async function drawReport(data: ReportData): Promise<DrawnReport> {
  const drawn = new Map<string, string>();
  const page = await renderReport(data, (name, svg) => drawn.set(name, svg));
  for (const [name, spec] of unshown(data, drawn)) drawn.set(name, await renderSvg(spec));
  return { page, charts: [...drawn].map(([name, svg]) => ({ name, svg })) };
}

/** The charts that a page has no room for, each made when it is asked for. */
function* unshown(
  { correlations = [], confusion, classNames }: ReportData,
  shown: ReadonlyMap<string, string>,
): Generator<readonly [name: string, spec: ChartSpec]> {
  for (const [at, layer] of correlations.entries()) {
    if (!shown.has(ratesName(at))) yield [ratesName(at), correlationChart(layer)];
  }
  if (confusion && confusion.classes > MOST_CELLS && confusion.classes <= MOST_CLASSES) {
    yield ["confusion", confusionChart(confusion, classNames)];
  }
}
