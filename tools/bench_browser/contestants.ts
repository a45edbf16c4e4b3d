import type { Browser, Page } from "playwright-core";
import { fileURLToPath } from "node:url";
import { openPage } from "../launch_chromium.ts";
import type { BenchSettings, BenchTurn } from "./bench_images.ts";
import type { BenchPage } from "./page.ts";

/** A runtime that simulates the images whenever it is its turn. */
export interface Contestant extends AsyncDisposable {
  /** What it is called. */
  readonly name: string;
  /** Simulates all images once. */
  readonly turn: () => Promise<BenchTurn>;
}

/** Headers that isolate a page from other origins, so that its threads may share memory. */
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript" };

/** Bundles the programs of all contestants into a folder, which ends in `/`. */
export async function bundlePrograms(folder: URL): Promise<void> {
  const here = new URL("./", import.meta.url);
  const worker = new URL("../../packages/sim-rate/worker.ts", here);
  const programs = [
    ["page.js", new URL("page.ts", here), "browser"],
    ["worker.js", worker, "browser"],
    ["process.js", new URL("process.ts", here), "deno"],
    ["thread.js", new URL("thread.ts", here), "deno"],
  ] as const;
  for (const [name, entry, platform] of programs) {
    const output = fileURLToPath(new URL(name, folder));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--platform", platform, "--output", output, fileURLToPath(entry)],
      cwd: here,
      stdin: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }
  // Node takes .js files for CommonJS where nothing says otherwise.
  await Deno.writeTextFile(new URL("package.json", folder), '{ "type": "module" }');
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js">';
  await Deno.writeTextFile(new URL("index.html", folder), `${page}</script>`);
}

/** A page in Chromium, isolated from other origins or not. */
export async function chromiumContestant(
  browser: Browser,
  folder: URL,
  settings: BenchSettings,
  isolated: boolean,
): Promise<Contestant> {
  const server = serve(folder, isolated);
  const { page, problems } = await openPage(browser);
  await page.goto(`http://127.0.0.1:${server.addr.port}/index.html`);
  await page.waitForFunction("'bench' in globalThis");
  const calls = (name: keyof BenchPage): Promise<BenchTurn> => call(page, name, settings);
  await calls("prepare");
  return {
    name: `Chromium, ${isolated ? "isolated" : "not isolated"}`,
    turn: async () => {
      const turn = await calls("turn");
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return turn;
    },
    [Symbol.asyncDispose]: async () => {
      await page.close();
      await server.shutdown();
    },
  };
}

async function call(
  page: Page,
  name: keyof BenchPage,
  settings: BenchSettings,
): Promise<BenchTurn> {
  const answer = await page.evaluate(
    async ([name, settings]) => {
      const { bench } = globalThis as unknown as { bench: BenchPage };
      return name === "turn" ? await bench.turn() : await bench.prepare(settings);
    },
    [name, settings] as const,
  );
  return answer as BenchTurn;
}

function serve(folder: URL, isolated: boolean): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const name = new URL(request.url).pathname.slice(1);
    const type = TYPES[name.split(".").at(-1)!] ?? "application/octet-stream";
    const headers = { "content-type": type, ...isolated && ISOLATION };
    if (!/^[\w-]+\.\w+$/.test(name)) return new Response("Not found", { status: 404 });
    return new Response(await Deno.readFile(new URL(name, folder)), { headers });
  });
}

/** A process of Deno or Node. */
export async function processContestant(
  name: string,
  command: readonly string[],
  folder: URL,
  settings: BenchSettings,
): Promise<Contestant> {
  const [program, ...args] = command;
  const path = fileURLToPath(folder);
  const child = new Deno.Command(program, {
    args: [...args, `${path}process.js`, path],
    stdin: "piped",
    stdout: "piped",
    env: { DENO_NO_UPDATE_CHECK: "1" },
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let rest = "";
  const ask = async (line: string): Promise<BenchTurn> => {
    await writer.write(new TextEncoder().encode(`${line}\n`));
    while (!rest.includes("\n")) {
      const { done, value } = await lines.next();
      if (done) throw new Error(`Cannot go on as ${name} ended`);
      rest += value;
    }
    const end = rest.indexOf("\n");
    const answer = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return JSON.parse(answer);
  };
  await ask(JSON.stringify(settings));
  return {
    name,
    turn: () => ask("turn"),
    [Symbol.asyncDispose]: async () => {
      await writer.close();
      await child.status;
    },
  };
}
