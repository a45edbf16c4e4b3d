import { parseArgs } from "@std/cli";
import { nearest } from "./nearest.ts";
import { isRefusal, UserError } from "./user_error.ts";

/** One option of the command line. */
export interface Option {
  /** What its value is called in the help, e.g. `"DATA"`; absent for a switch. */
  readonly value?: string;
  /** One line. */
  readonly help: string;
  /** Allowed values, where they are few. */
  readonly choices?: readonly string[];
  /** Values that are kept for later versions: refused, never ignored. */
  readonly later?: RegExp;
  /** How small and large a number may be. */
  readonly number?: { readonly min?: number; readonly max?: number; readonly whole?: boolean };
  /** A number other than 0, or a fraction such as `1/255`. */
  readonly fraction?: boolean;
  /** Numbers separated by commas. */
  readonly numbers?: boolean;
  /** Throws, in the house's grammar, where a value is not right. */
  readonly check?: (value: string) => void;
  /** What holds where the option is absent; shown in the help. */
  readonly default?: string;
  /** What else the help says of it, in brackets. */
  readonly notes?: readonly string[];
  /** What it belongs to; the help says it last, in square brackets. */
  readonly of?: string;
}

/** Options by their long names. */
export type Options = Readonly<Record<string, Option>>;

/** What the user wrote, checked. */
export interface Parsed {
  /** Words that are no options. */
  readonly words: readonly string[];
  /** Whether the user gave the option or switch. */
  readonly has: (name: string) => boolean;
  /** An option's text, or its default. */
  readonly text: (name: string) => string | undefined;
  /** An option's number, or its default's. */
  readonly number: (name: string) => number | undefined;
  /** An option's list of numbers. */
  readonly numbers: (name: string) => readonly number[] | undefined;
}

/** Letters that stand for options. */
export const SHORT: Readonly<Record<string, string>> = { h: "help", o: "output" };

/**
 * Reads the words of a command line and checks every option at once.
 *
 * @throws {UserError} Naming all that is wrong: unknown options with the nearest known one, missing
 * values, values out of range, options given twice.
 */
export function parseOptions(command: string, args: readonly string[], options: Options): Parsed {
  const names = Object.keys(options);
  const takesValue = (name: string): boolean => options[name].value !== undefined;
  const unknown = new Set<string>();
  const raw = parseArgs(joinNegatives(args, options), {
    boolean: names.filter((name) => !takesValue(name)),
    // Else a file named 007 would become 7.
    string: [...names.filter(takesValue), "_"],
    alias: Object.fromEntries(Object.entries(SHORT).filter(([, name]) => name in options)),
    unknown: (arg, key) => {
      if (key === undefined) return true;
      unknown.add(arg.split("=")[0]);
      return false;
    },
  });
  const problems = [
    ...[...unknown].map((arg) => `unknown option "${arg}"${suggestion(arg, names)}`),
    ...names.filter((name) => timesGiven(args, name) > 1).map((name) => `--${name} is given twice`),
    ...names.filter((name) => takesValue(name) && raw[name] !== undefined)
      .flatMap((name) => problemsOf(name, options[name], String(raw[name]))),
  ];
  if (problems.length > 0) {
    const list = problems.length === 1 ? ` ${problems[0]}` : problems.map((text) => `\n  ${text}`);
    throw new UserError(
      `Cannot run "snn ${command}" as its options must be right:${[list].flat().join("")}`,
      `see \`snn ${command} -h\``,
    );
  }
  const text = (name: string): string | undefined =>
    raw[name] === undefined ? options[name]?.default : String(raw[name]);
  const map = <T>(name: string, read: (value: string) => T): T | undefined => {
    const value = text(name);
    return value === undefined ? undefined : read(value);
  };
  return {
    words: raw._.map(String),
    has: (name) => raw[name] !== undefined && raw[name] !== false,
    text,
    number: (name) => map(name, readNumber),
    numbers: (name) => map(name, (value) => value.split(",").map(readNumber)),
  };
}

/** `--mean -1,2` as `--mean=-1,2`: what begins with a minus and a digit is a value, no option. */
function joinNegatives(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined[joined.length - 1] ?? "";
    const waits = before.startsWith("--") && options[before.slice(2)]?.value !== undefined;
    if (waits && /^-[\d.]/.test(arg)) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

function timesGiven(args: readonly string[], name: string): number {
  const end = args.indexOf("--");
  const letters = Object.keys(SHORT).filter((letter) => SHORT[letter] === name);
  const forms = [`--${name}`, ...letters.map((letter) => `-${letter}`)];
  return args.slice(0, end < 0 ? args.length : end)
    .filter((arg) => forms.some((form) => arg === form || arg.startsWith(`${form}=`))).length;
}

function suggestion(arg: string, names: readonly string[]): string {
  const found = nearest(arg.replace(/^-+/, ""), names);
  return found === undefined ? "" : `, did you mean "--${found}"?`;
}

function problemsOf(name: string, option: Option, value: string): string[] {
  if (value === "") return [`--${name} needs a value, ${option.value}`];
  const { choices, later, number, numbers, fraction, check } = option;
  if (later?.test(value)) {
    const there = (choices ?? []).map((choice) => `"${choice}"`).join(", ");
    return [`--${name} ${value} is not there yet: choose from ${there}`];
  }
  if (choices && !choices.includes(value)) {
    return [`--${name} must be one of ${choices.join(", ")}: received "${value}"`];
  }
  if (numbers && !value.split(",").every((part) => Number.isFinite(readNumber(part)))) {
    return [`--${name} must be numbers separated by commas: received "${value}"`];
  }
  if (fraction && !(Number.isFinite(readNumber(value)) && readNumber(value) !== 0)) {
    return [`--${name} must be a number or a fraction, not 0: received "${value}"`];
  }
  const problem = check && problemOf(() => check(value));
  if (problem !== undefined) return [`--${name} ${problem}`];
  if (number) {
    const { min = -Infinity, max = Infinity, whole = false } = number;
    const n = readNumber(value);
    if (!(n >= min && n <= max && Number.isFinite(n)) || (whole && !Number.isInteger(n))) {
      const kind = `${whole ? "whole " : ""}number${rangeWords(min, max)}`;
      return [`--${name} must be a ${kind}: received "${value}"`];
    }
  }
  return [];
}

function rangeWords(min: number, max: number): string {
  if (min === -Infinity) return max === Infinity ? "" : ` ≤ ${max}`;
  return max === Infinity ? ` ≥ ${min}` : ` from ${min} to ${max}`;
}

/** What a package refuses a value for, without what it could not do. */
function problemOf(check: () => void): string | undefined {
  try {
    check();
  } catch (error) {
    if (isRefusal(error)) return error.message.replace(/^Cannot .*? as (it )?/, "");
    throw error;
  }
  return undefined;
}

/** A decimal number or a fraction of two; NaN for anything else, hexadecimal and blanks included. */
function readNumber(text: string): number {
  const [top, bottom = "1", ...rest] = text.split("/");
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  if (rest.length > 0 || !decimal.test(top) || !decimal.test(bottom)) return NaN;
  return Number(top) / Number(bottom);
}
