import { type DecomposedErrors, ERROR_PARTS, type ErrorPart } from "@snnkit/metrics";
import { errorsChart } from "./errors_chart.ts";
import type { ChartListener } from "./chart_listener.ts";
import { figureMarkup } from "./_figure.ts";
import { percent } from "./_format.ts";
import { type Markup, markup, NOTHING, raw } from "./_markup.ts";
import { PART_NAMES } from "./_part_names.ts";
import type { RemedyOutcome, RemedyTrial, ReportData } from "./report_data.ts";

/** Where the errors come from, and what helps. */
export async function errorSection(
  { errors }: ReportData,
  onChart?: ChartListener,
): Promise<Markup> {
  if (!errors) return NOTHING;
  const told = errors.layers.filter((layer) => layer.decomposed);
  // A number and its sign stay on one line.
  const words = errors.words.map((sentence) =>
    markup`<li>${sentence.replace(/(\d) %/g, "$1\u00a0%")}.</li>`
  );
  return markup`<section id="errors" aria-labelledby="errors-title">
<h2 id="errors-title">Where the error comes from</h2>
<ul class="plain">${words}</ul>
${told.length > 0 ? await figureOf(told, errors.samples, onChart) : NOTHING}
${errors.trial ? trialTable(errors.trial) : NOTHING}
</section>`;
}

async function figureOf(
  told: readonly DecomposedErrors[],
  samples: number,
  onChart?: ChartListener,
): Promise<Markup> {
  const last = told[told.length - 1];
  return await figureMarkup({
    id: "errors",
    label: `Errors of ${told.length} layers, each told apart into four parts; ${last.name} is ` +
      `${relative(last, last.error.rms)} off`,
    caption:
      markup`<p><strong>How to read it.</strong> One bar a layer, the first on top. Its length
is how far what the spikes say is from what the original network computed, on ${samples} samples; the
colours say why. What is ${part("inherited")} came from the layers below. What is ${
        part("clipping")
      }
was more than one spike a step can say. What is ${part("quantisation")} lies between the few numbers
that so many steps can tell apart. What is ${part("unevenness")} had the right input in the wrong
order. A part left of zero takes away from the error of the others.</p>`,
    draw: (width) => errorsChart(told, { width }),
    table: {
      head: ["Layer", "Error", ...ERROR_PARTS.map((part) => PART_NAMES[part]), "Channels clipped"],
      rows: told.map((layer) => [
        layer.name,
        relative(layer, layer.error.rms),
        ...ERROR_PARTS.map((part) => relative(layer, layer.parts[part].rms)),
        percent(layer.clippedChannels),
      ]),
    },
  }, onChart);
}

/** What was tried, the best first. */
function trialTable({ samples, before, tried }: RemedyTrial): Markup {
  if (tried.length === 0) return NOTHING;
  const ranked = [...tried].sort((a, b) =>
    b.after.agreement - a.after.agreement || a.after.scoreError - b.after.scoreError
  );
  const hasAccuracy = before.accuracy !== undefined;
  const cells = ({ agreement, accuracy, scoreError }: RemedyOutcome): Markup =>
    markup`<td>${percent(agreement)}</td>${
      hasAccuracy ? markup`<td>${accuracy === undefined ? "–" : percent(accuracy)}</td>` : NOTHING
    }<td>${percent(scoreError)}</td>`;
  const rows = ranked.map(({ title, ask, helps, after }) =>
    markup`<tr><th scope="row"${helps ? raw(' class="right"') : NOTHING}>${title}</th>${
      cells(after)
    }<td>${ask === undefined ? "" : markup`<code>${ask}</code>`}</td></tr>
`
  );
  return markup`<h3>What was tried</h3>
<p>Each on the same ${samples} samples, converted and simulated anew; a tick marks what helps.</p>
<div class="scroll"><table class="trial">
<thead><tr><th scope="col">Remedy</th><th scope="col">Same answer</th>${
    hasAccuracy ? markup`<th scope="col">Right</th>` : NOTHING
  }<th scope="col">Scores off by</th><th scope="col">Ask for it with</th></tr></thead>
<tbody><tr><th scope="row">as it is</th>${cells(before)}<td></td></tr>
${rows}</tbody>
</table></div>`;
}

function part(name: ErrorPart): Markup {
  return markup`<span class="part" style="--part:var(--${name})">${PART_NAMES[name]}</span>`;
}

function relative({ activation }: DecomposedErrors, size: number): string {
  return activation > 0 ? percent(size / activation) : "–";
}
