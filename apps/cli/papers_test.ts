import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ended, inWorkplace } from "./_run_snn.ts";
import type { PaperResult } from "./papers/paper_result.ts";
import { PAPERS } from "./papers/registry.ts";
import { renderPaper } from "./papers/render_paper.ts";

const TINY = ["--limit", "20", "--timesteps", "6", "--calibrate-limit", "20"];

Deno.test("snn papers lists the papers and the files that they need", async () => {
  await inWorkplace(async ({ snn, list }) => {
    const { code, out } = await snn("papers");
    assertEquals(code, 0);
    for (const { name } of PAPERS) assertStringIncludes(out, name);
    assertStringIncludes(out, "cifar10_resnet20_akamaster.onnx");
    const { papers } = JSON.parse((await snn("papers", "--json")).out);
    assertEquals(papers.map(({ name }: { name: string }) => name), PAPERS.map(({ name }) => name));
    assertEquals(list(), []);
  });
});

Deno.test("snn papers refuses names that are none, and says which is near", async () => {
  await inWorkplace(async ({ refuses }) => {
    await refuses(["papers", "rueckauer"], '"rueckauer2017"');
    await refuses(["papers", "hu2017", "diel", "xyz"], '"hu2018"', '"diehl2015"', '"xyz"');
    await refuses(["papers", "hu2018", "--data-dir", "nowhere"], '"nowhere"');
  });
});

for (const { name, tables } of PAPERS) {
  Deno.test(`snn papers ${name} writes a page, its numbers and its charts`, async () => {
    await inWorkplace(async ({ snn, path, list }) => {
      const { code, out, err } = await snn("papers", name, ...TINY, "--out", "made", "--json");
      assertEquals(code, 0, err);
      const { papers: [printed] } = JSON.parse(out) as { papers: PaperResult[] };
      const json = await Deno.readTextFile(`${path}/made/${name}.json`);
      const result = JSON.parse(json) as PaperResult;
      assertEquals(result, printed);

      assertEquals(await Deno.readTextFile(`${path}/made/${name}.md`), renderPaper(result));
      assertEquals(
        result.tables.map(({ rows }) => rows.map(({ labels }) => labels)),
        tables.map(({ trials }) => trials.map(({ labels }) => [...labels])),
      );
      const rows = result.tables.flatMap((table) => table.rows);
      assert(rows.some(({ obtained }) => obtained !== undefined), "no row was run");
      for (const { obtained } of rows) {
        if (obtained === undefined) continue;
        assertEquals([obtained.samples, obtained.timesteps], [20, 6]);
        assertEquals(obtained.curve.at(-1)?.accuracy, obtained.snn);
      }
      const drawings = list().filter((file) => file.endsWith(".svg"));
      assertEquals(drawings.length, result.charts.length);
      for (const file of drawings) assertWellFormed(await Deno.readTextFile(`${path}/${file}`));
    });
  });
}

Deno.test("snn papers says which rows are left out for want of files", async () => {
  await inWorkplace(async ({ snn, write }) => {
    write("data/datasets/readme.txt", "nothing here");
    const tiny = ["--limit", "2", "--timesteps", "2", "--calibrate-limit", "2"];
    const { code, out } = await snn("papers", "rueckauer2017", ...tiny, "--data-dir", "data");
    assertEquals(code, 0);
    assertStringIncludes(out, '"cifar10_cnn_bn_snntb8145.onnx" are left out');
    assertMatch(out, /wrote snn-papers\/rueckauer2017\.md/);
  });
});

/** Every element of a drawing is closed, in the right order. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, closing, name, end] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)) {
    if (closing === "/") assertEquals(open.pop(), name);
    else if (end !== "/") open.push(name);
  }
  assertEquals(open, []);
  assert(svg.startsWith("<svg"));
}

Deno.test({
  name: "Ctrl-C ends snn papers with one message, code 130 and no file",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await inWorkplace(async ({ start, list }) => {
      // Before it listens, a signal just ends the process.
      for (let wait = 4000; wait <= 64_000; wait *= 2) {
        const child = start("papers", "rueckauer2017", "--limit", "10000");
        const timer = setTimeout(() => child.kill("SIGINT"), wait);
        const { code, err } = await ended(child);
        clearTimeout(timer);
        assertEquals(code, 130);
        assertEquals(list(), []);
        if (err === "") continue;
        assertEquals(err, "Interrupted in rueckauer2017; nothing of it was written\n");
        return;
      }
      throw new Error("The command was never caught at work");
    });
  },
});
