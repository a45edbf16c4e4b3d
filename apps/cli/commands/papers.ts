import manifest from "../deno.json" with { type: "json" };
import type { Interrupt } from "../io/interrupt.ts";
import { say } from "../io/terminal.ts";
import { checkFolder, ensureFolder, writeWhole } from "../io/write_file.ts";
import type { Parsed } from "../options.ts";
import { drawPaper } from "../papers/draw_paper.ts";
import { openMaterial } from "../papers/material.ts";
import type { PaperResult } from "../papers/paper_result.ts";
import { PAPERS, papersOf } from "../papers/registry.ts";
import { renderPaper } from "../papers/render_paper.ts";
import { runPaper } from "../papers/run_paper.ts";
import { filesOf, presentPaper, presentPapers } from "../present/present_papers.ts";
import { PAPERS_OPTIONS } from "../settings.ts";
import { Interrupted } from "../user_error.ts";
import type { Command } from "./command.ts";

/** `snn papers`: published tables made again, published next to obtained. */
export const papersCommand: Command = {
  name: "papers",
  usage: "papers [NAME…]",
  summary: "make published tables again, published next to obtained",
  description: "Makes the tables of the papers that snnkit stands on again, and writes them next " +
    "to what was published: a page, its numbers as JSON, and charts. Without a name it lists the " +
    "papers; `all` stands for every one.",
  sections: PAPERS_OPTIONS,
  run: async (options, interrupt) => {
    const json = options.has("json");
    if (options.words.length === 0) {
      const papers = PAPERS.map((paper) => {
        const { name, citation, doi } = paper;
        return { name, citation, doi, files: filesOf(paper) };
      });
      say(json ? JSON.stringify({ papers }) : presentPapers(PAPERS));
      return 0;
    }
    const papers = await runPapers(options, interrupt, (result, written) => {
      if (!json) say(presentPaper(result, written));
    });
    if (json) say(JSON.stringify({ papers }));
    return 0;
  },
};

async function runPapers(
  options: Parsed,
  interrupt: Interrupt,
  tell: (result: PaperResult, written: readonly string[]) => void,
): Promise<PaperResult[]> {
  const papers = papersOf(options.words);
  const out = options.text("out") ?? "";
  await checkFolder(out);
  const threads = options.number("threads") ?? navigator.hardwareConcurrency;
  const seed = options.number("seed") ?? 0;
  const material = await openMaterial({
    dataDir: options.text("data-dir"),
    limit: options.number("limit"),
    calibrationLimit: options.number("calibrate-limit") ?? 1000,
    seed,
  }, interrupt);
  const results: PaperResult[] = [];
  for (const paper of papers) {
    const settings = {
      timesteps: options.number("timesteps"),
      threads,
      seed,
      command: commandOf(paper.name, options),
      versions: { snnkit: manifest.version, Deno: Deno.version.deno },
    };
    try {
      const result = await runPaper(paper, material, settings, interrupt);
      tell(result, await writePaper(out, result));
      results.push(result);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const done = results.map(({ name }) => name).join(", ");
      throw new Interrupted(
        `Interrupted in ${paper.name}; nothing of it was written` +
          (done === "" ? "" : `, "${out}" holds ${done}`),
      );
    }
  }
  return results;
}

/** Writes a paper's page, numbers and charts; returns their paths, the page first. */
async function writePaper(folder: string, result: PaperResult): Promise<string[]> {
  // All is drawn before anything is written.
  const charts = await drawPaper(result);
  await ensureFolder(folder);
  const files = [
    { file: `${result.name}.md`, content: renderPaper(result) },
    { file: `${result.name}.json`, content: `${JSON.stringify(result, null, 2)}\n` },
    ...charts.map(({ file, svg }) => ({ file, content: `${svg}\n` })),
  ];
  for (const { file, content } of files) await writeWhole(`${folder}/${file}`, content);
  return files.map(({ file }) => `${folder}/${file}`);
}

/** The command that makes one paper with what the user gave, but for where it goes. */
function commandOf(name: string, options: Parsed): string {
  const given = ["data-dir", "limit", "calibrate-limit", "timesteps", "seed"]
    .filter(options.has)
    .map((option) => ` --${option} ${options.text(option)}`);
  return `snn papers ${name}${given.join("")}`;
}
