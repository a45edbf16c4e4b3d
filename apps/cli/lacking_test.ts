import { encodeSnn } from "@snnkit/ir";
import { tinyRateGraph } from "@snnkit/testkit";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Ended, ended, inWorkplace } from "./_run_snn.ts";
import { tinyNpz } from "./_test_models.ts";

/** Runs the command line after a script that takes something away from the platform. */
async function snnWithout(script: string, cwd: string, words: readonly string[]): Promise<Ended> {
  Deno.writeTextFileSync(`${cwd}/lack.js`, script);
  const main = new URL("main.ts", import.meta.url).href;
  return await ended(
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--preload", "lack.js", main, ...words],
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    }).spawn(),
  );
}

Deno.test("snn run goes on where WebAssembly has no SIMD and there are no workers, saying so", async () => {
  await inWorkplace(async ({ write, path }) => {
    write("net.snn", encodeSnn({ graph: tinyRateGraph(), provenance: {} }));
    write("data.npz", tinyNpz(12));
    const words = ["run", "net.snn", "--data", "npz:data.npz", "--timesteps", "16"];
    const lacks = "WebAssembly.validate = () => false; delete globalThis.Worker;";
    const whole = await snnWithout("", path, [...words, "--threads", "3", "--json"]);
    const lacking = await snnWithout(lacks, path, [...words, "--threads", "3", "--json"]);
    assertEquals([whole.code, lacking.code], [0, 0], lacking.err);
    const [fast, slow] = [whole, lacking].map(({ out }) => JSON.parse(out));
    assertEquals([fast.engine, fast.threads], ["event", 3]);
    assertEquals([slow.engine, slow.threads], ["reference", 1]);
    assertEquals([slow.snn, slow.curve, slow.spikes], [fast.snn, fast.curve, fast.spikes]);
    const codes = ({ findings }: { findings: { code: string }[] }): string[] =>
      findings.map(({ code }) => code).filter((code) => code.startsWith("no-"));
    assertEquals([codes(fast), codes(slow)], [[], ["no-workers", "no-simd"]]);

    const shown = await snnWithout(lacks, path, [...words, "--threads", "3"]);
    assertStringIncludes(shown.out + shown.err, "note: WebAssembly has no SIMD here");
    assertStringIncludes(shown.out + shown.err, "one thread simulates instead of 3");
    assert(shown.out.includes("engine reference"), shown.out);

    const profiled = await snnWithout(lacks, path, [...words, "--profile"]);
    assertEquals([profiled.code, profiled.out], [2, ""]);
    assertStringIncludes(profiled.err, "WebAssembly has no SIMD here");
  });
});
