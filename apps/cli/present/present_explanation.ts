import { terminalErrors } from "@snnkit/report/terminal-errors";
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
  // A number and its sign, an option and its value stay on one line.
  const joined = (text: string): string =>
    text.replace(/(\d) %/g, "$1\u00a0%").replace(/(--[\w-]+) (?=[\w.])/g, "$1\u00a0");
  const words = findings.flatMap(({ message }) =>
    wrap(joined(message), width - 2)
      .map((line, at) => `${at === 0 ? "· " : "  "}${line.replaceAll("\u00a0", " ")}`)
  );
  const title = `where the error of each layer comes from, as a share of its activations' size ` +
    `(${samples} samples)`;
  return [...wrap(title, width), "", ...table.split("\n"), ...words].map((line) =>
    `  ${line}`.trimEnd()
  ).join("\n").trimEnd();
}
