/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

/** What may stand in a template: text is escaped, markup is not. */
type Piece = string | number | Markup | readonly Markup[];

/** Text as HTML: nothing in it can become a tag, an attribute or an entity. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A template whose every hole is escaped unless it holds markup. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { html: String.raw({ raw: strings }, ...pieces.map(render)) };
}

/** Trusted text, e.g. a drawing that Vega made. */
export function raw(text: string): Markup {
  return { html: text };
}

/** Nothing. */
export const NOTHING: Markup = { html: "" };

/** JSON that a page can hold without its strings ending the script. */
export function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return markup`<script type="application/json" id="${id}">${raw(json)}</script>`;
}

function render(piece: Piece): string {
  if (typeof piece === "string") return escapeHtml(piece);
  if (typeof piece === "number") return String(piece);
  if ("html" in piece) return piece.html;
  return piece.map((part) => part.html).join("");
}
