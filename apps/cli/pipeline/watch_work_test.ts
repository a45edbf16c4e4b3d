import { assert, assertEquals, assertRejects } from "@std/assert";
import { Interrupted } from "../user_error.ts";
import { watchWork } from "./watch_work.ts";

Deno.test("watchWork() returns what the work returns", async () => {
  const { signal } = new AbortController();
  const sum = await watchWork("adding", signal, async (onProgress) => {
    for (let i = 1; i <= 3; i++) await onProgress(i, 3);
    return 6;
  });
  assertEquals(sum, 6);
});

Deno.test("watchWork() ends work that the user wants to stop", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Interrupted()), 0);
  let done = 0;
  await assertRejects(
    () =>
      watchWork("waiting", controller.signal, async (onProgress) => {
        for (const end = Date.now() + 5000; Date.now() < end;) await onProgress(++done, 1e9);
      }),
    Interrupted,
  );
  assert(done > 0);
});
