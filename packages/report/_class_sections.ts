import { topConfusions } from "@snnkit/metrics";
import { confusionChart } from "./confusion_chart.ts";
import type { ChartListener } from "./chart_listener.ts";
import { figureMarkup, tableMarkup } from "./_figure.ts";
import { hasOriginal } from "./_has_original.ts";
import { type Markup, markup, NOTHING } from "./_markup.ts";
import { pictureUri } from "./_picture.ts";
import type { Example, ReportData } from "./report_data.ts";

/** More classes than this make cells too small for numbers. */
export const MOST_CELLS = 20;

/** Which classes are mixed up. */
export async function confusionSection(data: ReportData, onChart?: ChartListener): Promise<Markup> {
  const { confusion, classNames = [] } = data;
  if (!confusion) return NOTHING;
  const name = (index: number): string => classNames[index] ?? String(index);
  const table = {
    head: ["Really", "Taken for", "How often"],
    rows: topConfusions(confusion, 20).map(({ label, predicted, count }) => [
      name(label),
      name(predicted),
      String(count),
    ]),
  };
  const title = "The most frequent mistakes";
  const mistakes = table.rows.length > 0
    ? tableMarkup(table, title)
    : markup`<p>There were no mistakes.</p>`;
  if (confusion.classes > MOST_CELLS) return section(mistakes);
  const figure = await figureMarkup({
    id: "confusion",
    label: `How often each of ${confusion.classes} classes was taken for each`,
    caption: markup`<p><strong>How to read it.</strong> Each row is what samples really are, each
column what the spiking network took them for. Right answers lie on the diagonal; every coloured cell
beside it is a mistake. The stronger the colour, the larger the share of the row.</p>`,
    draw: (width) => confusionChart(confusion, classNames, { width: Math.min(width, 580) }),
  }, onChart);
  return section(markup`${figure}
${mistakes}`);
}

function section(content: Markup): Markup {
  return markup`<section id="confusion" aria-labelledby="confusion-title">
<h2 id="confusion-title">Which classes are mixed up</h2>
${content}
</section>`;
}

/** A few samples to look at. */
export function exampleSection(data: ReportData): Markup {
  const { summary, examples = [], classNames = [] } = data;
  const original = hasOriginal(summary);
  if (examples.length === 0) return NOTHING;
  const name = (index: number): string => classNames[index] ?? String(index);
  const item = ({ picture, label, ann, snn }: Example): Markup => {
    const notes = [
      ...snn === label ? [] : [`really ${name(label)}`],
      ...!original || ann === snn ? [] : [`original: ${name(ann)}`],
    ];
    return markup`<li>
<img src="${pictureUri(picture)}" alt="A sample of class ${name(label)}">
<p class="${snn === label ? "right" : "wrong"}">${name(snn)}</p>
<p>${notes.join("; ")}</p>
</li>`;
  };
  return markup`<section id="examples" aria-labelledby="examples-title">
<h2 id="examples-title">A few samples</h2>
<ul class="examples">${examples.slice(0, 12).map(item)}</ul>
<p class="note">Below each: what the spiking network took it for, ✓ right or ✗ wrong.</p>
</section>`;
}
