import { assert, assertEquals } from "@std/assert";
import { drawReport, renderReport } from "./mod.ts";
import { reportData } from "./testdata/report_data.ts";
import { tagsOf } from "./testdata/tags.ts";

Deno.test("drawReport() gives the page of renderReport(), and its charts as they stand there", async () => {
  const data = reportData();
  const { page, charts } = await drawReport(data);
  assertEquals(page, await renderReport(data));
  assertEquals(charts.map(({ name }) => name), [
    "accuracy",
    "operations",
    "early-stops",
    "early-stops-operations",
    "spikes",
    ...data.correlations.map((_, at) => `rates-${at + 1}`),
    "errors",
    "confusion",
  ]);
  for (const { name, svg } of charts) assert(page.includes(svg), name);
});

Deno.test("drawReport() draws what the page has no room for", async () => {
  const { page, charts } = await drawReport(reportData({ layers: 15, classes: 21 }));
  const names = charts.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (let layer = 1; layer <= 15; layer++) assert(names.includes(`rates-${layer}`), `${layer}`);
  const beside = charts.filter(({ svg }) => !page.includes(svg));
  assertEquals(beside.filter(({ name }) => name.startsWith("rates-")).length, 3);
  assert(beside.some(({ name }) => name === "confusion"));
  for (const { svg } of charts) assertEquals(tagsOf(svg)[0].name, "svg");
});

Deno.test("drawReport() leaves out a matrix of more classes than can be seen", async () => {
  const { charts } = await drawReport(reportData({ classes: 101 }));
  assert(!charts.some(({ name }) => name === "confusion"));
});

Deno.test("drawReport() draws what is always measured, where there is nothing else", async () => {
  const { summary } = reportData();
  const { anytime: _, ...least } = summary;
  const { charts } = await drawReport({ summary: least });
  assertEquals(charts.map(({ name }) => name), ["accuracy", "operations"]);
});
