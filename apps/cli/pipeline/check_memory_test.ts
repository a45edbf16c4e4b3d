import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../user_error.ts";
import { availableMemory, checkMemory } from "./check_memory.ts";

const GIB = 2 ** 30;
const name = "net";

Deno.test("checkMemory() lets pass what fits, and what no engine tells", () => {
  checkMemory({ name, bytes: GIB, threads: 4, available: 4 * GIB });
  checkMemory({ name, bytes: undefined, threads: 1000, available: 0 });
});

Deno.test("checkMemory() tells what is needed, what there is, and what would fit", () => {
  const refusals = [
    [
      { bytes: 1.5 * GIB, threads: 4, available: 4 * GIB },
      "in 4 threads",
      "4.0",
      "6.0",
      "2 needs 3.0",
    ],
    [{ bytes: 3 * GIB, threads: 1, available: 2 * GIB }, "in 1 thread ", "2.0", "3.0", "fewer"],
  ] as const;
  for (const [need, ...mentions] of refusals) {
    const error = assertThrows(() => checkMemory({ name, ...need }), UserError);
    const text = `${error.message}\n${error.hint}`;
    for (const mention of mentions) assert(text.includes(mention), `${mention} in ${text}`);
  }
});

Deno.test("availableMemory() is some memory", () => {
  const bytes = availableMemory();
  assert(bytes > 2 ** 20 && Number.isFinite(bytes), `${bytes}`);
  assertEquals(Math.sign(bytes), 1);
});
