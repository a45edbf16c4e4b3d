import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { browserTest, launchChromium, openPage } from "../../tools/launch_chromium.ts";
import { buildLab, readLabFiles } from "./build.ts";
import { type LabDigit, runDigits } from "./run_digits.ts";
import { type FileServer, serveFolder } from "./serve_folder.ts";

/** The page as the reader sees it. */
interface Seen {
  readonly layers: readonly (readonly string[])[];
  readonly digits: readonly LabDigit[];
  readonly keys: readonly string[];
  readonly steps: number;
  readonly isolated: boolean;
  readonly overflows: boolean;
}

/** Builds the page, serves it and hands it to a test in Chromium. */
async function withLab(
  options: { readonly isolated: boolean },
  use: (browser: Browser, server: FileServer) => Promise<void>,
): Promise<void> {
  await using browser = await launchChromium();
  const folder = await Deno.makeTempDir({ prefix: "snnkit-lab-" });
  try {
    const url = new URL(`file://${folder}/`);
    await buildLab(url);
    await using server = serveFolder(url, { port: 0, ...options });
    await use(browser, server);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits until the page has ended its work; how it ended. */
async function ending(page: Page): Promise<string | undefined> {
  await page.waitForSelector("body:not([data-state=busy])", { timeout: 30_000 });
  return await page.evaluate(() => document.body.dataset.state);
}

async function see(page: Page): Promise<Seen> {
  return await page.evaluate(() => {
    const texts = (selector: string, inside: ParentNode = document): string[] =>
      [...inside.querySelectorAll(selector)].map((element) => element.textContent ?? "");
    return {
      layers: [...document.querySelectorAll("#layers tbody tr")].map((row) => texts("th, td", row)),
      digits: [...document.querySelectorAll<HTMLElement>("#digits li")].map(({ dataset }) => ({
        ann: Number(dataset.ann),
        snn: Number(dataset.snn),
        spikes: dataset.spikes?.split(",").map(Number) ?? [],
      })),
      keys: texts("#keys dd"),
      steps: document.querySelectorAll("#steps li").length,
      isolated: globalThis.crossOriginIsolated,
      overflows: document.documentElement.scrollWidth > innerWidth,
    };
  });
}

for (const isolated of [true, false]) {
  const where = isolated ? "" : ", also in a page that is not isolated from other origins";
  Deno.test({
    ...browserTest(`the lab counts in Chromium the spikes that it counts in Deno${where}`),
    fn: async () => {
      const here = await runDigits(await readLabFiles());
      await withLab({ isolated }, async (browser, { address }) => {
        const { page, problems, requests } = await openPage(browser);
        await page.goto(address);
        const state = await ending(page);
        assertEquals(problems, []);
        assertEquals(state, "done", await page.innerText("#error"));
        const seen = await see(page);
        assertEquals(seen.isolated, isolated);
        assertEquals(seen.digits.length, 20);
        assertEquals(seen.digits, here.digits);
        assert(seen.digits.every(({ spikes }) => spikes[0] > 1000), "the first layer hardly fires");
        assertEquals(
          seen.layers.map(([id, neurons]) => `${id} ${neurons}`),
          here.layers.map(({ id, neurons }) => `${id} ${neurons.toLocaleString("en")}`),
        );
        assertEquals(seen.keys.slice(0, 2), ["20 of 20", "20 of 20"]);
        assertEquals(seen.steps, 6);
        assertEquals(requests.filter((url) => !url.startsWith(address)), []);
      });
    },
  });
}

/** Run in the page before its own program: our probe of the platform finds no SIMD, others do. */
function takeSimdAway(): void {
  const { validate } = WebAssembly;
  WebAssembly.validate = (bytes) => {
    const opcodes = new Uint8Array(bytes as ArrayBuffer);
    const fills = opcodes.some((byte, at) => byte === 0xfc && opcodes[at + 1] === 0x0b);
    return !fills && validate(bytes);
  };
}

Deno.test({
  ...browserTest("the lab counts the same spikes where WebAssembly has no SIMD, and says so"),
  fn: async () => {
    const here = await runDigits(await readLabFiles());
    await withLab({ isolated: true }, async (browser, { address }) => {
      for (const lacks of [true, false]) {
        const { page, problems } = await openPage(browser);
        if (lacks) await page.addInitScript(takeSimdAway);
        await page.goto(address);
        assertEquals([await ending(page), problems], ["done", []], await page.innerText("#error"));
        assertEquals((await see(page)).digits, here.digits);
        assertEquals(await page.isVisible("#findings"), lacks);
        const said = await page.locator("#findings").textContent() ?? "";
        assertEquals(said.includes("WebAssembly has no SIMD here"), lacks, said);
        await page.close();
      }
    });
  },
});

Deno.test({
  ...browserTest("the lab fits a phone, and says what failed where it cannot go on"),
  fn: async () => {
    await withLab({ isolated: true }, async (browser, { address }) => {
      const phone = await openPage(browser, { width: 390, height: 844, colors: "dark" });
      await phone.page.goto(address);
      assertEquals(await ending(phone.page), "done");
      assertEquals((await see(phone.page)).overflows, false);
      assertEquals(phone.problems, []);

      const failures = [
        ["digits.bin", { status: 404 }, 'Cannot load "digits.bin" as the server answered 404'],
        ["mnist_cnn.onnx", { body: "no network" }, "mnist_cnn.onnx"],
        ["page.js", { status: 500 }, "program did not load"],
      ] as const;
      for (const [file, answer, message] of failures) {
        const { page } = await openPage(browser);
        await page.route(`**/${file}`, (route) => route.fulfill(answer));
        await page.goto(address);
        assertEquals(await ending(page), "failed");
        assertStringIncludes(await page.innerText("#error"), message);
        assertEquals(await page.isVisible("#error"), true);
        assertEquals(await page.isVisible("#results"), false);
        assertEquals(await page.isVisible("#working"), false);
        await page.close();
      }
    });
  },
});
