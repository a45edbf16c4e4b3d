import {
  accuracyChart,
  anytimeChart,
  confusionChart,
  correlationChart,
  errorsChart,
  operationsChart,
  rasterChart,
  renderSvg,
  type ReportData,
  spikesChart,
  spikeTimeChart,
} from "@snnkit/report";

/** More classes than this make cells too small to see. */
const MOST_CLASSES = 100;

/** A chart as a file. */
export interface Chart {
  /** The file's name without its ending. */
  readonly name: string;
  /** The drawing. */
  readonly svg: string;
}

/** Every chart that the measurements of a run allow. */
export async function drawCharts(data: ReportData): Promise<Chart[]> {
  const { summary, layers = [], spikeTimes, correlations = [], errors, confusion, classNames } =
    data;
  const specs = [
    ["accuracy", accuracyChart(summary)] as const,
    ["operations", operationsChart(summary)] as const,
    ...summary.anytime && summary.timesteps > 1
      ? [
        ["early-stops", anytimeChart(summary)] as const,
        ["early-stops-operations", anytimeChart(summary, { against: "operations" })] as const,
      ]
      : [],
    ...layers.length > 0 ? [["spikes", spikesChart(layers, { code: summary.code })] as const] : [],
    ...spikeTimes
      ? [
        ["spike-times", spikeTimeChart(spikeTimes)] as const,
        ["raster", rasterChart(spikeTimes)] as const,
      ]
      : [],
    ...correlations.map((layer, at) => [`rates-${at + 1}`, correlationChart(layer)] as const),
    ...errors?.layers.some(({ decomposed }) => decomposed)
      ? [["errors", errorsChart(errors.layers)] as const]
      : [],
    ...confusion && confusion.classes <= MOST_CLASSES
      ? [["confusion", confusionChart(confusion, classNames)] as const]
      : [],
  ];
  const charts: Chart[] = [];
  for (const [name, spec] of specs) charts.push({ name, svg: await renderSvg(spec) });
  return charts;
}
