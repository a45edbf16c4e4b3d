import { brailleCanvas } from "./_braille.ts";
import { percent } from "./_format.ts";
import { timeAxis } from "./_time_axis.ts";

/** One point of a curve drawn with characters. */
export interface TerminalPoint {
  /** Time step, from 1 on. */
  readonly t: number;
  /** A fraction, `0 … 1`. */
  readonly accuracy: number;
}

/** How a curve is drawn with characters. */
export interface TerminalChartOptions {
  /** Characters across, labels included. Default 72, at least 30. */
  readonly width?: number;
  /** Lines, axis included. Default 14, at least 6. */
  readonly height?: number;
  /** The trained network's accuracy, drawn as a dotted line. */
  readonly reference?: number;
  /** `"log"` gives the first steps room; the default from early on to beyond 32. */
  readonly time?: "linear" | "log";
}

/**
 * Accuracy over time, drawn with the characters of the Unicode block "Braille Patterns": a terminal
 * shows it without graphics. Lines end with a line feed; trailing blanks are cut.
 *
 * @param points In ascending order of time.
 * @returns Empty where there are no points.
 *
 * @example
 * ```ts
 * import { terminalChart } from "@snnkit/report";
 * import { assertEquals } from "@std/assert";
 *
 * const points = [0.1, 0.5, 0.8, 0.9].map((accuracy, i) => ({ t: i + 1, accuracy }));
 * const lines = terminalChart(points, { width: 40, height: 8, reference: 0.92 }).split("\n");
 * assertEquals(lines.length, 9); // Eight lines and the end of the last.
 * assertEquals(lines[0].slice(0, 8), " 100 % ┤");
 * ```
 */
export function terminalChart(
  points: readonly TerminalPoint[],
  options: TerminalChartOptions = {},
): string {
  if (points.length === 0) return "";
  const last = points[points.length - 1];
  const { width = 72, height = 14, reference } = options;
  const { time } = timeAxis(points, last.t, options.time);
  const labels = [
    ...reference === undefined ? [] : [[reference, `original ${percent(reference)}`] as const],
    [last.accuracy, `spiking ${percent(last.accuracy)}`] as const,
  ];
  const right = 1 + Math.max(...labels.map(([, text]) => text.length));
  const columns = Math.max(30, width) - AXIS - right;
  const lines = Math.max(6, height) - 2;

  const canvas = brailleCanvas(columns, lines);
  const [first, end] = [points[0].t, Math.max(last.t, points[0].t + 1)];
  const place = time === "log" ? Math.log : (t: number): number => t;
  const x = (t: number): number =>
    Math.round(((place(t) - place(first)) / (place(end) - place(first))) * (canvas.width - 1));
  const y = (accuracy: number): number => Math.round((1 - accuracy) * (canvas.height - 1));
  if (reference !== undefined) {
    for (let dot = 0; dot < canvas.width; dot += 3) canvas.dot(dot, y(reference));
  }
  points.forEach(({ t, accuracy }, at) => {
    const from = points[Math.max(0, at - 1)];
    canvas.line(x(from.t), y(from.accuracy), x(t), y(accuracy));
  });

  const sorted = [...labels].sort(([a], [b]) => b - a);
  const notes = placed(sorted.map(([accuracy, text]) => [y(accuracy) >> 2, text] as const), lines);
  const marks = new Map([1, 0.5, 0].map((share) => [y(share) >> 2, percent(share)]));
  const rows = canvas.rows().map((row, line) => {
    const mark = marks.get(line) ?? "";
    const note = notes.get(line) ?? "";
    return `${mark.padStart(AXIS - 2)} ${mark === "" ? "│" : "┤"}${row} ${note}`;
  });
  const ticks = timeTicks(first, last.t, time).map((t) => [x(t) >> 1, String(t)] as const);
  return [...rows, ...axisLines(columns, ticks)]
    .map((row) => `${row.replaceAll("\u00a0", " ").trimEnd()}\n`).join("");
}

/** Characters left of the plot: a label of five, a blank, the axis. */
const AXIS = 8;

/** Labels beside the plot, moved down or up where two would share a line. */
function placed(
  labels: readonly (readonly [line: number, text: string])[],
  lines: number,
): Map<number, string> {
  const notes = new Map<number, string>();
  for (const [line, text] of labels) {
    const free = [line, line + 1, line - 1].find((at) => at >= 0 && at < lines && !notes.has(at));
    if (free !== undefined) notes.set(free, text);
  }
  return notes;
}

function timeTicks(first: number, last: number, time: "linear" | "log"): number[] {
  if (time === "log") {
    const ticks: number[] = [];
    for (let t = 1; t <= last; t *= 2) if (t >= first) ticks.push(t);
    return ticks;
  }
  const step = Math.max(1, Math.ceil((last - first) / 4));
  return [...new Set([0, 1, 2, 3, 4].map((k) => Math.min(last, first + k * step)))];
}

/** The axis with its ticks, and below it their numbers as far as there is room. */
function axisLines(
  columns: number,
  ticks: readonly (readonly [column: number, text: string])[],
): readonly [string, string] {
  const axis = Array<string>(columns).fill("─");
  const numbers = Array<string>(columns + 2).fill(" ");
  let free = 0;
  for (const [column, text] of ticks) {
    const start = Math.max(0, Math.min(column - (text.length >> 1), numbers.length - text.length));
    if (start < free) continue;
    axis[column] = "┬";
    for (let i = 0; i < text.length; i++) numbers[start + i] = text[i];
    free = start + text.length + 1;
  }
  const margin = " ".repeat(AXIS - 1);
  return [`${margin}└${axis.join("")}`, `${margin} ${numbers.join("")}time step`];
}
