import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

const script = new URL("start.ts", import.meta.url);

/** Runs the script of `npm start` as a user does. */
async function start(
  ...args: readonly string[]
): Promise<{ code: number; text: string; errors: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script.href, ...args],
    stdin: "null",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

Deno.test("npm start converts, runs 1,000 digits, shows what happened and writes a report", async () => {
  const folder = await Deno.makeTempDir({ prefix: "snnkit-start-" });
  try {
    const { code, text, errors } = await start("--out", folder);
    assertEquals([code, errors], [0, ""]);
    assertMatch(text, /trained network\s+99\.\d+ %\s+\(99\d of 1000\)/);
    assertMatch(text, /spiking network\s+99\.\d+ %\s+\(99\d of 1000\) after 8 steps/);
    assertMatch(text, /operations\s+[\d.]+ M additions .* 1\.46 M multiply-adds/);
    // The curve: a scale, dots of Braille, and both networks named at its end.
    assertStringIncludes(text, "100 % ┤");
    assertMatch(text, /[\u2801-\u28ff]{3}/);
    assertMatch(text, /original 99\.\d+ %[^]*spiking 99\.\d+ %/);
    assertStringIncludes(text, `${folder}/report.html`);

    const { samples, ann, snn, curve } = JSON.parse(await Deno.readTextFile(`${folder}/run.json`));
    assertEquals([samples, curve.length, curve.at(-1).correct], [1000, 8, snn.correct]);
    assertStringIncludes(text, `(${ann.correct} of 1000)`);
    assertStringIncludes(text, `(${snn.correct} of 1000)`);
    assert(ann.correct - snn.correct <= 5, "more than half a point is lost");
    const report = await Deno.readTextFile(`${folder}/report.html`);
    assert(report.startsWith("<!doctype html>") && report.trimEnd().endsWith("</html>"));
    const charts = [...Deno.readDirSync(`${folder}/charts`)].map(({ name }) => name);
    assert(charts.includes("accuracy.svg") && charts.length >= 5, charts.join(" "));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("npm start tells its option, and refuses others before any work", async () => {
  const help = await start("-h");
  assertEquals([help.code, help.errors], [0, ""]);
  assertStringIncludes(help.text, "--out DIR");
  const wrong = await start("--ouk", "x");
  assertEquals([wrong.code, wrong.text], [2, ""]);
  assertStringIncludes(wrong.errors, `did you mean "--out"?`);
});
