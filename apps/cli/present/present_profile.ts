import { terminalProfile } from "@snnkit/report/terminal-profile";
import type { RunProfile } from "../pipeline/profile_run.ts";
import { formatCount, formatPercent } from "./format.ts";
import { wrap } from "./format_help.ts";

/** Lines are no longer than this, however wide the terminal is. */
const WIDEST = 110;

/** Where the time of a run goes as text for a person: a table with bars, then the sum. */
export function presentProfile(profile: RunProfile, columns: number): string {
  const { samples, seconds, otherSeconds, layers } = profile;
  const width = Math.min(columns, WIDEST) - 2;
  const title = `where the time goes: ${(1000 * seconds).toFixed(1)} ms a sample in one thread ` +
    `(${samples} ${samples === 1 ? "sample" : "samples"})`;
  const ops = layers.reduce((sum, layer) => sum + layer.synapticOps, 0);
  const whole = Math.max(seconds, 1e-12);
  const end = `${formatCount(ops)} synaptic additions a sample, ${formatCount(ops / whole)} a ` +
    `second over all; ${formatPercent(otherSeconds / whole)} of the time is in no layer`;
  const table = terminalProfile(layers, width).trimEnd().split("\n");
  return [...wrap(title, width), "", ...table, "", ...wrap(end, width)]
    .map((line) => `  ${line}`.trimEnd()).join("\n");
}
