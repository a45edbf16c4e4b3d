import { type DecomposedErrors, ERROR_PARTS, type LayerErrors } from "@snnkit/metrics";
import { PART_NAMES } from "./_part_names.ts";
import { shortNames } from "./_short_names.ts";

/** One character a part, told apart without colours. */
const MARKS = { inherited: "░", clipping: "█", quantisation: "▒", unevenness: "▓" } as const;

/** Columns of the numbers, each 10 wide. */
const COLUMN = 10;

/** Longest bar, where there is room, and shortest, below which there is none. */
const LONGEST = 24;
const SHORTEST = 8;

/**
 * The errors of every layer as a table drawn with characters: the root mean square error and its
 * parts, as shares of the size of the layer's activations, and a bar of the parts' shares of the mean
 * square error. Lines end with a line feed.
 *
 * @param layers Those that could not be decomposed are left out.
 * @param width Characters across. Default 80; below 66 there are no bars.
 *
 * @example
 * ```ts
 * import { terminalErrors } from "@snnkit/report";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(terminalErrors([]), "");
 * ```
 */
export function terminalErrors(layers: readonly LayerErrors[], width = 80): string {
  const told = layers.filter((layer) => layer.decomposed);
  if (told.length === 0) return "";
  const numbers = COLUMN * ERROR_PARTS.length + 8;
  const letters = Math.max(8, Math.min(26, width - numbers - SHORTEST - 2));
  const names = shortNames(told.map(({ name }) => name), letters);
  const left = Math.max(5, ...names.map((name) => name.length));
  const room = Math.min(LONGEST, width - left - numbers - 2);
  const most = Math.max(...told.map((layer) => relative(layer, layer.error.rms)), 1e-12);
  const bar = (layer: DecomposedErrors): string => {
    if (room < SHORTEST) return "";
    return `  ${barOf(layer, Math.round(room * relative(layer, layer.error.rms) / most))}`;
  };
  const row = (name: string, error: string, parts: readonly string[], end: string): string => {
    const cells = parts.map((cell) => cell.padStart(COLUMN)).join("");
    return `${name.padEnd(left)}${error.padStart(8)}${cells}${end}`.trimEnd() + "\n";
  };
  const heads = ERROR_PARTS.map((part) => PART_NAMES[part]);
  const legend = ERROR_PARTS.map((part) => `${MARKS[part]} ${PART_NAMES[part]}`).join("   ");
  return [
    row("layer", "error", heads, ""),
    ...told.map((layer, at) =>
      row(
        names[at],
        percent(relative(layer, layer.error.rms)),
        ERROR_PARTS.map((part) => percent(relative(layer, layer.parts[part].rms))),
        bar(layer),
      )
    ),
    room < SHORTEST ? "" : `${legend}\n`,
  ].join("");
}

/** So many characters, shared out by the shares of the parts that add to the error. */
function barOf({ parts }: DecomposedErrors, length: number): string {
  const shares = ERROR_PARTS.map((part) => Math.max(0, parts[part].share));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return "";
  let [seen, bar] = [0, ""];
  ERROR_PARTS.forEach((part, at) => {
    seen += shares[at];
    bar += MARKS[part].repeat(Math.round(length * seen / total) - bar.length);
  });
  return bar;
}

function relative({ activation }: DecomposedErrors, size: number): number {
  return activation > 0 ? size / activation : 0;
}

function percent(share: number): string {
  return share === 0 ? "·" : `${(100 * share).toFixed(1)} %`;
}
