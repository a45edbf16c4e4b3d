import type { Finding } from "@snnkit/ir";
import type { Interrupt } from "../io/interrupt.ts";
import { note } from "../io/terminal.ts";
import type { Material } from "./material.ts";
import { describeTrial, measureTrial } from "./measure_trial.ts";
import type { Paper, PaperTable, Trial } from "./paper.ts";
import type { Obtained, PaperResult, RowResult, TableResult } from "./paper_result.ts";

/** How a paper is run. */
export interface PaperSettings {
  /** Steps of every sample; each kind of data has its own default. */
  readonly timesteps: number | undefined;
  /** How many samples are simulated side by side. */
  readonly threads: number;
  /** Seed of everything random. */
  readonly seed: number;
  /** The command as the user gave it. */
  readonly command: string;
  /** Versions of what runs. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Steps of every sample unless the user says otherwise; deep networks answer late. */
export const DEFAULT_STEPS = { mnist: 128, deep: 256 } as const;

/** Runs every row of a paper's tables whose network is there. */
export async function runPaper(
  paper: Paper,
  material: Material,
  settings: PaperSettings,
  interrupt: Interrupt,
): Promise<PaperResult> {
  const began = performance.now();
  const { name, citation, doi, claims, differs, charts } = paper;
  const { command, versions, seed } = settings;
  const said: Finding[] = [];
  const missing = new Set<string>();
  const total = paper.tables.reduce((sum, { trials }) => sum + trials.length, 0);
  let done = 0;

  const runTable = async (table: PaperTable): Promise<TableResult> => {
    const rows: RowResult[] = [];
    for (const trial of table.trials) {
      note(`${name} ${++done}/${total}: ${table.title}, ${trial.labels.join(", ")}`);
      rows.push(await runTrial(table, trial, rows));
    }
    const { trials: _, notes = [], ...rest } = table;
    return { ...rest, notes, rows };
  };

  const runTrial = async (
    table: PaperTable,
    trial: Trial,
    before: readonly RowResult[],
  ): Promise<RowResult> => {
    const row = describeTrial(trial);
    if (trial.net === undefined) return row;
    const found = await material.open(trial.net);
    if ("missing" in found) {
      found.missing.forEach((file) => missing.add(file));
      return row;
    }
    const { obtained, options, findings } = await measureTrial(trial, found, {
      timesteps: settings.timesteps ?? table.timesteps ??
        (trial.net.startsWith("mnist") ? DEFAULT_STEPS.mnist : DEFAULT_STEPS.deep),
      threads: settings.threads,
      seed,
      rates: table.columns.includes("rateError"),
    }, interrupt);
    said.push(...findings);
    const further = furtherOf(table, trial, obtained, before);
    return {
      ...row,
      model: found.model,
      options,
      obtained: { ...obtained, ...(further !== undefined && { further }) },
    };
  };

  const tables: TableResult[] = [];
  for (const table of paper.tables) tables.push(await runTable(table));
  const absent = [...missing].map((file): Finding => ({
    code: "file-missing",
    message: `Rows that need "${file}" are left out; --data-dir names the folder it lies in`,
  }));
  return {
    name,
    citation,
    doi,
    claims,
    differs,
    command,
    versions,
    seed,
    seconds: Math.round(performance.now() - began) / 1000,
    tables,
    charts,
    findings: [...absent, ...distinct([...material.findings(), ...said])],
  };
}

/** What a row loses besides, compared with the one that it names. */
function furtherOf(
  { score }: PaperTable,
  { against }: Trial,
  obtained: Obtained,
  before: readonly RowResult[],
): number | undefined {
  const other = before.find(({ labels }) => labels.join() === against?.join())?.obtained;
  if (other === undefined) return undefined;
  return score === "label" ? other.snn - obtained.snn : other.agreement - obtained.agreement;
}

/** One finding of each kind is enough where rows differ in one option only. */
function distinct(findings: readonly Finding[]): Finding[] {
  const kinds = new Map(findings.toReversed().map((finding) => [finding.code, finding]));
  return [...kinds.values()].toReversed();
}
