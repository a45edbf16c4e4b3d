import { parseArgs } from "@std/cli";
import { closestString } from "@std/text";
import { UserError } from "./user_error.ts";

/** One option of the command line. */
export interface Option {
  /** What its value is called in the help, e.g. `"DATA"`; absent for a switch. */
  readonly value?: string;
  /** One line. */
  readonly help: string;
  /** Allowed values, where they are few. */
  readonly choices?: readonly string[];
  /** Which values are numbers, and how small and large they may be. */
  readonly number?: { readonly min: number; readonly max?: number; readonly whole?: boolean };
  /** Numbers separated by commas. */
  readonly numbers?: boolean;
  /** What holds where the option is absent; shown in the help. */
  readonly default?: string;
}

/** Options by their long names. */
export type Options = Readonly<Record<string, Option>>;

/** What the user wrote, checked. */
export interface Parsed {
  /** Words that are no options. */
  readonly words: readonly string[];
  /** Whether the option or switch is there. */
  readonly has: (name: string) => boolean;
  /** An option's text, or its default. */
  readonly text: (name: string) => string | undefined;
  /** An option's number, or its default's. */
  readonly number: (name: string) => number | undefined;
  /** An option's list of numbers. */
  readonly numbers: (name: string) => readonly number[] | undefined;
}

const SHORT: Readonly<Record<string, string>> = { h: "help", o: "output" };

/**
 * Reads the words of a command line and checks every option at once.
 *
 * @throws {UserError} Naming all that is wrong: unknown options with the nearest known one, missing
 * values, values out of range.
 */
export function parseOptions(command: string, args: readonly string[], options: Options): Parsed {
  const problems: string[] = [];
  const switches = Object.keys(options).filter((name) => options[name].value === undefined);
  const texts = Object.keys(options).filter((name) => options[name].value !== undefined);
  const raw = parseArgs(args, {
    boolean: switches,
    string: texts,
    alias: SHORT,
    unknown: (arg, key) => {
      if (key === undefined) return true;
      const known = Object.keys(options);
      const nearest = closestString(key, known);
      problems.push(`unknown option "${arg.split("=")[0]}", did you mean "--${nearest}"?`);
      return false;
    },
  });
  for (const [name, option] of Object.entries(options)) {
    const value = raw[name];
    if (option.value === undefined || value === undefined) continue;
    problems.push(...problemsOf(name, option, String(value)));
  }
  if (problems.length > 0) {
    throw new UserError(
      `Cannot run "snn ${command}" as its options must be as the help says: ${problems.join("; ")}`,
      `see \`snn ${command} -h\``,
    );
  }
  const text = (name: string): string | undefined =>
    raw[name] === undefined ? options[name].default : String(raw[name]);
  const numbers = (name: string): readonly number[] | undefined =>
    text(name)?.split(",").map(Number);
  return {
    words: raw._.map(String),
    has: (name) => raw[name] !== undefined && raw[name] !== false,
    text,
    number: (name) => numbers(name)?.[0],
    numbers,
  };
}

function problemsOf(name: string, option: Option, value: string): string[] {
  if (value === "") return [`--${name} needs a value, ${option.value}`];
  const { choices, number, numbers } = option;
  if (choices && !choices.includes(value)) {
    return [`--${name} must be one of ${choices.join(", ")}: received "${value}"`];
  }
  if (numbers && !value.split(",").every((part) => part !== "" && Number.isFinite(Number(part)))) {
    return [`--${name} must be numbers separated by commas: received "${value}"`];
  }
  if (number) {
    const { min, max = Infinity, whole = false } = number;
    const n = Number(value);
    if (!(n >= min && n <= max) || (whole && !Number.isInteger(n))) {
      const range = max === Infinity ? `≥ ${min}` : `from ${min} to ${max}`;
      return [`--${name} must be a ${whole ? "whole " : ""}number ${range}: received "${value}"`];
    }
  }
  return [];
}

/** The help's list of options, one a line. */
export function formatOptions(options: Options): string {
  const short = Object.fromEntries(Object.entries(SHORT).map(([letter, name]) => [name, letter]));
  const rows = Object.entries(options).map(([name, option]) => {
    const long = `--${name}${option.value === undefined ? "" : ` ${option.value}`}`;
    const head = short[name] ? `-${short[name]}, ${long}` : `    ${long}`;
    const choices = option.choices ? ` (${option.choices.join(" | ")})` : "";
    const fallback = option.default === undefined ? "" : `, default ${option.default}`;
    return [head, `${option.help}${choices}${fallback}`] as const;
  });
  const width = Math.max(...rows.map(([head]) => head.length));
  return rows.map(([head, help]) => `  ${head.padEnd(width)}  ${help}`).join("\n");
}
