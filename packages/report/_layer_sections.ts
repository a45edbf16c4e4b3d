import type { LayerCorrelation } from "@snnkit/metrics";
import { correlationChart } from "./correlation_chart.ts";
import type { ChartListener } from "./chart_listener.ts";
import { figureMarkup, tableMarkup } from "./_figure.ts";
import { grouped, short, three } from "./_format.ts";
import { type Markup, markup, NOTHING, raw } from "./_markup.ts";
import { renderSvg } from "./render_svg.ts";
import type { ReportData } from "./report_data.ts";
import { spikesChart } from "./spikes_chart.ts";

/** More panels than this are a wall. */
const MOST_PANELS = 12;

/** Spikes of every layer. */
export async function spikesSection(
  { summary, layers }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  if (!layers || layers.length === 0) return NOTHING;
  const figure = await figureMarkup({
    id: "spikes",
    label: `Spikes per sample in each of ${layers.length} layers`,
    caption: markup`<p><strong>How to read it.</strong> One bar a layer, the first layer on top. Its
length is how many spikes the layer sends for one sample; the percentage says ${
      summary.code === "rate"
        ? "in what share of the steps one of its neurons fires"
        : "how many of its neurons spike"
    }. Long bars are where operations can be saved.</p>`,
    draw: (width) => spikesChart(layers, { width, code: summary.code }),
    table: {
      head: [
        "Layer",
        "Neurons",
        "Spikes per sample",
        summary.code === "rate" ? "Spikes per neuron and step" : "Spikes per neuron",
      ],
      rows: layers.map((layer) => [
        layer.name,
        grouped(layer.neurons),
        short(layer.spikesPerSample),
        three(layer.rate),
      ]),
    },
  }, onChart);
  const { perSample, perNeuron } = summary.spikes;
  return markup`<section id="spikes" aria-labelledby="spikes-title">
<h2 id="spikes-title">Where the spikes are</h2>
<p>A sample takes ${short(perSample)} spikes in all, ${three(perNeuron)} for each neuron.</p>
${figure}
</section>`;
}

/** Rates against activations, at most twelve layers of them drawn. */
export async function correlationSection(
  { correlations }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  if (!correlations || correlations.length === 0) return NOTHING;
  const shown = spread(correlations, MOST_PANELS);
  const panels: Markup[] = [];
  for (const [at, layer] of shown.entries()) {
    const svg = await renderSvg(correlationChart(layer), `panel-${at}`);
    onChart?.(ratesName(correlations.indexOf(layer)), svg);
    const label = `Rates against activations of ${layer.name}, correlation ${correlation(layer)}`;
    panels.push(markup`<div class="chart" role="img" aria-label="${label}">${raw(svg)}</div>`);
  }
  const all = shown.length === correlations.length;
  const drawn = all ? "" : ` ${shown.length} of ${correlations.length} layers are drawn.`;
  const table = tableMarkup({
    head: ["Layer", "r", "Mean error", "Root mean square error", "Pairs"],
    rows: correlations.map((layer) => [
      layer.name,
      correlation(layer),
      three(layer.meanError),
      three(layer.rmsError),
      grouped(layer.pairs),
    ]),
  }, all ? "The numbers as a table" : "All layers as a table");
  return markup`<section id="rates" aria-labelledby="rates-title">
<h2 id="rates-title">Do the spikes tell the right numbers?</h2>
<figure>
<div class="panels">${panels}</div>
<figcaption><p><strong>How to read it.</strong> Each point is one neuron and one sample: to the
right the number that the original network computed, upwards the number that the spikes stand for.
On the dashed diagonal the two agree. <em>r</em> says how well they go together; 1 is perfect. Below
the diagonal a neuron sent too few spikes, above it too many. Deep layers tend to scatter more, for
each hears only the spikes of the one before.${drawn}</p></figcaption>
${table}
</figure>
</section>`;
}

/** The file of a layer's chart. */
export function ratesName(index: number): string {
  return `rates-${index + 1}`;
}

function correlation(layer: LayerCorrelation): string {
  return layer.pearson?.toFixed(4) ?? "undefined";
}

/** Items spread evenly over a list, its first and last included. */
function spread(items: readonly LayerCorrelation[], limit: number): LayerCorrelation[] {
  if (items.length <= limit) return [...items];
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, k) => items[Math.round(k * step)]);
}
