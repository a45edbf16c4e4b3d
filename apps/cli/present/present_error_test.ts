import { assert, assertEquals } from "@std/assert";
import { Interrupted, UserError } from "../user_error.ts";
import { presentError } from "./present_error.ts";

Deno.test("presentError() shows a user's mistake without a stack, remedies last", () => {
  const message = 'Cannot a as b:\n  one\nHint: do this\n  two\nIn: "file"\nHint: or that';
  assertEquals(presentError(new UserError(message, "do this")), {
    code: 2,
    lines: [
      "error: Cannot a as b:",
      "  one",
      "  two",
      'in: "file"',
      "hint: do this",
      "hint: or that",
    ],
  });
  assertEquals(presentError(new UserError("Cannot a as b")), {
    code: 2,
    lines: ["error: Cannot a as b"],
  });
});

Deno.test("presentError() shows an interrupt as one line", () => {
  assertEquals(presentError(new Interrupted("Interrupted after 3 of 5 samples")), {
    code: 130,
    lines: ["Interrupted after 3 of 5 samples"],
  });
});

Deno.test("presentError() shows a mistake of ours with its stack and its cause", () => {
  const cause = new RangeError("the cause");
  const { code, lines } = presentError(new Error("Cannot go on", { cause }));
  assertEquals(code, 1);
  assert(lines[0].startsWith("error: Error: Cannot go on\n    at "), lines[0]);
  assert(lines[0].includes("RangeError: the cause"), lines[0]);
  assert(!lines[0].includes("\x1b"), "there are colours");
  assertEquals(presentError("text").lines[0], "error: text");
  assertEquals(presentError(undefined).code, 1);
});
