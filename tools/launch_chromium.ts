/**
 * A real browser for tests of pages: the system's Chromium, driven through its debugging pipe.
 *
 * A machine without Chromium skips such tests; with `CI=true` it fails them.
 */
import { type Browser, chromium, type Page } from "playwright-core";

/** What a page is opened with. */
export interface PageSettings {
  /** Width of the window, in CSS pixels; 1200 unless given. */
  readonly width?: number;
  /** Height of the window, in CSS pixels; 800 unless given. */
  readonly height?: number;
  /** What the reader's system prefers; light unless given. */
  readonly colors?: "light" | "dark";
}

/** A page, and all that happened to it that a test may want to forbid. */
export interface WatchedPage {
  /** The page. */
  readonly page: Page;
  /** Errors and warnings of its console, exceptions that nobody caught, requests that failed. */
  readonly problems: readonly string[];
  /** The address of every request, the first one being the page itself. */
  readonly requests: readonly string[];
}

/** A test of a page: the part of a `Deno.TestDefinition` that says whether it runs. */
export interface BrowserTest {
  /** The test's name; says why where it is skipped. */
  readonly name: string;
  /** Whether it is skipped. */
  readonly ignore: boolean;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where Chromium lies: what `CHROMIUM` names, else the first one found on the path. */
export function findChromium(): string | undefined {
  const named = Deno.env.get("CHROMIUM");
  if (named) return named;
  const folders = ["/usr/bin", ...(Deno.env.get("PATH") ?? "").split(":")];
  return folders.flatMap((folder) => NAMES.map((name) => `${folder}/${name}`)).find(isFile);
}

/** Names a test and tells whether it can run here; it always can where CI must have Chromium. */
export function browserTest(name: string): BrowserTest {
  const ignore = Deno.env.get("CI") !== "true" && findChromium() === undefined;
  return { name: ignore ? `${name} (skipped as Chromium is not installed)` : name, ignore };
}

/**
 * Starts Chromium without a window.
 *
 * @throws {Error} Where there is none.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      "Cannot open a page as Chromium must be installed: there is none on the path\n" +
        "Hint: install the package chromium, or set CHROMIUM to its file",
    );
  }
  return await chromium.launch({ executablePath, args: FLAGS });
}

/** Opens an empty page in a profile of its own and watches it. */
export async function openPage(
  browser: Browser,
  settings: PageSettings = {},
): Promise<WatchedPage> {
  const { width = 1200, height = 800, colors = "light" } = settings;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: colors });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("request", (request) => requests.push(request.url()));
  page.on("requestfailed", (request) => {
    problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  return { page, problems, requests };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
