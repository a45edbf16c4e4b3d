/** One turn of a contestant. */
export interface Turn {
  /** Wall time of the simulation alone. */
  readonly seconds: number;
  /** How many images got their label. */
  readonly correct: number;
  /** How many images there were. */
  readonly images: number;
}

/** Something that simulates the same images each time it is asked to. */
export interface Contestant {
  /** What it is called in the table. */
  readonly name: string;
  /** Simulates all images once. */
  readonly turn: () => Promise<Turn>;
  /** Ends it. */
  readonly dispose: () => void;
}

/** Starts a Python contestant and waits until it is ready; `settings` are those of `peer.py`. */
export async function startPython(
  python: string,
  name: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<Contestant> {
  const child = new Deno.Command(python, {
    args: [new URL("peer.py", import.meta.url).pathname, JSON.stringify(settings)],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  }).spawn();
  // What it prints besides is shown only where it fails.
  const complaints = new Response(child.stderr).text();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const orders = child.stdin.getWriter();
  let rest = "";
  const answer = async (): Promise<Record<string, number>> => {
    while (!rest.includes("\n")) {
      const { done, value } = await lines.read();
      if (done) throw new Error(`Cannot run ${name} as it ended:\n${await complaints}`);
      rest += value;
    }
    const [line] = rest.split("\n", 1);
    rest = rest.slice(line.length + 1);
    return JSON.parse(line);
  };
  await answer();
  return {
    name,
    turn: async () => {
      await orders.write(new TextEncoder().encode("\n"));
      const { seconds, correct, images } = await answer();
      return { seconds, correct, images };
    },
    dispose: () => child.kill(),
  };
}

/** `snn run` of a converted file: its own clock, which starts after loading and the trained network. */
export function snnContestant(name: string, words: readonly string[]): Contestant {
  return {
    name,
    turn: async () => {
      const { seconds, snn, samples } = JSON.parse(await runSnn(["run", ...words, "--json"]));
      return { seconds: seconds.simulate, correct: snn.correct, images: samples };
    },
    dispose: () => {},
  };
}

/** Runs `snn`; returns what it printed. */
export async function runSnn(words: readonly string[]): Promise<string> {
  const main = new URL("../../apps/cli/main.ts", import.meta.url).href;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, ...words],
    stdin: "null",
  }).output();
  if (code === 0) return new TextDecoder().decode(stdout);
  throw new Error(
    `Cannot run snnkit as it ended with ${code}:\n${new TextDecoder().decode(stderr)}`,
  );
}
