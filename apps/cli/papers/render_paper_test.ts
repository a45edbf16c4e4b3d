import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Obtained, PaperResult, RowResult } from "./paper_result.ts";
import { chartFile, renderPaper, scaleOf } from "./render_paper.ts";

const obtained: Obtained = {
  samples: 100,
  timesteps: 8,
  ann: 0.9,
  snn: 0.905,
  agreement: 0.95,
  spikes: 1234,
  synapticOps: 5.6e6,
  annMacs: 1e6,
  curve: [{ t: 8, accuracy: 0.905, synapticOps: 5.6e6 }],
};

const row: RowResult = {
  labels: ["first"],
  model: "net.onnx",
  recipe: "rueckauer2017",
  options: {},
  readout: "membrane",
  published: { ann: 0.95, snn: 0.94, source: "table 1" },
  obtained,
};

const result: PaperResult = {
  name: "tiny",
  citation: "Somebody 2000, Something",
  doi: "10.0/0",
  claims: ["It works.", "It is fast."],
  differs: ["The networks."],
  command: "snn papers tiny --limit 100",
  versions: { snnkit: "0.1.0", Deno: "2" },
  seed: 7,
  seconds: 65,
  tables: [{
    id: "one",
    title: "One",
    notes: [],
    heads: ["how"],
    columns: ["annPublished", "ann", "snnPublished", "snn", "lostPublished", "lost", "settled"],
    score: "label",
    rows: [row, { labels: ["absent"], recipe: "x", options: {}, readout: "count" }],
  }],
  charts: [{ kind: "comparison", id: "", table: "one", caption: "All of it." }],
  findings: [{ code: "a", message: "average_pool is * here" }],
};

Deno.test("renderPaper() puts published next to obtained, and dashes where there is nothing", () => {
  const lines = renderPaper(result).split("\n");
  const cells = (start: string): string[] =>
    lines.find((line) => line.startsWith(`| ${start}`))!.split("|").map((cell) => cell.trim());
  assertEquals(
    cells("first").slice(1, -1),
    ["first", "95.00 %", "90.00 %", "94.00 %", "90.50 %", "1.00", "-0.50", "–"],
  );
  assertEquals(cells("absent").slice(2, -1), Array(7).fill("–"));
});

Deno.test("renderPaper() says how a page was made, one sentence a line", () => {
  const page = renderPaper(result);
  for (const part of [result.command, "seed 7", "65 s", "snnkit 0.1.0", "table 1", "10.0/0"]) {
    assertStringIncludes(page, part);
  }
  assertStringIncludes(page, "It works.\nIt is fast.");
  assertStringIncludes(page, "![All of it.](tiny.svg)");
  assertStringIncludes(page, "average\\_pool is \\* here.");
  assert(page.endsWith(".\n") && !page.includes("\n\n\n"));
});

Deno.test("renderPaper() follows from the JSON file alone", () => {
  assertEquals(renderPaper(JSON.parse(JSON.stringify(result))), renderPaper(result));
});

Deno.test("scaleOf() names each network once", () => {
  const [table] = result.tables;
  assertEquals(scaleOf(table), "Obtained with net.onnx: 100 samples, 8 steps each.");
  assertEquals(
    scaleOf({ ...table, rows: [row, row, { ...row, model: "other.onnx" }] }),
    "Obtained with net.onnx, other.onnx: 100 samples, 8 steps each.",
  );
  assertEquals(scaleOf({ ...table, rows: [] }), "None of its networks was there.");
});

Deno.test("chartFile() names the first drawing after its paper", () => {
  assertEquals([chartFile("a", ""), chartFile("a", "time")], ["a.svg", "a-time.svg"]);
});
