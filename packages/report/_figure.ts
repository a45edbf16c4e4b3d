import type { ChartListener } from "./chart_listener.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { type Markup, markup, NOTHING, raw } from "./_markup.ts";
import { renderSvg } from "./render_svg.ts";

/** Widths at which a chart is drawn: for screens, and for phones. */
const WIDE = 700;
const NARROW = 340;

/** A chart's numbers for those who do not see it. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A chart of a report. */
export interface Figure {
  /** Names the figure within the page. */
  readonly id: string;
  /** The name of its file, without the ending; the id unless given. */
  readonly file?: string;
  /** What it shows, in one sentence: read aloud instead of the drawing. */
  readonly label: string;
  /** How to read it. */
  readonly caption: Markup;
  /** Draws it at a width. */
  readonly draw: (width: number) => ChartSpec;
  /** Its numbers. */
  readonly table?: Table;
}

/** The chart at both widths, its caption and its numbers. */
export async function figureMarkup(figure: Figure, onChart?: ChartListener): Promise<Markup> {
  const { id, file = id, label, caption, draw, table } = figure;
  const wide = await renderSvg(draw(WIDE), `${id}-wide`);
  onChart?.(file, wide);
  const narrow = await renderSvg(draw(NARROW), `${id}-narrow`);
  return markup`<figure id="figure-${id}">
<div class="chart wide" role="img" aria-label="${label}">${raw(wide)}</div>
<div class="chart narrow" role="img" aria-label="${label}">${raw(narrow)}</div>
<figcaption>${caption}</figcaption>
${table ? tableMarkup(table, "The numbers as a table") : NOTHING}
</figure>`;
}

/** A table behind a line to click. */
export function tableMarkup({ head, rows }: Table, title: string): Markup {
  const cells = (row: readonly string[]): Markup[] =>
    row.map((cell, at) =>
      at === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td>${cell}</td>`
    );
  return markup`<details><summary>${title}</summary>
<div class="scroll"><table>
<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${cells(row)}</tr>`)}</tbody>
</table></div></details>`;
}
