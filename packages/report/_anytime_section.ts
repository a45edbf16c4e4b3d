import { soonestPoint } from "@snnkit/metrics";
import { anytimeChart } from "./anytime_chart.ts";
import type { ChartListener } from "./chart_listener.ts";
import { figureMarkup } from "./_figure.ts";
import { percent, short } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";
import { type Markup, markup, NOTHING } from "./_markup.ts";
import type { ReportData } from "./report_data.ts";

/** What ending samples early would save. */
export async function anytimeSection(
  { summary }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  const { anytime, samples, timesteps, snn } = summary;
  if (anytime === undefined || anytime.points.length === 0 || timesteps === 1) return NOTHING;
  const { criterion, points } = anytime;
  const soonest = soonestPoint(points, snn.correct);
  const best = soonest === undefined
    ? markup` On these samples no threshold reaches what all ${timesteps} steps reach.`
    : markup` The large dot is the soonest that loses nothing on these samples: with
<code>--stop ${criterion}=${soonest.threshold}</code> they end after
${soonest.meanTimesteps.toFixed(1)} of ${timesteps} steps on average, having caused
${short(soonest.synapticOps)} additions instead of ${short(summary.operations.synapticOps)}.`;
  const line = hasOriginal(summary) ? markup` The dashed line is the original network.` : NOTHING;
  const height = (width: number): number => width < 500 ? 266 : 336;
  const time = await figureMarkup({
    id: "anytime-time",
    file: "early-stops",
    label:
      `Accuracy against mean time steps of samples that end early, ${points.length} thresholds`,
    caption: markup`<p><strong>How to read it.</strong> Some samples are plain after a few steps,
others need many. Here each ends with the first step after which the two most likely classes lie far
enough apart; every dot is one threshold for that. The curve is worth it where it lies above the grey
one, for which all samples get the same number of steps.${line}${best}</p>`,
    draw: (width) => anytimeChart(summary, { width, height: height(width) }),
    table: {
      head: ["Threshold", "Right", "Accuracy", "Steps", "Additions"],
      rows: points.map((point) => [
        `${criterion}=${point.threshold}`,
        String(point.correct),
        percent(point.correct / samples),
        point.meanTimesteps.toFixed(2),
        short(Math.round(point.synapticOps)),
      ]),
    },
  }, onChart);
  const diamond = hasOriginal(summary)
    ? markup` The diamond is the original network with its multiply-adds.`
    : NOTHING;
  const operations = await figureMarkup({
    id: "anytime-operations",
    file: "early-stops-operations",
    label: `Accuracy against mean operations of samples that end early`,
    caption:
      markup`<p><strong>How to read it.</strong> The same against what was spent: a sample that
has ended causes no more additions.${diamond}</p>`,
    draw: (width) => anytimeChart(summary, { width, height: height(width), against: "operations" }),
  }, onChart);
  return markup`<section id="anytime" aria-labelledby="anytime-title">
<h2 id="anytime-title">What ending early would save</h2>
${time}
${operations}
</section>`;
}
