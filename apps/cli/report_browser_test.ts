import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { browserTest, launchChromium, openPage } from "../../tools/launch_chromium.ts";

const main = new URL("main.ts", import.meta.url);
const model = new URL("../../assets/mnist_cnn.onnx", import.meta.url);

/** Widths of a desk and of a phone, on light and on dark screens. */
const SCREENS = [
  { width: 1200, height: 800, colors: "light" },
  { width: 1200, height: 800, colors: "dark" },
  { width: 390, height: 844, colors: "light" },
  { width: 390, height: 844, colors: "dark" },
] as const;

/** A drawing as someone who cannot see it meets it, and what there is to see. */
interface Drawing {
  readonly name: string;
  readonly marks: number;
  readonly width: number;
  readonly text: string;
}

/** Makes a report with the command line and hands it to a test. */
async function withReport(
  use: (browser: Browser, folder: string) => Promise<void>,
): Promise<void> {
  await using browser = await launchChromium();
  const folder = await Deno.makeTempDir({ prefix: "snnkit-report-" });
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", main.href, "run", decodeURIComponent(model.pathname)],
        ...["--data", "mnist", "--limit", "30"],
        ...["--calibrate", "mnist:train", "--calibrate-limit", "100"],
        ...["--timesteps", "16", "--out", folder],
      ],
      stdin: "null",
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    await use(browser, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The drawings that are on show. */
async function drawingsOf(page: Page): Promise<Drawing[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role="img"][aria-label]')]
      .filter((element) => element.querySelector("svg") && element.checkVisibility())
      .map((element) => ({
        name: element.getAttribute("aria-label") ?? "",
        marks: element.querySelectorAll("svg path, svg rect, svg circle").length,
        width: element.querySelector("svg")!.getBoundingClientRect().width,
        text: [...element.querySelectorAll("text")].map((text) => text.textContent).join(" "),
      }))
  );
}

Deno.test({
  ...browserTest("the report shows its charts and numbers, loads nothing and fits every screen"),
  fn: async (t) => {
    await withReport(async (browser, folder) => {
      const address = `file://${folder}/report.html`;
      const grounds = new Map<string, string>();
      for (const screen of SCREENS) {
        const name = `${screen.width}-${screen.colors}`;
        await t.step(`at ${name}`, async () => {
          const { page, problems, requests } = await openPage(browser, screen);
          await page.goto(address);
          checkCharts(await drawingsOf(page));
          await checkAccuracies(page, folder);
          // Tables behind a line to click must not widen the page either.
          await page.evaluate(() =>
            document.querySelectorAll("details").forEach((details) => details.open = true)
          );
          assert(await fits(page), "the page is wider than the screen");
          const picture = await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
          assert(picture.length > 50_000, "the page has hardly anything on it");
          grounds.set(name, await backgroundOf(page));
          assertEquals(problems, []);
          assertEquals(requests, [address]);
          await page.close();
        });
      }
      assert(grounds.get("1200-light") !== grounds.get("1200-dark"), "dark screens stay light");

      await t.step("a mark says its number where a pointer rests on it", async () => {
        const { page, problems } = await openPage(browser);
        await page.goto(address);
        assertEquals(await page.isVisible("#tip"), false);
        const mark = page.locator("#spikes .chart.wide path[aria-label]").first();
        await mark.scrollIntoViewIfNeeded();
        // The event of scrolling, which hides what is shown, comes with the next frame.
        await page.evaluate(() =>
          new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
        );
        await mark.hover();
        assertMatch(await page.innerText("#tip"), /relu1.*spikes/);
        assertEquals(await page.isVisible("#tip"), true);
        assertEquals(problems, []);
      });
    });
  },
});

/** The charts that every report of a converted network has, each drawn and named. */
function checkCharts(drawings: readonly Drawing[]): void {
  const wanted = [
    /^Accuracy after each of 16 time steps/,
    /^Accuracy against operations per sample/,
    /^Accuracy against mean time steps of samples that end early/,
    /^Accuracy against mean operations of samples that end early/,
    /^Spikes per sample in each of \d+ layers/,
    /^How often each of 10 classes was taken for each/,
  ];
  for (const name of wanted) {
    assertEquals(drawings.filter((drawing) => name.test(drawing.name)).length, 1, String(name));
  }
  const rates = drawings.filter(({ name }) => name.startsWith("Rates against activations of"));
  assert(rates.length >= 4, "one chart of rates for each ReLU");
  for (const { name, text, marks } of rates) {
    const r = name.match(/correlation (-?[\d.]+)$/)?.[1];
    assertStringIncludes(text, `r = ${r}`);
    assert(Number(r) > 0.8 && Number(r) <= 1, name);
    assert(marks > 50, `"${name}" has ${marks} points`);
  }
  for (const { name, marks, width } of drawings) {
    assert(marks > 3, `"${name}" has ${marks} marks`);
    assert(width > 100, `"${name}" is ${width} pixels wide`);
  }
}

/** The accuracies of `run.json` are in the report's text. */
async function checkAccuracies(page: Page, folder: string): Promise<void> {
  const { ann, snn, samples } = JSON.parse(await Deno.readTextFile(`${folder}/run.json`));
  assertEquals(samples, 30);
  const text = (await page.innerText("main")).replaceAll("\u00a0", " ");
  for (const [name, { correct }] of [["Spiking", snn], ["Original", ann]] as const) {
    const share = Number((100 * correct / samples).toPrecision(3));
    assertStringIncludes(text, `${name} network\n${share} %\n${correct} of ${samples} right`);
  }
}

async function fits(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}

async function backgroundOf(page: Page): Promise<string> {
  return await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
