import type { Finding } from "@snnkit/ir";
import {
  type DecomposedErrors,
  type ErrorOverview,
  errorOverview,
  type LayerErrors,
  type OpaqueErrors,
} from "@snnkit/metrics";
import type { Remedy } from "./remedy.ts";
import type { Outcome, Trial, TriedRemedy } from "./try_remedies.ts";

/** What the words may add. */
export interface ErrorFindingOptions {
  /** What remedies gave, where any were tried. */
  readonly trial?: Trial;
  /** How a remedy is asked for, e.g. `"--percentile 99.99"`; nothing is said unless given. */
  readonly hint?: (remedy: Remedy) => string | undefined;
}

/**
 * Say in words where the errors of a network come from, and what helps: where they begin and of which
 * kind they are, one finding for each remedy that is worth it, the most effective first, and in one
 * what was tried without gain.
 *
 * @param layers In the network's order.
 * @param options What remedies gave.
 *
 * @example
 * ```ts
 * import { errorFindings } from "@snnkit/calibrate";
 * import { assertEquals } from "@std/assert";
 *
 * const pool = { decomposed: false, name: "pool", neurons: 4, reason: "it rains" } as const;
 * assertEquals(errorFindings([pool]).map(({ message }) => message), [
 *   'The error of "pool" cannot be told apart, as it rains',
 * ]);
 * ```
 */
export function errorFindings(
  layers: readonly LayerErrors[],
  { trial, hint = () => undefined }: ErrorFindingOptions = {},
): Finding[] {
  const overview = errorOverview(layers);
  const told = layers.filter((layer) => layer.decomposed);
  const ranked = [...trial?.tried ?? []].sort((a, b) =>
    b.after.agreement - a.after.agreement || a.after.scoreError - b.after.scoreError
  );
  const helpful = ranked.filter(({ helps }) => helps);
  return [
    ...sourceFindings(overview, told),
    ...trial
      ? helpful.map((tried) => recommendation(tried, trial, overview, told, hint(tried.remedy)))
      : [],
    ...trial ? gainlessFindings(ranked.filter(({ helps }) => !helps), trial, helpful.length) : [],
    ...opaqueFindings(layers.filter((layer) => !layer.decomposed)),
  ];
}

function sourceFindings(
  { origin, weights }: ErrorOverview,
  told: readonly DecomposedErrors[],
): Finding[] {
  if (origin === undefined) return [];
  const kinds = (Object.keys(weights) as (keyof typeof weights)[])
    .filter((part) => weights[part] >= 0.005)
    .sort((a, b) => weights[b] - weights[a])
    .map((part) => `${percent(weights[part])} is ${part}`);
  const last = told[told.length - 1];
  const end = relative(last.error.rms, last.activation);
  return [{
    code: "error-source",
    node: origin.name,
    message: `The error begins in "${origin.name}" with ${origin.part} of ` +
      `${percent(origin.size)} of its activations' size; of what all layers add, ` +
      `${listed(kinds)}; "${last.name}" ends ${percent(end)} off`,
  }];
}

function recommendation(
  { remedy, after }: TriedRemedy,
  { samples, before }: Trial,
  overview: ErrorOverview,
  told: readonly DecomposedErrors[],
  hint: string | undefined,
): Finding {
  const { node, why } = reasonOf(remedy, overview, told);
  const accuracy = before.accuracy === undefined || after.accuracy === undefined
    ? ""
    : `, accuracy ${change(before.accuracy, after.accuracy)}`;
  const ask = hint === undefined ? "" : `: ${hint}`;
  return {
    code: "remedy",
    ...node !== undefined && { node },
    message: `${why}with ${remedy.title} ${
      gain(before, after)
    } (${samples} samples${accuracy})${ask}`,
  };
}

/** Why a remedy was tried, as the beginning of a sentence. */
function reasonOf(
  { part, name }: Remedy,
  { worst, origin }: ErrorOverview,
  told: readonly DecomposedErrors[],
): { readonly node?: string; readonly why: string } {
  if (name.includes("+")) return { why: "Together: " };
  if (part === "inherited") {
    if (origin === undefined) return { why: "Layers inherit errors: " };
    return { node: origin.name, why: `Layers above "${origin.name}" inherit its errors: ` };
  }
  const place = worst[part];
  if (place === undefined) return { why: "" };
  const { name: node, size } = place;
  const of = `${percent(size)} of its activations' size`;
  switch (part) {
    case "clipping": {
      const channels = told.find((layer) => layer.name === node)?.clippedChannels ?? 0;
      const who = channels > 0 ? `${percent(channels)} of the channels of` : "Activations of";
      return { node, why: `${who} "${node}" clip, by ${of}: ` };
    }
    case "quantisation":
      return { node, why: `Quantisation is largest in "${node}", ${of}: ` };
    case "unevenness":
      return { node, why: `Spikes come most unevenly to "${node}", ${of}: ` };
    default:
      part satisfies never;
      return { why: "" };
  }
}

function gain(before: Outcome, after: Outcome): string {
  const nearer = `scores are ${percent(after.scoreError)} off instead of ` +
    `${percent(before.scoreError)}`;
  return after.agreement > before.agreement
    ? `agreement rises from ${percent(before.agreement)} to ${percent(after.agreement)}`
    : `agreement stays at ${percent(after.agreement)}, but ${nearer}`;
}

function gainlessFindings(vain: readonly TriedRemedy[], trial: Trial, helpful: number): Finding[] {
  if (vain.length === 0) return [];
  const { before, samples } = trial;
  const list = vain.map(({ remedy, after }) => `${remedy.title} (${percent(after.agreement)})`);
  const start = helpful === 0 ? "Nothing that was tried helps" : "Tried without clear gain";
  return [{
    code: "remedies-without-gain",
    message: `${start}; agreement is ${percent(before.agreement)} on ${samples} samples, with ` +
      listed(list),
  }];
}

function opaqueFindings(layers: readonly OpaqueErrors[]): Finding[] {
  return layers.map(({ name, reason }) => ({
    code: "error-not-decomposed",
    node: name,
    message: `The error of "${name}" cannot be told apart, as ${reason}`,
  }));
}

function relative(size: number, activation: number): number {
  return activation > 0 ? size / activation : 0;
}

function change(before: number, after: number): string {
  return before === after ? percent(after) : `${percent(before)} to ${percent(after)}`;
}

/** `0.9155` → `92 %`, `0.0123` → `1.2 %`; 100 % is said of nothing less. */
function percent(share: number): string {
  const value = 100 * share;
  if (value >= 99.5 && value < 100) return `${Math.min(99.9, Number(value.toFixed(1)))} %`;
  return `${value >= 10 || value === 0 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** `a, b and c`. */
function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
