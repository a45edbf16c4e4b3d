import { type Option, type Options, SHORT } from "../options.ts";

/** Options that belong together, under a title. */
export interface OptionSection {
  /** E.g. `"Preprocessing"`. */
  readonly title: string;
  /** By their long names. */
  readonly options: Options;
}

/** No line of a help is longer. */
const WIDTH = 100;

/** The options of all sections. */
export function optionsOf(sections: readonly OptionSection[]): Options {
  return Object.fromEntries(sections.flatMap(({ options }) => Object.entries(options)));
}

/** The help's lists of options, section by section; all explanations begin in the same column. */
export function formatSections(sections: readonly OptionSection[]): string {
  const heads = sections.flatMap(({ options }) => Object.entries(options).map(headOf));
  const width = Math.max(...heads.map((head) => head.length));
  return sections.map(({ title, options }) => {
    const rows = Object.entries(options).map((entry) =>
      row(headOf(entry), width, explain(entry[1]))
    );
    return [title, ...rows].join("\n");
  }).join("\n\n");
}

/** Two columns; the second is cut into lines that begin where it begins. */
export function formatPairs(pairs: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, text]) => row(name, width, text)).join("\n");
}

/** Cuts a text into lines between words; a word too long for a line has one of its own. */
export function wrap(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function row(head: string, width: number, text: string): string {
  const left = width + 4;
  const indent = `\n${" ".repeat(left)}`;
  return `  ${head.padEnd(width)}  ${wrap(text, WIDTH - left).join(indent)}`;
}

function headOf([name, option]: readonly [string, Option]): string {
  const letter = Object.keys(SHORT).find((short) => SHORT[short] === name);
  const long = `--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
  return letter === undefined ? `    ${long}` : `-${letter}, ${long}`;
}

function explain({ help, choices = [], default: fallback, notes = [], of }: Option): string {
  const all = [
    ...choices.length > 1 ? [choices.join(", ")] : [],
    ...fallback === undefined ? [] : [`default ${fallback}`],
    ...notes,
  ];
  const tail = of === undefined ? "" : ` [${of}]`;
  return all.length === 0 ? `${help}${tail}` : `${help} (${all.join("; ")})${tail}`;
}
