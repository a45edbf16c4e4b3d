/** Talking to the person at the terminal. Results go to stdout, everything else to stderr. */

const encoder = new TextEncoder();

/** Writes a line to stdout. */
export function say(text = ""): void {
  Deno.stdout.writeSync(encoder.encode(`${text}\n`));
}

/** Writes a line to stderr. */
export function tell(text: string): void {
  Deno.stderr.writeSync(encoder.encode(`${text}\n`));
}

/** How many columns the terminal has; 80 in a pipe. */
export function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}

/** A bar that shows how far long work has come. */
export interface Progress {
  /** So many of the whole are done. */
  readonly update: (done: number, note?: string) => void;
  /** Wipes the bar away. */
  readonly finish: () => void;
}

/**
 * A progress bar on a terminal; silent in a pipe. Drawn at most ten times a second.
 *
 * @param label What is being done, e.g. `"calibrating"`.
 * @param total How much there is to do.
 */
export function createProgress(label: string, total: number): Progress {
  if (!Deno.stderr.isTerminal()) return { update: () => {}, finish: () => {} };
  const started = performance.now();
  let drawn = -Infinity;
  const update = (done: number, note = ""): void => {
    const now = performance.now();
    if (now - drawn < 100 && done < total) return;
    drawn = now;
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const left = share > 0 ? (now - started) / 1000 * (1 / share - 1) : undefined;
    const filled = Math.round(share * 24);
    const bar = "█".repeat(filled) + "░".repeat(24 - filled);
    const time = left === undefined ? "" : ` ${formatSeconds(left)} left`;
    const line = `${label.padEnd(14)} ${bar} ${done}/${total}${time}${note ? ` · ${note}` : ""}`;
    Deno.stderr.writeSync(encoder.encode(`\r\x1b[2K${line.slice(0, columns() - 1)}`));
  };
  const finish = (): void => void Deno.stderr.writeSync(encoder.encode("\r\x1b[2K"));
  update(0);
  return { update, finish };
}

/** `"0.8 s"`, `"42 s"`, `"3 min 20 s"`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `950`, `12.3 k`, `4.06 M`, `1.20 G`. */
export function formatCount(value: number): string {
  const steps: readonly [number, string][] = [[1e9, " G"], [1e6, " M"], [1e3, " k"]];
  for (const [size, unit] of steps) {
    if (Math.abs(value) >= size) return `${(value / size).toPrecision(3)}${unit}`;
  }
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

/** `"99.20 %"` */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
