import { formatSeconds } from "../present/format.ts";
import { cellOf, headOf } from "./columns.ts";
import type { PaperResult, RowResult, TableResult } from "./paper_result.ts";

/** File name of a drawing. */
export function chartFile(paper: string, chart: string): string {
  return chart === "" ? `${paper}.svg` : `${paper}-${chart}.svg`;
}

/**
 * A paper's page: what it claims, published next to obtained, what differs, how it was made.
 *
 * All of it stands in the result, so the page can be made again from the JSON file beside it.
 *
 * @returns Markdown as `deno fmt` writes it.
 */
export function renderPaper(result: PaperResult): string {
  const { name, citation, doi, claims, differs, tables, charts, findings } = result;
  const sources = new Set(
    tables.flatMap(({ rows }) => rows.flatMap(({ published }) => published?.source ?? [])),
  );
  return [
    `# ${name}`,
    `[${citation}](https://doi.org/${doi}).`,
    "_Written by `snn papers`, not by hand._",
    "## What the paper claims",
    claims.join("\n"),
    ...tables.flatMap((table) => [
      `## ${table.title}`,
      ...table.notes.length > 0 ? [table.notes.join("\n")] : [],
      markdownTable(
        [...table.heads, ...table.columns.map(headOf)],
        table.rows.map((row) => cellsOf(table, row)),
      ),
      scaleOf(table),
      ...charts.filter(({ table: drawn }) => drawn === table.id)
        .map(({ id, caption }) => `![${caption}](${chartFile(name, id)})`),
    ]),
    [
      ...sources.size > 0 ? [`Published: ${[...sources].join("; ")}.`] : [],
      "A dash stands where there is no such number.",
    ].join("\n"),
    "## What differs",
    differs.join("\n"),
    ...findings.length > 0
      ? ["## What was noted", findings.map(({ message }) => `${plain(message)}.`).join("\n")]
      : [],
    "## How it was made",
    ["```sh", result.command, "```"].join("\n"),
    `${
      Object.entries(result.versions).map(([tool, version]) => `${tool} ${version}`).join(", ")
    }; seed ${result.seed}; ${formatSeconds(result.seconds)}.`,
  ].join("\n\n") + "\n";
}

/** A row as text, its labels first. */
export function cellsOf({ columns }: Pick<TableResult, "columns">, row: RowResult): string[] {
  return [...row.labels, ...columns.map((column) => cellOf(column, row))];
}

/** On what a table was measured, a sentence. */
export function scaleOf({ rows }: TableResult): string {
  const models = new Map<string, Set<string>>();
  for (const { model, obtained } of rows) {
    if (model === undefined || obtained === undefined) continue;
    const scale = `${obtained.samples} samples, ${obtained.timesteps} steps each`;
    models.set(scale, (models.get(scale) ?? new Set()).add(model));
  }
  if (models.size === 0) return "None of its networks was there.";
  const parts = [...models].map(([scale, names]) => `${[...names].join(", ")}: ${scale}`);
  return `Obtained with ${parts.join("; ")}.`;
}

/** Markdown would take underscores and stars of names for emphasis. */
function plain(text: string): string {
  return text.replace(/[_*]/g, "\\$&");
}

/** Columns of equal width, as `deno fmt` wants them. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((text, i) =>
    Math.max(3, text.length, ...rows.map((row) => row[i].length))
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => text.padEnd(widths[i])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
