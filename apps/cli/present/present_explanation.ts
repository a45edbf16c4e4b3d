import { terminalErrors } from "@snnkit/report";
import type { Explanation } from "../pipeline/explain_run.ts";
import { wrap } from "./format_help.ts";

/** Lines are no longer than this, however wide the terminal is. */
const WIDEST = 100;

/** Where the errors of a run come from as text for a person: a table with bars, then words. */
export function presentExplanation(
  { samples, layers, findings }: Explanation,
  columns: number,
): string {
  const width = Math.min(columns, WIDEST) - 2;
  const table = terminalErrors(layers, width);
  const words = findings.flatMap(({ message }) =>
    wrap(message, width - 2).map((line, at) => `${at === 0 ? "· " : "  "}${line}`)
  );
  const title = `where the error of each layer comes from, as a share of its activations' size ` +
    `(${samples} samples)`;
  return [...wrap(title, width), "", ...table.split("\n"), ...words].map((line) =>
    `  ${line}`.trimEnd()
  ).join("\n").trimEnd();
}
