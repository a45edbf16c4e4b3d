import { accuracyChart } from "./accuracy_chart.ts";
import { anytimeChart } from "./anytime_chart.ts";
import { anytimeSection } from "./_anytime_section.ts";
import type { ChartListener } from "./chart_listener.ts";
import { confusionSection, exampleSection, MOST_CELLS } from "./_class_sections.ts";
import { confusionChart } from "./confusion_chart.ts";
import { correlationChart } from "./correlation_chart.ts";
import { accuracySection, operationsSection } from "./_curve_sections.ts";
import { findingSection, footSection, settingSection } from "./_end_sections.ts";
import { headSection, modelName, spikeSection } from "./_intro_sections.ts";
import { errorSection } from "./_error_section.ts";
import { errorsChart } from "./errors_chart.ts";
import { correlationSection, spikesSection } from "./_layer_sections.ts";
import { jsonScript, type Markup, markup, NOTHING, raw } from "./_markup.ts";
import { operationsChart } from "./operations_chart.ts";
import type { ReportData } from "./report_data.ts";
import { rasterChart } from "./raster_chart.ts";
import { spikeTimeChart } from "./spike_time_chart.ts";
import { spikeTimeSection } from "./_spike_time_section.ts";
import { SCRIPT } from "./_script.ts";
import { spikesChart } from "./spikes_chart.ts";
import { STYLE } from "./_style.ts";

/** Nothing may be loaded, whatever a name in the data tries. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/**
 * A run as one HTML file: what was done, what it means and how to read each chart, in words that
 * need no knowledge of spiking networks.
 *
 * The file loads nothing. Charts are drawn already, so it needs no script either; a small one adds
 * tooltips. It holds the summary and every chart's Vega-Lite spec as JSON, follows the reader's
 * choice of a light or dark screen, fits phones, and prints. The same data give the same bytes.
 *
 * @param data Parts that are missing are left out.
 * @param onChart Told of every chart of the run as soon as it is drawn.
 *
 * @example
 * ```ts
 * import { renderReport } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const page = await renderReport({
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
 * assert(page.startsWith("<!doctype html>") && page.includes("90 of 100 samples right"));
 * ```
 */
export async function renderReport(data: ReportData, onChart?: ChartListener): Promise<string> {
  const sections: readonly (readonly [id: string, title: string, section: Markup])[] = [
    ["spike", "What a spike is", await spikeSection(data)],
    ["time", "Time", await accuracySection(data, onChart)],
    ["operations", "Cost", await operationsSection(data, onChart)],
    ["anytime", "Early stops", await anytimeSection(data, onChart)],
    ["spikes", "Spikes", await spikesSection(data, onChart)],
    ["spike-times", "Spike times", await spikeTimeSection(data, onChart)],
    ["rates", "Rates", await correlationSection(data, onChart)],
    ["errors", "Errors", await errorSection(data, onChart)],
    ["confusion", "Mistakes", await confusionSection(data, onChart)],
    ["examples", "Samples", exampleSection(data)],
    ["findings", "Findings", findingSection(data)],
    ["settings", "Settings", settingSection(data)],
  ];
  const present = sections.filter(([, , section]) => section !== NOTHING);
  const name = modelName(data.summary.model);
  const links = present.map(([id, title]) => markup`<a href="#${id}">${title}</a> `);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name} as a spiking network</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${headSection(data)}
<nav aria-label="Contents">
${links}
</nav>
${present.map(([, , section]) => section)}
${footSection()}
</main>
<div id="tip" aria-hidden="true" hidden></div>
${jsonScript("summary", data.summary)}
${specs(data)}
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.html;
}

/** Every chart as a spec that others can draw again. */
function specs(data: ReportData): Markup[] {
  const { summary, layers, spikeTimes, correlations, errors, confusion, classNames } = data;
  return [
    jsonScript("chart-accuracy", accuracyChart(summary)),
    jsonScript("chart-operations", operationsChart(summary)),
    ...summary.anytime && summary.timesteps > 1
      ? [
        jsonScript("chart-anytime-time", anytimeChart(summary)),
        jsonScript("chart-anytime-operations", anytimeChart(summary, { against: "operations" })),
      ]
      : [],
    ...layers && layers.length > 0
      ? [jsonScript("chart-spikes", spikesChart(layers, { code: summary.code }))]
      : [],
    ...spikeTimes
      ? [
        jsonScript("chart-spike-times", spikeTimeChart(spikeTimes)),
        jsonScript("chart-raster", rasterChart(spikeTimes)),
      ]
      : [],
    ...(correlations ?? []).map((layer, at) =>
      jsonScript(`chart-rates-${at}`, correlationChart(layer, { points: 100 }))
    ),
    ...errors?.layers.some(({ decomposed }) => decomposed)
      ? [jsonScript("chart-errors", errorsChart(errors.layers))]
      : [],
    ...confusion && confusion.classes <= MOST_CELLS
      ? [jsonScript("chart-confusion", confusionChart(confusion, classNames))]
      : [],
  ];
}
