import { assertEquals } from "@std/assert";
import { createProgress, progressLine } from "./progress.ts";

Deno.test("progressLine() shows how far the work is and how long it will take", () => {
  const line = (done: number, total: number, seconds: number) =>
    progressLine("working", done, total, seconds, 80);
  assertEquals(line(0, 8, 0), `working        ${"░".repeat(24)} 0/8`);
  assertEquals(line(2, 8, 1), `working        ${"█".repeat(6)}${"░".repeat(18)} 2/8 3.0 s left`);
  assertEquals(line(8, 8, 4), `working        ${"█".repeat(24)} 8/8`);
  assertEquals(line(0, 0, 0), `working        ${"█".repeat(24)} 0/0`);
  assertEquals(line(9, 8, 4), `working        ${"█".repeat(24)} 9/8`);
});

Deno.test("progressLine() gets shorter where the terminal is narrow", () => {
  const line = (width: number) => progressLine("working", 2, 8, 1, width);
  assertEquals(line(36), "working        ██░░░░ 2/8 3.0 s left");
  assertEquals(line(20), "working         2/8 ");
  assertEquals(line(-1), "");
  for (let width = 0; width < 60; width++) assertEquals(line(width).length <= width, true);
});

Deno.test({
  name: "createProgress() draws nothing where stderr is no terminal",
  ignore: Deno.stderr.isTerminal(),
  fn: () => {
    const progress = createProgress("working", 2);
    progress.update(1);
    progress.finish();
  },
});
