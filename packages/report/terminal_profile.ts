import { percent, short } from "./_format.ts";
import { shortNames } from "./_short_names.ts";

/** What a layer cost of a simulation, as means of a sample. */
export interface LayerCost {
  /** What it is called. */
  readonly name: string;
  /** What worked for it. */
  readonly kernels: readonly string[];
  /** Time in it. */
  readonly seconds: number;
  /** Its share of the whole time, `0 … 1`. */
  readonly share: number;
  /** Events that it sent. */
  readonly spikes: number;
  /** Synaptic additions a second while it was at work; 0 where it had none. */
  readonly opsPerSecond: number;
}

/** Longest bar, where there is room, and shortest, below which there is none. */
const LONGEST = 24;
const SHORTEST = 6;

/** Columns of the numbers, each so wide. */
const HEADS = [["ms", 9], ["share", 9], ["spikes", 9], ["G adds/s", 10]] as const;
const NUMBERS = HEADS.reduce((sum, [, width]) => sum + width, 0);

/**
 * Where the time of a simulation goes, as a table drawn with characters: a row a layer with its time,
 * share, spikes, speed and kernels, and a bar of its time. Lines end with a line feed.
 *
 * @param layers In any order.
 * @param width Characters across. Default 80; where there is no room for bars there are none.
 *
 * @example
 * ```ts
 * import { terminalProfile } from "@snnkit/report";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = {
 *   ...{ name: "conv1", kernels: ["rows"], seconds: 0.0021, share: 1 },
 *   ...{ spikes: 12345, opsPerSecond: 7.9e9 },
 * };
 * const [head, row] = terminalProfile([layer], 50).split("\n");
 * assertEquals(head, "layer       ms    share   spikes  G adds/s  kernels");
 * assertEquals(row, "conv1     2.10    100 %   12.3 k      7.90  rows");
 * ```
 */
export function terminalProfile(layers: readonly LayerCost[], width = 80): string {
  if (layers.length === 0) return "";
  const kernels = layers.map((layer) => layer.kernels.join(" + ") || "–");
  const right = Math.max(7, ...kernels.map((text) => text.length));
  const letters = Math.max(8, Math.min(30, width - NUMBERS - right - 2));
  const names = shortNames(layers.map(({ name }) => name), letters);
  const left = Math.max(5, ...names.map((name) => name.length));
  const room = Math.min(LONGEST, width - left - NUMBERS - right - 4);
  const most = Math.max(...layers.map(({ seconds }) => seconds), Number.MIN_VALUE);
  const row = (name: string, cells: readonly string[], kernel: string, bar: string): string => {
    const numbers = cells.map((cell, i) => cell.padStart(HEADS[i][1])).join("");
    const end = `${name.padEnd(left)}${numbers}  ${kernel.padEnd(right)}  ${bar}`.trimEnd();
    return `${end.replaceAll("\u00a0", " ")}\n`;
  };
  return row("layer", HEADS.map(([head]) => head), "kernels", "") +
    layers.map((layer, at) => {
      const { seconds, share, spikes, opsPerSecond } = layer;
      const length = room < SHORTEST ? 0 : Math.round(room * seconds / most);
      const speed = opsPerSecond > 0 ? (opsPerSecond / 1e9).toFixed(2) : "·";
      const cells = [(1000 * seconds).toFixed(2), percent(share), short(Math.round(spikes)), speed];
      return row(names[at], cells, kernels[at], "█".repeat(length));
    }).join("");
}
