import {
  DEFAULT_RECIPE,
  type Recipe,
  type RecipeBase,
  type RecipeOption,
  recipes,
  resolveOptions,
  ttfsRecipes,
} from "@snnkit/convert";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type Parsed, parseOptions } from "./options.ts";
import { chosenRecipe } from "./pipeline/recipe_options.ts";
import { formatSections, optionsOf } from "./present/format_help.ts";
import { flagOptions, recipeFlags } from "./recipe_flags.ts";
import { CONVERT_OPTIONS, RECIPE_FLAGS, RUN_OPTIONS } from "./settings.ts";
import { UserError } from "./user_error.ts";

function recipe(name: string, ...options: readonly RecipeOption[]): Recipe {
  return { ...recipes.get("rueckauer2017")!, name, options };
}

const gain = { name: "gainFactor", summary: "Gain", default: 1, range: [0, 4] } as const;
const mode = { name: "mode", summary: "ANN mode", default: "a", choices: ["a", "b"] } as const;
const exact = { name: "exactSum", summary: "Whether sums are exact", default: false } as const;
const RECIPES = [
  recipe("one", gain, mode, exact),
  recipe("two", { ...gain, default: 2, range: [-1, 2] }, { ...exact, default: true }),
  recipe("three", gain, { ...mode, choices: ["a", "c"] }),
  recipe("four", gain, { name: "timesteps", summary: "Steps", default: 8 }),
];

function parse(...args: readonly string[]): Parsed {
  return parseOptions("run", args, flagOptions(recipeFlags(RECIPES)));
}

function given(...args: readonly string[]): Readonly<Record<string, unknown>> {
  const parsed = parse(...args);
  const values = recipeFlags(RECIPES).map((flag) => [flag.option, flag.read(parsed)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

Deno.test("recipeFlags() makes each option one flag, a switch for each default it can turn", () => {
  assertEquals(recipeFlags(RECIPES).map(({ name, takenBy }) => [name, ...takenBy]), [
    ["gain-factor", "one", "two", "three", "four"],
    ["mode", "one", "three"],
    ["exact-sum", "one", "two"],
    ["no-exact-sum", "one", "two"],
  ]);
});

Deno.test("recipeFlags() reads what was given in the type of the schema, and nothing else", () => {
  assertEquals(given(), {});
  assertEquals(given("--gain-factor", "-0.5", "--mode=c"), { gainFactor: -0.5, mode: "c" });
  assertEquals(given("--exact-sum"), { exactSum: true });
  assertEquals(given("--no-exact-sum"), { exactSum: false });
});

Deno.test("recipeFlags() allows what some recipe allows, and refuses the rest by the flag's name", () => {
  assertEquals([-1, 4].map((x) => given(`--gain-factor=${x}`).gainFactor), [-1, 4]);
  for (
    const [words, problem] of [
      ["--gain-factor=5", '--gain-factor must be a number from -1 to 4: received "5"'],
      ["--gain-factor=x", "--gain-factor must be a number"],
      ["--mode=d", "--mode must be one of a, b, c"],
      ["--exact-summ", 'did you mean "--exact-sum"?'],
    ] as const
  ) assertStringIncludes(assertThrows(() => parse(words), UserError).message, problem);
});

Deno.test("recipeFlags() explains flags by range, default and recipes", () => {
  const options = flagOptions(recipeFlags(RECIPES));
  assertEquals(
    formatSections([{ title: "Recipe options", options }]),
    `Recipe options
      --gain-factor F  gain (-1 … 4; default 1, of two 2) [all recipes]
      --mode M         ANN mode (a, b, c; default a) [one, three]
      --exact-sum      whether sums are exact (default off) [one]
      --no-exact-sum   whether sums are exact (default on) [two]`,
  );
  const five = [...RECIPES, recipe("five")];
  const [shared] = recipeFlags(five);
  assertEquals(shared.setting.of, "all recipes but five");
});

Deno.test("every option of every recipe is a flag of its own of convert and run", () => {
  for (const sections of [CONVERT_OPTIONS, RUN_OPTIONS]) {
    const names = sections.flatMap(({ options }) => Object.keys(options));
    assertEquals(names.length, new Set(names).size, `twice: ${names}`);
    for (const { name } of RECIPE_FLAGS) assert(names.includes(name), name);
  }
  const all = new Map<string, RecipeBase>([...recipes, ...ttfsRecipes]);
  for (const { name, options } of all.values()) {
    for (const option of options) {
      const taking = RECIPE_FLAGS.filter((flag) => flag.option === option.name);
      if (option.name === "timesteps") continue;
      assert(taking.length > 0 && taking[0].takenBy.includes(name), `${name} ${option.name}`);
      for (const other of taking[0].takenBy) {
        const theirs = all.get(other)!.options.find((its) => its.name === option.name)!;
        assertEquals(typeof theirs.default, typeof option.default, `${other} ${option.name}`);
      }
    }
  }
});

function choose(...args: readonly string[]): ReturnType<typeof chosenRecipe> {
  return chosenRecipe(parseOptions("run", args, optionsOf(RUN_OPTIONS)));
}

Deno.test("chosenRecipe() takes any value of any option that is not its default", () => {
  for (const { name, options } of recipes.values()) {
    const usual = resolveOptions(recipes.get(name)!);
    const searched = options.filter((option) => option.searched).map((option) => option.name);
    assertEquals(choose("--recipe", name), { name, options: usual, searched });
    for (const option of options) {
      const value = otherValue(option);
      const flag = RECIPE_FLAGS.find(({ option: its, setting }) =>
        its === option.name && (typeof value !== "boolean" || setting.of?.includes(name))
      );
      const word = option.name === "timesteps" ? "timesteps" : flag!.name;
      const words = typeof value === "boolean" ? [`--${word}`] : [`--${word}`, String(value)];
      assertEquals(choose("--recipe", name, ...words), {
        name,
        options: { ...usual, [option.name]: value },
        searched: searched.filter((its) => its !== option.name),
      });
    }
  }
});

function otherValue({ default: usual, choices, range }: RecipeOption): string | number | boolean {
  if (typeof usual === "boolean") return !usual;
  if (typeof usual === "number") return range?.find((end) => end !== usual) ?? usual + 1;
  return choices?.find((choice) => choice !== usual) ?? `${usual}x`;
}

Deno.test("chosenRecipe() refuses an option of other recipes, saying of which", () => {
  for (
    const [args, message, hint] of [
      [
        ["--compensation", "2"],
        `"${DEFAULT_RECIPE}" as it must take every option given: received --compensation (of hu2018)`,
        "give --recipe hu2018, or leave the option out",
      ],
      [
        ["--recipe", "rueckauer2017", "--biases", "drop", "--compensation", "2"],
        "received --compensation (of hu2018), --biases (of cao2015)",
        "leave the options out that it does not take",
      ],
      [
        ["--recipe", "rueckauer2017", "--threshold", "2", "--reset", "zero"],
        "received --threshold (of cao2015, diehl2015-model, diehl2015-data, ttfs-rueckauer2018)",
        "give --recipe cao2015 or diehl2015-model or diehl2015-data, or leave the option out",
      ],
    ] as const
  ) {
    const error = assertThrows(() => choose(...args), UserError, message);
    assertEquals(error.hint, hint);
  }
});
