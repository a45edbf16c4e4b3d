import { assert, assertEquals, assertRejects } from "@std/assert";
import { accuracyChart, confusionChart, neuronChart, renderSvg } from "./mod.ts";
import golden from "./testdata/golden.json" with { type: "json" };
import { reportData } from "./testdata/report_data.ts";
import { tagsOf } from "./testdata/tags.ts";

Deno.test("renderSvg() draws the neuron as it is stored", async () => {
  // To store it anew: deno run -A packages/report/testdata/make_golden.ts
  assertEquals(await renderSvg(neuronChart()), golden.neuron);
});

Deno.test("renderSvg() gives the same text again, whatever was drawn in between", async () => {
  const { summary, confusion } = reportData();
  const first = await renderSvg(accuracyChart(summary));
  await Promise.all([renderSvg(confusionChart(confusion)), renderSvg(neuronChart())]);
  assertEquals(await renderSvg(accuracyChart(summary)), first);
});

Deno.test("renderSvg() rounds coordinates and prefixes ids", async () => {
  const clipped = {
    data: { values: [{ x: 1, y: 1 }, { x: 3, y: 2 }] },
    mark: { type: "line", clip: true },
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
    },
  } as const;
  const svg = await renderSvg(JSON.parse(JSON.stringify(clipped)), "one");
  const ids = tagsOf(svg).flatMap((tag) => tag.attributes.get("id") ?? []);
  assertEquals(ids, ["one-0"]);
  assert(svg.includes("url(#one-0)"));
  for (const tag of tagsOf(svg)) {
    assert(!/\d\.\d{3}/.test(tag.attributes.get("transform") ?? ""));
    assert(!/\d\.\d{3}/.test(tag.attributes.get("d") ?? ""));
  }
});

Deno.test("renderSvg() loads nothing", async () => {
  await assertRejects(
    () => renderSvg({ data: { url: "data.csv" }, mark: "point", encoding: {} }),
    Error,
    "data.csv",
  );
});
