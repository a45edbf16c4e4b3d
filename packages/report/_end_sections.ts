import { amount, three } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";
import { type Markup, markup, NOTHING } from "./_markup.ts";
import type { ReportData } from "./report_data.ts";

/** What did not stop the work but is worth knowing. */
export function findingSection({ summary }: ReportData): Markup {
  if (summary.findings.length === 0) return NOTHING;
  const items = summary.findings.map(({ code, node, message }) => {
    const place = node === undefined ? NOTHING : markup` at <code>${node}</code>`;
    return markup`<li>${message}.<br><code class="o">${code}</code>${place}</li>`;
  });
  return markup`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">What else was noticed</h2>
<ol class="findings">${items}</ol>
</section>`;
}

/** Everything needed to do it again. */
export function settingSection({ summary, data, settings = [] }: ReportData): Markup {
  const { load, convert, ann, simulate } = summary.seconds;
  const times = [
    `${three(load)} s to load`,
    `${three(convert)} s to convert`,
    ...hasOriginal(summary) ? [`${three(ann)} s for the original`] : [],
    `${three(simulate)} s to simulate`,
  ];
  const rows: readonly (readonly [name: string, value: string])[] = [
    ["Model", summary.model],
    ["Recipe", summary.recipe],
    ["Code", summary.code === "rate" ? "rate: how often" : "time to first spike: when"],
    ...data === undefined ? [] : [["Data", data] as const],
    ["Samples", amount(summary.samples)],
    ["Time steps", String(summary.timesteps)],
    ["Engine", `${summary.engine}, ${summary.precision}`],
    ["Threads", String(summary.threads)],
    ["Seed", String(summary.seed)],
    ...settings.map(({ name, value }) => [name, value] as const),
    ["Wall time", times.join(", ")],
    ["Speed", `${three(summary.imagesPerSecond)} samples per second`],
  ];
  const lines = rows.map(([name, value]) =>
    markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`
  );
  return markup`<section id="settings" aria-labelledby="settings-title">
<h2 id="settings-title">Settings</h2>
<table class="settings"><tbody>
${lines}
</tbody></table>
</section>`;
}

/** Where to read on. */
export function footSection(): Markup {
  return markup`<footer>
<p>Made with snnkit. This page is one file: it loads nothing, and holds its numbers
(<code>#summary</code>) and its charts (<code>#chart-…</code>, Vega-Lite) as JSON.</p>
<p>To read on: Rueckauer et al. 2017, <a href="https://doi.org/10.3389/fnins.2017.00682">Conversion
of Continuous-Valued Deep Networks to Efficient Event-Driven Networks for Image
Classification</a>.</p>
</footer>`;
}
