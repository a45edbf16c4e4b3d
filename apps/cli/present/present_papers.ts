import { cellsOf, scaleOf } from "../papers/render_paper.ts";
import { briefHeadOf } from "../papers/columns.ts";
import { NETS } from "../papers/nets.ts";
import type { Paper } from "../papers/paper.ts";
import type { PaperResult } from "../papers/paper_result.ts";
import { formatSeconds, formatTable } from "./format.ts";
import { formatPairs, wrap } from "./format_help.ts";
import { presentFindings } from "./present_findings.ts";

/** The papers there are, each with the files that its rows need. */
export function presentPapers(papers: readonly Paper[]): string {
  return [
    "Published tables that can be made again, published next to obtained:",
    "",
    formatPairs(papers.map((paper) => [paper.name, describe(paper)])),
    "",
    "Without --data-dir only rows run whose network comes with snnkit; the others are left out.",
    "CIFAR-10 is read from the binary version, e.g. data_batch_1.bin and test_batch.bin.",
    "",
    "  next: snn papers rueckauer2017, or all",
  ].join("\n");
}

/** Tables of one paper as text for a terminal. */
export function presentPaper(result: PaperResult, written: readonly string[]): string {
  return [
    ...wrap(`${result.name}: ${result.citation}`),
    ...result.tables.flatMap((table) => [
      "",
      table.title,
      "",
      formatTable(
        [...table.heads, ...table.columns.map(briefHeadOf)],
        table.rows.map((row) => cellsOf(table, row)),
      ),
      ...wrap(scaleOf(table)),
    ]),
    "* published; lost and further are points of accuracy",
    "",
    ...presentFindings(result.findings).map((line) => `  ${line}`),
    ...written.map((path) => `  wrote ${path}`),
    `  done in ${formatSeconds(result.seconds)}`,
    "",
  ].join("\n");
}

/** What data a paper's rows need. */
export function filesOf({ tables }: Paper): string[] {
  const names = tables.flatMap(({ trials }) => trials.flatMap(({ net }) => net ?? []));
  const files = [...new Set(names)].flatMap((name) => {
    const net = NETS[name];
    return net.kind === "file" && !net.file.includes("/") ? [net] : [];
  });
  return [
    ...files.map(({ file }) => file),
    ...files.some(({ data }) => data === "cifar10") ? ["CIFAR-10"] : [],
  ];
}

function describe(paper: Paper): string {
  const files = filesOf(paper);
  const all = files.length === 0 ? "needs nothing more" : `all rows need ${files.join(", ")}`;
  return `${paper.tables.map(({ title }) => title).join("; ")}; ${all}`;
}
