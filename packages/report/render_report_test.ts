import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { renderReport } from "./mod.ts";
import { pictureUri } from "./_picture.ts";
import { reportData } from "./testdata/report_data.ts";
import { tagsOf } from "./testdata/tags.ts";

/** The JSON that a page holds, by id. */
function jsonOf(page: string): Map<string, unknown> {
  const scripts = page.matchAll(/<script type="application\/json" id="([^"]*)">(.*?)<\/script>/gs);
  return new Map([...scripts].map(([, id, json]) => [id, JSON.parse(json)]));
}

Deno.test("renderReport() is well-formed, and every id is there once", async () => {
  const tags = tagsOf(await renderReport(reportData()));
  const ids = tags.flatMap((tag) => tag.attributes.get("id") ?? []);
  assertEquals(ids.length, new Set(ids).size);
  for (const tag of tags) {
    const target = tag.attributes.get("href");
    if (target?.startsWith("#")) assert(ids.includes(target.slice(1)), target);
    const title = tag.attributes.get("aria-labelledby");
    if (title !== undefined) assert(ids.includes(title), title);
  }
});

Deno.test("renderReport() gives every drawing a label and every picture a text", async () => {
  const tags = tagsOf(await renderReport(reportData()));
  const drawings = tags.filter((tag) => tag.attributes.get("role") === "img");
  assert(drawings.length >= 10);
  assert(drawings.every((tag) => tag.attributes.get("aria-label")));
  const pictures = tags.filter((tag) => tag.name === "img");
  assertEquals(pictures.length, 2);
  assert(pictures.every((tag) => tag.attributes.get("alt")));
});

