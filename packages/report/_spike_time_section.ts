import type { ChartListener } from "./chart_listener.ts";
import { figureMarkup } from "./_figure.ts";
import { grouped, percent, three } from "./_format.ts";
import { type Markup, markup, NOTHING } from "./_markup.ts";
import { rasterChart } from "./raster_chart.ts";
import type { ReportData } from "./report_data.ts";
import { spikeTimeChart } from "./spike_time_chart.ts";

/** When neurons spike, layer by layer, and the spikes of one sample. */
export async function spikeTimeSection(
  { spikeTimes }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  if (!spikeTimes || spikeTimes.layers.length === 0) return NOTHING;
  const { layers, samples, raster } = spikeTimes;
  const histogram = await figureMarkup({
    id: "spike-times",
    label: `When the neurons of each of ${layers.length} layers spike within their window`,
    caption: markup`<p><strong>How to read it.</strong> One row a layer. Each layer has a window of
time of its own; the row shows it from start to end, the darker the more neurons spike there. Early
spikes are large values. What is left of a row's beginning would be cut off; room there is safety.</p>`,
    draw: (width) => spikeTimeChart(spikeTimes, { width }),
    table: {
      head: ["Layer", "Neurons", "Window starts", "Window ends", "Silent"],
      rows: layers.map(({ name, neurons, start, end, silent }) => [
        name,
        grouped(neurons),
        three(start),
        three(end),
        percent(silent),
      ]),
    },
  }, onChart);
  const picture = raster.length === 0 ? NOTHING : await figureMarkup({
    id: "raster",
    label: `The spikes of one sample over time, in ${layers.length} layers`,
    caption: markup`<p><strong>How to read it.</strong> Each dot is one neuron's only spike for the
first sample; time runs to the right. Grey are the windows: a layer starts to spike when all that it
hears has arrived. Of large layers some neurons are drawn.</p>`,
    draw: (width) => rasterChart(spikeTimes, { width }),
  }, onChart);
  return markup`<section id="spike-times" aria-labelledby="spike-times-title">
<h2 id="spike-times-title">When neurons spike</h2>
<p>Times of ${grouped(samples)} samples.</p>
${histogram}
${picture}
</section>`;
}
