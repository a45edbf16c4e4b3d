import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

const MAIN = new URL("main.ts", import.meta.url);

/** How a command ended. */
export interface Ended {
  /** The exit code. */
  readonly code: number;
  /** What it wrote to stdout. */
  readonly out: string;
  /** What it wrote to stderr. */
  readonly err: string;
}

/** A folder that a test works in. */
export interface Workplace {
  /** Its path. */
  readonly path: string;
  /** Writes a file; returns its path. */
  readonly write: (name: string, content: Uint8Array | string) => string;
  /** Every file and folder in it, as paths from it. */
  readonly list: () => string[];
  /** Runs the real command line there, as a user does. */
  readonly snn: (...args: readonly string[]) => Promise<Ended>;
  /** Starts it without waiting for its end. */
  readonly start: (...args: readonly string[]) => Deno.ChildProcess;
  /**
   * Runs it and asserts that it refuses: code 2, one error and no stack trace on stderr, nothing on
   * stdout, no file more or less.
   *
   * @param mentions What the message must hold.
   * @returns The message.
   */
  readonly refuses: (args: readonly string[], ...mentions: readonly string[]) => Promise<string>;
}

/** Runs a test in a folder of its own, which is removed afterwards. */
export async function inWorkplace(test: (place: Workplace) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "snnkit-cli-" });
  const start = (...args: readonly string[]): Deno.ChildProcess => snnCommand(args, path).spawn();
  const snn = (...args: readonly string[]): Promise<Ended> => ended(start(...args));
  const list = (): string[] => listTree(path).sort();
  const refuses: Workplace["refuses"] = async (args, ...mentions) => {
    const before = list();
    const { code, out, err } = await snn(...args);
    assertEquals([code, out], [2, ""], `snn ${args.join(" ")} → ${code}\n${out}${err}`);
    assertMatch(err, /^error: Cannot .+ as .+/);
    assertEquals(err.match(/^error: /gm)?.length, 1, err);
    assert(!/^\s+at .*:\d+:\d+\)?$/m.test(err), `there is a stack trace:\n${err}`);
    for (const mention of mentions) assertStringIncludes(err, mention);
    assertEquals(list(), before, "files were left behind or taken away");
    return err;
  };
  const write = (name: string, content: Uint8Array | string): string => {
    const file = `${path}/${name}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(file, content);
    else Deno.writeFileSync(file, content);
    return file;
  };
  try {
    await test({ path, write, list, snn, start, refuses });
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** Waits for the end of a command. */
export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** The command line as a process to be started. */
export function snnCommand(args: readonly string[], cwd: string): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN.href, ...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
}

function listTree(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${prefix}${name}`;
    return isDirectory ? [`${path}/`, ...listTree(`${folder}/${name}`, `${path}/`)] : [path];
  });
}
