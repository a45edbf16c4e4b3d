import { formatSeconds } from "../present/format.ts";
import { columns } from "./terminal.ts";

/** A bar that shows how far long work has come. */
export interface Progress {
  /** So many of the whole are done. */
  readonly update: (done: number) => void;
  /** Wipes the bar away. */
  readonly finish: () => void;
}

/** Characters of the bar itself, where there is room. */
const WIDTH = 24;

/** Drawn at most this often, in milliseconds: a terminal is slower than the work. */
const PAUSE = 100;

/**
 * A progress bar on a terminal; silent in a pipe.
 *
 * @param label What is being done, e.g. `"calibrating"`.
 * @param total How much there is to do.
 */
export function createProgress(label: string, total: number): Progress {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, finish: () => {} };
  const encoder = new TextEncoder();
  const write = (text: string): void => void Deno.stderr.writeSync(encoder.encode(text));
  const started = performance.now();
  let drawn = -Infinity;
  const update = (done: number): void => {
    const now = performance.now();
    if (now - drawn < PAUSE && done < total) return;
    drawn = now;
    write(`\r\x1b[2K${progressLine(label, done, total, (now - started) / 1000, columns() - 1)}`);
  };
  update(0);
  return { update, finish: () => write("\r\x1b[2K") };
}

/** One drawing of the bar, which gets shorter where the terminal is narrow. */
export function progressLine(
  label: string,
  done: number,
  total: number,
  seconds: number,
  width: number,
): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const left = share > 0 && share < 1 ? ` ${formatSeconds(seconds * (1 / share - 1))} left` : "";
  const head = label.padEnd(14);
  const tail = `${done}/${total}${left}`;
  const room = Math.max(0, Math.min(WIDTH, width - head.length - tail.length - 2));
  const full = Math.round(share * room);
  const bar = "█".repeat(full) + "░".repeat(room - full);
  return `${head} ${bar} ${tail}`.slice(0, Math.max(0, width));
}