Deno.test("renderReport() loads nothing", async () => {
  const page = await renderReport(reportData());
  for (const { name, attributes } of tagsOf(page)) {
    const [source, target] = [attributes.get("src"), attributes.get("href")];
    if (source !== undefined) assert(source.startsWith("data:image/png;base64,"), source);
    if (target !== undefined) assert(/^(#|https:\/\/doi\.org\/)/.test(target), target);
    assert(!["link", "iframe", "object", "embed", "base", "form"].includes(name), name);
    assert(!attributes.has("xlink:href") && !attributes.has("srcset"), name);
  }
  assert(!/@import|url\(\s*["']?(?!#)/.test(page));
  assert(page.includes("default-src &#39;none&#39;"));
});

Deno.test("renderReport() escapes every name", async () => {
  const attack = `</script></style><img src=x onerror="alert('1')">&amp;`;
  const names = (what: string, index: number): string => `${what}${index}${attack}`;
  const data = reportData({ names });
  const page = await renderReport(data);
  const tags = tagsOf(page);
  assert(tags.every((tag) => !tag.attributes.has("onerror")));
  assertEquals(tags.filter((tag) => tag.name === "img").length, data.examples.length);
  assert(!page.includes("<img src=x") && !page.includes("</script></style>"));
  assertEquals(jsonOf(page).get("summary"), data.summary);
});

Deno.test("renderReport() holds its numbers and charts as JSON", async () => {
  const data = reportData();
  const json = jsonOf(await renderReport(data));
  assertEquals(json.get("summary"), data.summary);
  const charts = [...json.keys()].filter((id) => id.startsWith("chart-"));
  assertEquals(charts, [
    "chart-accuracy",
    "chart-operations",
    "chart-anytime-time",
    "chart-anytime-operations",
    "chart-spikes",
    "chart-rates-0",
    "chart-rates-1",
    "chart-rates-2",
    "chart-errors",
    "chart-confusion",
  ]);
});

Deno.test("renderReport() leaves out what it has no data for", async () => {
  const { summary: { anytime: _, ...summary } } = reportData();
  const page = await renderReport({ summary: { ...summary, findings: [] } });
  tagsOf(page);
  const present = (id: string): boolean => page.includes(`id="${id}"`);
  for (const id of ["what", "spike", "time", "operations", "settings"]) assert(present(id), id);
  for (const id of ["anytime", "spikes", "rates", "errors", "confusion", "examples", "findings"]) {
    assert(!present(id) && !page.includes(`href="#${id}"`), id);
  }
});

Deno.test("renderReport() names the stop rule that loses nothing, where there is one", async () => {
  const { summary } = reportData();
  const page = await renderReport({ summary });
  assert(page.includes("<code>--stop margin=0.8</code> they end after\n51.4 of 64 steps"));
  const anytime = { ...summary.anytime!, points: summary.anytime!.points.slice(0, 2) };
  const without = await renderReport({ summary: { ...summary, anytime } });
  assert(without.includes("no threshold reaches what all 64 steps reach"));
  const { summary: atOnce } = reportData({ timesteps: 1 });
  assert(!(await renderReport({ summary: atOnce })).includes("Early stops"));
});

Deno.test("renderReport() gives the same bytes for the same data", async () => {
  assertEquals(await renderReport(reportData()), await renderReport(reportData()));
});

Deno.test("renderReport() stays below 1.8 MB for deep networks, many steps and large pictures", async () => {
  const size = { timesteps: 1024, layers: 60, classes: 20, examples: 30, pixels: 227 };
  const page = await renderReport(reportData(size));
  assert(new TextEncoder().encode(page).length < 1.8e6, `${page.length}`);
  assertEquals(page.split("data:image/png").length - 1, 12);
  assert(page.includes("12 of 60 layers are drawn"));
});

Deno.test("renderReport() lists mistakes where there are too many classes to draw", async () => {
  const page = await renderReport(reportData({ classes: 1000 }));
  assert(page.includes("The most frequent mistakes") && !page.includes(`id="figure-confusion"`));
  assert(page.length < 1.5e6);
});

Deno.test("renderReport() explains the code that was used", async () => {
  const { summary } = reportData();
  const [rate, ttfs] = await Promise.all([
    renderReport({ summary }),
    renderReport({ summary: { ...summary, code: "ttfs" } }),
  ]);
  assert(rate.includes("<em>how often</em>") && !rate.includes("<em>when</em>"));
  assert(ttfs.includes("<em>when</em>") && !ttfs.includes("<em>how often</em>"));
});

Deno.test("renderReport() explains negative spikes where there are some", async () => {
  const data = reportData();
  const recipeOptions = { neuron: "signed" };
  const signed = { ...data, summary: { ...data.summary, recipeOptions } };
  assert(!(await renderReport(data)).includes("negative spike"));
  assert((await renderReport(signed)).includes("negative spike"));
});

Deno.test("renderReport() says nothing of an original network where none was run", async () => {
  const data = reportData();
  const alone = {
    ...data.summary,
    ann: { correct: 0, accuracy: 0 },
    snn: { ...data.summary.snn, agreement: 0 },
    operations: { annMacs: 0, synapticOps: 63000 },
  };
  const page = await renderReport({
    ...data,
    summary: alone,
    examples: data.examples.map((example) => ({ ...example, ann: -1 })),
  });
  tagsOf(page);
  // The sections on rates and errors may speak of the network that they compare with.
  const told = page
    .slice(page.indexOf("<main>"), page.indexOf("</main>"))
    .replaceAll(/<section id="(rates|errors)".*?<\/section>/gs, "");
  assertEquals(told.match(/original|multiply-adds? (of|for)|gained|: -1/g), null);
  assert(told.includes("63\u00a0k"));
});

Deno.test("pictureUri() keeps small pictures as they are and shrinks large ones", () => {
  const read = (uri: string) =>
    decode(Uint8Array.from(atob(uri.split(",")[1]), (char) => char.charCodeAt(0)));
  const small = { width: 2, height: 1, channels: 1 as const, data: Uint8Array.of(0, 255) };
  assertEquals([...read(pictureUri(small)).data], [0, 255]);
  const data = Uint8Array.from({ length: 3 * 200 * 100 }, (_, i) => i % 3 === 0 ? 90 : 10);
  const large = read(pictureUri({ width: 200, height: 100, channels: 3, data }));
  assertEquals([large.width, large.height, ...large.data.slice(0, 3)], [66, 33, 90, 10, 10]);
});

Deno.test("renderReport() says where the error comes from, and what was tried", async () => {
  const data = reportData();
  const page = (await renderReport(data)).replaceAll("\u00a0", " ");
  assert(page.includes("<li>word0.</li>") && page.includes('id="figure-errors"'));
  const rows = [...page.matchAll(/<tr>(<th scope="row".*?)<\/tr>/gs)]
    .map(([, row]) => row.replaceAll(/<[^>]*>/g, "|").replaceAll(/\|+/g, "|"));
  assert(rows.includes("|as it is|91 %|90 %|40 %|"));
  assert(rows.includes("|word0|97 %|91 %|20 %|word0|"), rows.join("\n"));
  assert(rows.includes("|nothing|91 %|–|40 %|"));
  assert(jsonOf(page).has("chart-errors"));
  const { errors: _, ...without } = data;
  assert(!(await renderReport(without)).includes('id="errors"'));
});
