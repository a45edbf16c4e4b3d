/** What a program took. */
export interface ProcessCost {
  /** Its exit code. */
  readonly code: number;
  /** What it wrote to stdout and stderr. */
  readonly output: string;
  /** From its start to its end. */
  readonly seconds: number;
  /** Time of processors that it used, its own and the system's for it. */
  readonly cpuSeconds: number;
  /** The most memory that it held, in bytes. */
  readonly peakBytes: number;
}

/** How often the system is asked, in milliseconds: what is used after the last time is missed. */
const PERIOD = 5;

/** Ticks of a second, as Linux counts the time of processors. */
const TICKS = 100;

/**
 * Runs deno and asks the system meanwhile what that takes.
 *
 * @throws {Deno.errors.NotFound} Where the system is not Linux: it answers in `/proc`.
 */
export async function watchDeno(args: readonly string[], cwd: URL): Promise<ProcessCost> {
  await Deno.stat("/proc/self/stat");
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  }).spawn();
  let [cpuSeconds, peakBytes] = [0, 0];
  const ask = (): void => {
    try {
      cpuSeconds = cpuOf(Deno.readTextFileSync(`/proc/${child.pid}/stat`));
      peakBytes = Math.max(peakBytes, peakOf(Deno.readTextFileSync(`/proc/${child.pid}/status`)));
    } catch {
      // It has ended.
    }
  };
  const timer = setInterval(ask, PERIOD);
  const { code, stdout, stderr } = await child.output();
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1000;
  const text = new TextDecoder();
  return {
    code,
    output: text.decode(stdout) + text.decode(stderr),
    seconds,
    cpuSeconds,
    peakBytes,
  };
}

/** Fields 14 and 15, counted after the name in parentheses, which may hold anything. */
function cpuOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** The high-water mark of resident memory; absent of a process that is ending. */
function peakOf(status: string): number {
  return 1024 * Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0);
}
