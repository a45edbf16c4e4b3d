import { accuracyChart } from "./accuracy_chart.ts";
import type { ChartListener } from "./chart_listener.ts";
import { figureMarkup } from "./_figure.ts";
import { percent, short } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";
import { type Markup, markup, NOTHING } from "./_markup.ts";
import { thinned } from "./_thinned.ts";
import { operationsChart } from "./operations_chart.ts";
import type { ReportData } from "./report_data.ts";
import { timeAxis } from "./_time_axis.ts";

/** Accuracy over time. */
export async function accuracySection(
  { summary }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  const { samples, curve, ann, snn, timesteps } = summary;
  const original = hasOriginal(summary);
  const line = original
    ? markup` The dashed line is the original network, which answers at once. The sooner the curve
meets the line, the better.`
    : NOTHING;
  const doubling = timeAxis(curve, timesteps).time === "log"
    ? markup` Each mark on the time axis is twice the one before.`
    : NOTHING;
  const figure = await figureMarkup({
    id: "accuracy",
    label: `Accuracy after each of ${timesteps} time steps, up to ${percent(snn.accuracy)}` +
      (original ? `; the original network reaches ${percent(ann.accuracy)}` : ""),
    caption: markup`<p><strong>How to read it.</strong> To the right runs the time that the spiking
network had, upwards the share of samples that it had right by then.${line}${doubling}</p>`,
    draw: (width) => accuracyChart(summary, { width, height: width < 500 ? 250 : 320 }),
    table: {
      head: ["Time step", "Right", "Accuracy", "Additions so far"],
      rows: thinned(curve, 24).map((point) => [
        String(point.t),
        String(point.correct),
        percent(point.correct / samples),
        short(Math.round(point.synapticOps)),
      ]),
    },
  }, onChart);
  return markup`<section id="time" aria-labelledby="time-title">
<h2 id="time-title">How the answer gets better with time</h2>
${figure}
</section>`;
}

/** Accuracy against operations. */
export async function operationsSection(
  { summary }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  const { annMacs, synapticOps } = summary.operations;
  const original = hasOriginal(summary);
  const cross = original
    ? markup` Where the dashed lines cross is what the original network spends and what it gets for
it. A curve that reaches the level line left of the upright one does the same work with fewer
operations.`
    : NOTHING;
  const figure = await figureMarkup({
    id: "operations",
    label:
      `Accuracy against operations per sample: ${short(Math.round(synapticOps))} additions in ` +
      `the end` + (original ? `; the original network takes ${short(annMacs)} multiply-adds` : ""),
    caption: markup`<p><strong>How to read it.</strong> To the right runs what was spent: additions
that spikes had caused so far; each step of the axis multiplies.${cross}</p>
<p>Operations are not energy. An addition costs less than a multiply-add, fetching weights from
memory often costs more than either, and how much depends on the chip.</p>`,
    draw: (width) => operationsChart(summary, { width, height: width < 500 ? 250 : 320 }),
  }, onChart);
  return markup`<section id="operations" aria-labelledby="operations-title">
<h2 id="operations-title">What the answer costs</h2>
${figure}
</section>`;
}
