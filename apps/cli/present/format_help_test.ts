import { assertEquals } from "@std/assert";
import { formatPairs, formatSections, optionsOf, wrap } from "./format_help.ts";

const SECTIONS = [
  { title: "First", options: { output: { value: "FILE", help: "where" } } },
  {
    title: "Second",
    options: {
      engine: { value: "E", help: "which", choices: ["a", "b"], default: "a" },
      only: { value: "O", help: "what", choices: ["x"], default: "x" },
      json: { help: "one object" },
    },
  },
];

Deno.test("formatSections() aligns all explanations and tells choices and defaults", () => {
  assertEquals(
    formatSections(SECTIONS),
    `First
  -o, --output FILE  where

Second
      --engine E     which (a, b; default a)
      --only O       what (default x)
      --json         one object`,
  );
});

Deno.test("optionsOf() joins the options of all sections", () => {
  assertEquals(Object.keys(optionsOf(SECTIONS)), ["output", "engine", "only", "json"]);
});

Deno.test("formatPairs() breaks long explanations under their beginning", () => {
  const lines = formatPairs([["name", "word ".repeat(40).trim()], ["n", "short"]]).split("\n");
  assertEquals(lines.length, 4);
  assertEquals(lines[0].slice(0, 13), "  name  word ");
  assertEquals(lines[1].slice(0, 12), "        word");
  assertEquals(lines[3], "  n     short");
  assertEquals(lines.every((line) => line.length <= 100), true);
});

Deno.test("wrap() breaks between words and leaves long ones whole", () => {
  assertEquals(wrap("a bb ccc", 4), ["a bb", "ccc"]);
  assertEquals(wrap("toolongword a", 4), ["toolongword", "a"]);
  assertEquals(wrap("", 4), [""]);
});
