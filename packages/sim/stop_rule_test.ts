import { assertEquals, assertThrows } from "@std/assert";
import { formatStopRule, parseStopRule } from "./mod.ts";

Deno.test("parseStopRule() reads what formatStopRule() writes", () => {
  for (const word of ["none", "first-spike", "margin=0", "margin=0.9", "margin=1", "entropy=2.5"]) {
    assertEquals(formatStopRule(parseStopRule(word)), word);
  }
  assertEquals(parseStopRule("entropy=5e-2"), { kind: "entropy", atMost: 0.05 });
});

Deno.test("parseStopRule() names the rule that a number does not fit", () => {
  const bad: readonly (readonly [string, string])[] = [
    ["margin=", 'margin=X needs X from 0 to 1: received ""'],
    ["margin=1.1", "margin=X needs X from 0 to 1"],
    ["margin=-0.1", "margin=X needs X from 0 to 1"],
    ["margin=NaN", "margin=X needs X from 0 to 1"],
    ["margin=90%", "margin=X needs X from 0 to 1"],
    ["entropy=-1", "entropy=X needs a number X ≥ 0"],
    ["entropy=Infinity", "entropy=X needs a number X ≥ 0"],
    ["entropy=1e999", "entropy=X needs a number X ≥ 0"],
  ];
  for (const [word, message] of bad) {
    assertThrows(() => parseStopRule(word), RangeError, message);
  }
});

Deno.test("parseStopRule() lists the rules that there are", () => {
  for (const word of ["", "soon", "Margin=0.5", "margin", "first-spike=2", " none"]) {
    assertThrows(
      () => parseStopRule(word),
      SyntaxError,
      `must be none, first-spike, margin=X or entropy=X: received "${word}"`,
    );
  }
});
