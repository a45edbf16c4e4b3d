import { assertEquals } from "@std/assert";
import { presentFindings } from "./present_findings.ts";

Deno.test("presentFindings() says each kind once and counts the others", () => {
  const finding = (code: string, node: string) => ({ code, node, message: `about ${node}` });
  assertEquals(presentFindings([]), []);
  assertEquals(presentFindings([finding("a", "x"), finding("b", "y"), finding("a", "z")]), [
    'note: about x (and 1 more of "a")',
    "note: about y",
  ]);
  const many = Array.from({ length: 5 }, (_, i) => finding(`code-${i}`, "n"));
  assertEquals(presentFindings(many, 3).slice(2), [
    "note: about n",
    "note: and 2 more kinds of notes",
  ]);
});
