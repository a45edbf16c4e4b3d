import { encodeSnn } from "@snnkit/ir";
import { decodeRecording } from "@snnkit/recording";
import { compileNetwork } from "@snnkit/sim";
import { randomGraph, randomSample } from "@snnkit/sim/conformance";
import { createRateSimulator } from "@snnkit/sim-rate";
import { assert, assertEquals } from "@std/assert";
import { listFolders, readJson, root } from "./_source_files.ts";

/** Runs a program; fails with all it printed where it fails. */
async function run(cwd: string | URL, command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    stdin: "null",
    env: { CI: "true", DO_NOT_TRACK: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(code, 0, `${command} ${args.join(" ")}\n${text}${new TextDecoder().decode(stderr)}`);
  return text;
}

const TIMESTEPS = 24;
const SAMPLES = 12;

/** Node simulates a file with pools of 1 to 3 threads: all records must be those of this runtime. */
async function checkPools(place: string): Promise<void> {
  const graph = randomGraph(4, { blocks: ["gate", "averagePoolThenConvolution"] });
  const network = compileNetwork(graph);
  const simulator = await createRateSimulator(network, { timesteps: TIMESTEPS, counts: true });
  const samples = Array.from({ length: SAMPLES }, (_, index) => randomSample(graph, index));
  const records = samples.map((sample, index) => simulator.simulate(sample, index));
  await Deno.writeFile(`${place}/net.snn`, encodeSnn({ graph, provenance: {} }));
  await Deno.writeTextFile(`${place}/samples.json`, JSON.stringify(samples.map((x) => [...x])));
  await Deno.copyFile(new URL("node_pool/pool.mjs", import.meta.url), `${place}/pool.mjs`);
  await Deno.copyFile(new URL("node_pool/worker.mjs", import.meta.url), `${place}/worker.mjs`);
  for (const threads of [1, 2, 3]) {
    await run(place, "node", "pool.mjs", String(threads), String(TIMESTEPS));
    const { samples: found } = decodeRecording(await Deno.readFile(`${place}/recording.bin`));
    assertEquals(found.length, SAMPLES);
    assertEquals(found, records, `${threads} threads`);
  }
  assert(records.some(({ spikes }) => spikes.some((count) => count > 0)), "nothing spikes");
}

Deno.test("every packed package installs in Node, can be imported, and simulates in threads", async () => {
  const packages = listFolders("packages").filter((name) =>
    !readJson<{ private?: boolean }>(`packages/${name}/package.json`).private
  );
  const place = await Deno.makeTempDir({ prefix: "snnkit-node-" });
  try {
    await run(root, Deno.execPath(), "run", "-A", "tools/build.ts", ...packages);
    const pnpm = new URL("tools/toolchain/node_modules/.bin/pnpm", root).pathname;
    for (const name of packages) {
      await run(new URL(`packages/${name}/`, root), pnpm, "pack", "--pack-destination", place);
    }
    const tarballs = [...Deno.readDirSync(place)].map((entry) => entry.name).sort();
    assertEquals(tarballs.length, packages.length);

    // The packages depend on each other by version, which no registry holds yet: override with files.
    const files = Object.fromEntries(packages.map((name) => {
      const { version } = readJson<{ version: string }>(`packages/${name}/package.json`);
      return [`@snnkit/${name}`, `file:./snnkit-${name}-${version}.tgz`];
    }));
    await Deno.writeTextFile(
      `${place}/package.json`,
      JSON.stringify({ private: true, type: "module", dependencies: files, overrides: files }),
    );
    await run(place, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");

    const entries = packages.flatMap((name) =>
      Object.keys(
        readJson<{ exports: Record<string, string> }>(`packages/${name}/package.json`).exports,
      )
        // What a browser's or Deno's worker runs finds nobody to talk to in Node's main thread.
        .filter((entry) => entry !== "./worker")
        .map((entry) => `@snnkit/${name}${entry.slice(1)}`)
    );
    await Deno.writeTextFile(
      `${place}/import_all.mjs`,
      `const entries = ${JSON.stringify(entries)};
       for (const entry of entries) await import(entry);
       console.log("imported " + entries.length);
       process.exit(0);`,
    );
    const printed = await run(place, "node", "import_all.mjs");
    assert(printed.includes(`imported ${entries.length}`), printed);
    await checkPools(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
});
