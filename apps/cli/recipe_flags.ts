import type { OptionValue, RecipeBase, RecipeOption } from "@snnkit/convert";
import type { Option, Options, Parsed } from "./options.ts";

/** An option of the command line that says what an option of recipes shall be. */
export interface RecipeFlag {
  /** Its long name, e.g. `"initial-potential"`. */
  readonly name: string;
  /** As recipes call it, e.g. `"initialPotential"`. */
  readonly option: string;
  /** For the command line and its help. */
  readonly setting: Option;
  /** Names of the recipes that take it. */
  readonly takenBy: readonly string[];
  /** What the user gave; absent where nothing. */
  readonly read: (parsed: Parsed) => OptionValue | undefined;
}

/** Options of recipes that the command line has for all of them. */
const COMMON: ReadonlySet<string> = new Set(["timesteps"]);

/**
 * The options of the command line that the recipes' schemas ask for, each once, in the order of the
 * recipes. What is on or off becomes a switch that turns the default around: `--per-channel` where
 * some recipe has it off, `--no-per-channel` where some has it on.
 *
 * Where recipes differ in what they allow, the command line allows it all, and the schema of the
 * chosen recipe decides.
 */
export function recipeFlags(recipes: Iterable<RecipeBase>): readonly RecipeFlag[] {
  const takers = new Map<string, Taker[]>();
  const all = [...recipes];
  for (const recipe of all) {
    for (const option of recipe.options) {
      if (COMMON.has(option.name)) continue;
      takers.set(option.name, [...takers.get(option.name) ?? [], { recipe: recipe.name, option }]);
    }
  }
  const names = all.map(({ name }) => name);
  return [...takers.values()].flatMap((taking) => flagsOf(taking, names));
}

/** The same as options of the command line, by name. */
export function flagOptions(flags: readonly RecipeFlag[]): Options {
  return Object.fromEntries(flags.map(({ name, setting }) => [name, setting]));
}

/** A recipe and one of its options. */
interface Taker {
  readonly recipe: string;
  readonly option: RecipeOption;
}

function flagsOf(taking: readonly Taker[], recipes: readonly string[]): RecipeFlag[] {
  const { name: option, default: usual } = taking[0].option;
  const name = kebabCase(option);
  const takenBy = takersOf(taking);
  const shared = { option, takenBy };
  if (typeof usual !== "boolean") {
    const isNumber = typeof usual === "number";
    return [{
      ...shared,
      name,
      setting: settingOf(name, taking, recipes),
      read: (parsed) => {
        if (!parsed.has(name)) return undefined;
        return isNumber ? parsed.number(name) : parsed.text(name);
      },
    }];
  }
  return [true, false].flatMap((value): RecipeFlag[] => {
    const turned = taking.filter((taker) => taker.option.default !== value);
    if (turned.length === 0) return [];
    const long = value ? name : `no-${name}`;
    const help = inSentence(taking[0].option.summary);
    const notes = [`default ${value ? "off" : "on"}`];
    const of = recipeNote(takersOf(turned), recipes);
    return [{
      ...shared,
      name: long,
      setting: { help, notes, of },
      read: (parsed) => parsed.has(long) ? value : undefined,
    }];
  });
}

function settingOf(name: string, taking: readonly Taker[], recipes: readonly string[]): Option {
  const options = taking.map(({ option }) => option);
  const [{ summary, default: usual }] = options;
  const choices = options.every((option) => option.choices)
    ? [...new Set(options.flatMap((option) => option.choices ?? []))]
    : undefined;
  const ends = options.map(({ range = [-Infinity, Infinity] }) => range);
  const min = Math.min(...ends.map(([low]) => low));
  const max = Math.max(...ends.map(([, high]) => high));
  const whole = options.every((option) => option.whole);
  return {
    value: name.split("-").at(-1)![0].toUpperCase(),
    help: inSentence(summary),
    ...choices && { choices },
    ...typeof usual === "number" && { number: { min, max, whole } },
    notes: [...rangeNote(min, max), defaultNote(taking)],
    of: recipeNote(takersOf(taking), recipes),
  };
}

function takersOf(taking: readonly Taker[]): readonly string[] {
  return taking.map(({ recipe }) => recipe);
}

function rangeNote(min: number, max: number): readonly string[] {
  return Number.isFinite(min) && Number.isFinite(max) ? [`${min} … ${max}`] : [];
}

/** The default, and where a recipe has another one. */
function defaultNote(taking: readonly Taker[]): string {
  if (taking.every(({ option }) => option.searched)) return "default searched";
  const usual = taking[0].option.default;
  const others = taking.filter(({ option }) => option.default !== usual)
    .map(({ recipe, option }) => `, of ${recipe} ${shown(option.default)}`);
  return `default ${shown(usual)}${others.join("")}`;
}

/** Four digits of 1/3 are enough. */
function shown(value: OptionValue): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}

function recipeNote(taking: readonly string[], recipes: readonly string[]): string {
  const others = recipes.filter((recipe) => !taking.includes(recipe));
  if (others.length === 0) return "all recipes";
  return others.length < taking.length / 2
    ? `all recipes but ${others.join(", ")}`
    : taking.join(", ");
}

/** `initialPotential` as `initial-potential`. */
function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A sentence's beginning for the middle of a line: `Which …` as `which …`, but `ANN …` as it is. */
function inSentence(text: string): string {
  return /^[A-Z](?![A-Z])/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}
