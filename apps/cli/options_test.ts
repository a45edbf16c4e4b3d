import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type Options, type Parsed, parseOptions } from "./options.ts";
import { UserError } from "./user_error.ts";

const OPTIONS: Options = {
  data: { value: "DATA", help: "samples" },
  limit: { value: "N", help: "most", number: { min: 1, whole: true } },
  percentile: { value: "P", help: "share", number: { min: 0, max: 100 }, default: "99.9" },
  scale: { value: "S", help: "factor", fraction: true, default: "1/255" },
  mean: { value: "a,b,c", help: "less", numbers: true },
  engine: { value: "E", help: "which", choices: ["auto", "event"], later: /^dense$/ },
  output: { value: "FILE", help: "where" },
  json: { help: "one object" },
};

function parse(...args: readonly string[]): Parsed {
  return parseOptions("run", args, OPTIONS);
}

function problem(...args: readonly string[]): string {
  return assertThrows(() => parse(...args), UserError).message;
}

Deno.test("parseOptions() reads words, switches, values and defaults", () => {
  const parsed = parse("net.onnx", "--json", "--data", "mnist", "--limit=5", "-o", "x.snn", "007");
  assertEquals(parsed.words, ["net.onnx", "007"]);
  assertEquals(["json", "data", "percentile", "mean"].map(parsed.has), [true, true, false, false]);
  assertEquals([parsed.text("data"), parsed.text("output")], ["mnist", "x.snn"]);
  assertEquals([parsed.number("limit"), parsed.number("percentile")], [5, 99.9]);
  assertEquals([parsed.number("scale"), parsed.numbers("mean")], [1 / 255, undefined]);
  assertEquals(parsed.text("nothing"), undefined);
});

Deno.test("parseOptions() reads numbers as people write them", () => {
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ["1", [1]],
    ["-0.5,+.5,1.", [-0.5, 0.5, 1]],
    ["1e-3,2E2", [0.001, 200]],
    ["104/255,1/2", [104 / 255, 0.5]],
    ["-0", [-0]],
  ];
  for (const [text, values] of rows) {
    assertEquals(parse("--mean", text).numbers("mean"), values);
    assertEquals(parse(`--mean=${text}`).numbers("mean"), values);
  }
});

Deno.test("parseOptions() leaves what follows -- alone", () => {
  assertEquals(parse("--", "--limit", "-x").words, ["--limit", "-x"]);
  assertEquals(parse("--limit", "1", "--", "--limit").words, ["--limit"]);
});

Deno.test("parseOptions() refuses what is no number", () => {
  for (
    const text of ["", "one", "0x10", "1_000", "Infinity", "NaN", "1e999", " 1", "1 2", "--json"]
  ) {
    assertStringIncludes(problem(`--limit=${text}`), "--limit ");
    assertStringIncludes(problem(`--mean=1,${text}`), "--mean must be numbers");
  }
  for (const text of ["0", "0/5", "1/0", "1/2/3", "/2", "1/"]) {
    assertStringIncludes(problem("--scale", text), "--scale must be a number or a fraction, not 0");
  }
  assertStringIncludes(problem("--limit", "0"), "--limit must be a whole number ≥ 1");
  assertStringIncludes(problem("--limit", "1.5"), "--limit must be a whole number ≥ 1");
  assertStringIncludes(problem("--percentile", "100.1"), "a number from 0 to 100");
});

Deno.test("parseOptions() refuses missing values, choices that are none, and options given twice", () => {
  assertStringIncludes(problem("--data"), "--data needs a value, DATA");
  assertStringIncludes(problem("--data="), "--data needs a value, DATA");
  assertStringIncludes(problem("--data", "--json"), "--data needs a value, DATA");
  assertStringIncludes(
    problem("--engine", "quick"),
    '--engine must be one of auto, event: received "quick"',
  );
  assertStringIncludes(
    problem("--engine", "dense"),
    '--engine dense is not there yet: choose from "auto"',
  );
  assertStringIncludes(problem("--limit", "1", "--limit=2"), "--limit is given twice");
  assertStringIncludes(problem("-o", "a", "--output", "b"), "--output is given twice");
});

Deno.test("parseOptions() refuses unknown options and names near ones", () => {
  assertStringIncludes(
    problem("--limits", "3"),
    'unknown option "--limits", did you mean "--limit"?',
  );
  assertStringIncludes(
    problem("--perc=3"),
    'unknown option "--perc", did you mean "--percentile"?',
  );
  assertEquals(
    problem("-x"),
    'Cannot run "snn run" as its options must be right: unknown option "-x"',
  );
  // A long option with one dash is one mistake, not four.
  assertEquals(problem("-data", "x").match(/unknown/g)?.length, 1);
});

Deno.test("parseOptions() knows letters only where a command has their option", () => {
  const { output: _, ...others } = OPTIONS;
  assertThrows(() => parseOptions("run", ["-o", "x"], others), UserError, 'unknown option "-o"');
});

Deno.test("parseOptions() lists all problems, a line each", () => {
  const lines = problem("--limit", "0", "--mean", "x", "--qqqq").split("\n");
  assertEquals(lines.length, 4);
  assertEquals(lines[0], 'Cannot run "snn run" as its options must be right:');
});
