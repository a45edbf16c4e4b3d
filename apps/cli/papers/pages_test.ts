import { assertEquals } from "@std/assert";
import { drawPaper } from "./draw_paper.ts";
import type { PaperResult } from "./paper_result.ts";
import { PAPERS } from "./registry.ts";
import { renderPaper } from "./render_paper.ts";

/** The pages that are committed: each is to follow from the numbers beside it. */
const FOLDER = new URL("../../../docs/papers/", import.meta.url);

const read = (file: string): string => Deno.readTextFileSync(new URL(file, FOLDER));

for (const { name } of PAPERS) {
  Deno.test(`docs/papers/${name}.md says what ${name}.json holds`, () => {
    assertEquals(renderPaper(JSON.parse(read(`${name}.json`)) as PaperResult), read(`${name}.md`));
  });

  Deno.test(`docs/papers/${name}.svg draws what ${name}.json holds`, async () => {
    const charts = await drawPaper(JSON.parse(read(`${name}.json`)) as PaperResult);
    for (const { file, svg } of charts) assertEquals(`${svg}\n`, read(file), file);
  });
}

Deno.test("docs/papers/ holds nothing else", () => {
  const stems = PAPERS.map(({ name }) => name);
  const others = [...Deno.readDirSync(FOLDER)]
    .filter(({ name }) => !stems.some((stem) => name.startsWith(stem)));
  assertEquals(others, []);
});
