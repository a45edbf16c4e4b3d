import { short } from "./_format.ts";
import { shortNames } from "./_short_names.ts";

/** One bar drawn with characters. */
export interface TerminalBar {
  /** Stands before it. */
  readonly name: string;
  /** How long it is, ≥ 0. */
  readonly value: number;
  /** Stands behind it; the value in short where it is left out. */
  readonly label?: string;
}

/** Blocks of no, one, … seven eighths. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Bars drawn with block characters, each to an eighth of a character, the largest as long as there
 * is room. Lines end with a line feed.
 *
 * @param width Characters across, names and labels included. Default 72.
 * @throws {RangeError} Where a value is negative or not finite.
 *
 * @example
 * ```ts
 * import { terminalBars } from "@snnkit/report";
 * import { assertEquals } from "@std/assert";
 *
 * const text = terminalBars([{ name: "relu1", value: 8 }, { name: "relu2", value: 4 }], 16);
 * assertEquals(text, "relu1 ████████ 8\nrelu2 ████ 4\n");
 * ```
 */
export function terminalBars(bars: readonly TerminalBar[], width = 72): string {
  const bad = bars.filter(({ value }) => !(value >= 0 && value < Infinity));
  if (bad.length > 0) {
    throw new RangeError(
      `Cannot draw bars as their values must be ≥ 0: received ` +
        bad.map(({ name, value }) => `${value} for "${name}"`).join(", "),
    );
  }
  const names = shortNames(bars.map((bar) => bar.name), Math.max(8, Math.floor(width / 3)));
  const labels = bars.map((bar) => bar.label ?? short(bar.value));
  const longest = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map((text) => text.length));
  const left = longest(names);
  const room = Math.max(4, width - left - longest(labels) - 2);
  const most = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE);
  return bars.map(({ value }, at) => {
    const eighths = Math.round((value / most) * room * 8);
    const bar = "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
    return `${names[at].padEnd(left)} ${bar}${bar === "" ? "" : " "}${labels[at]}\n`.replaceAll(
      "\u00a0",
      " ",
    );
  }).join("");
}
