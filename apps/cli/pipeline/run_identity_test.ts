import { assertEquals } from "@std/assert";
import { resumedEngine } from "./run_identity.ts";

Deno.test("resumedEngine() goes on as the run began, where nobody says how", () => {
  assertEquals(resumedEngine("auto", undefined), "auto");
  assertEquals(resumedEngine("auto", { engine: "dense" }), "dense");
  assertEquals(resumedEngine("auto", { engine: "event or reference" }), "event");
  assertEquals(resumedEngine("reference", { engine: "event or reference" }), "reference");
});
