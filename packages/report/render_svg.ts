import type * as vega from "vega";
import type { ChartSpec } from "./chart_spec.ts";

/**
 * Draw a Vega-Lite spec as an SVG, without a browser.
 *
 * The same spec gives the same text on every machine: numbers are rounded to two decimals, and ids
 * are counted per drawing.
 *
 * @param spec Must hold its data: nothing is loaded.
 * @param idPrefix Put before every id, so that several drawings can share a page. Default `"svg"`.
 * @throws {Error} Where the spec is not valid Vega-Lite, or its data lie elsewhere.
 *
 * @example
 * ```ts
 * import { neuronChart, renderSvg } from "@snnkit/report";
 * import { assert } from "@std/assert";
 *
 * const svg = await renderSvg(neuronChart());
 * assert(svg.startsWith("<svg") && svg.includes("threshold"));
 * ```
 */
export async function renderSvg(spec: ChartSpec, idPrefix = "svg"): Promise<string> {
  // Loading Vega takes longer than drawing a chart with it: who draws none shall not wait for it.
  const [{ loader, parse, View }, { compile }] = await Promise.all([
    import("vega"),
    import("vega-lite"),
  ]);
  const problems: string[] = [];
  const logger = createLogger(problems);
  const { spec: compiled } = compile(spec, { logger });
  const view = new View(parse(compiled), {
    renderer: "none",
    logger,
    loader: refusing(loader(), problems),
  });
  try {
    const svg = await view.toSVG();
    if (problems.length === 0) return tidied(svg, idPrefix);
  } finally {
    view.finalize();
  }
  throw new Error(`Cannot draw a chart as its spec must be sound: ${problems.join("; ")}`);
}

/**
 * Packages print nothing, so errors that Vega would print are collected; what it only warns of is a
 * matter of the specs, which are tested.
 */
function createLogger(problems: string[]): vega.LoggerInterface {
  function level(value: number): vega.LoggerInterface;
  function level(): number;
  function level(value?: number): number | vega.LoggerInterface {
    return value === undefined ? 1 : logger;
  }
  const quiet = (): vega.LoggerInterface => logger;
  const logger: vega.LoggerInterface = {
    level,
    error: (...args: readonly unknown[]) => {
      problems.push(args.map((arg) => arg instanceof Error ? arg.message : String(arg)).join(" "));
      return logger;
    },
    warn: quiet,
    info: quiet,
    debug: quiet,
  };
  return logger;
}

/** A chart is drawn from what it holds: no spec may reach for a file or a server. */
function refusing(loader: vega.Loader, problems: string[]): vega.Loader {
  loader.load = (uri: string) => {
    problems.push(`its data must be inside it, not at "${uri}"`);
    return Promise.reject(new Error("Refused"));
  };
  return loader;
}

/** Attributes of plain numbers, whose last digits depend on the machine and only cost space. */
const NUMERIC =
  /\b(d|transform|x|y|x1|x2|y1|y2|width|height|viewBox|opacity|fill-opacity)="([^"]*)"/g;

function tidied(svg: string, idPrefix: string): string {
  // Vega counts ids over a whole process, so equal charts would differ.
  const ids = new Map<string, string>();
  for (const [, id] of svg.matchAll(/\bid="([^"]*)"/g)) {
    if (!ids.has(id)) ids.set(id, `${idPrefix}-${ids.size}`);
  }
  return svg
    .replace(NUMERIC, (_, name: string, value: string) => {
      const short = value.replace(
        /-?\d+\.\d{3,}(e-?\d+)?/g,
        (n) => String(Number(Number(n).toFixed(2)) + 0),
      );
      return `${name}="${short}"`;
    })
    .replace(/\bid="([^"]*)"/g, (_, id: string) => `id="${ids.get(id)}"`)
    .replace(
      /url\(#([^)]*)\)/g,
      (whole, id: string) => ids.has(id) ? `url(#${ids.get(id)})` : whole,
    )
    // What was never drawn.
    .replace(/<path class="(?:background|foreground)" aria-hidden="true" d=""[^>]*\/>/g, "");
}
