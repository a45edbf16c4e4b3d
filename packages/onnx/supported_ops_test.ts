import { assertEquals } from "@std/assert";
import { operators } from "./_import/operators.ts";
import { supportedOps } from "./supported_ops.ts";

Deno.test("supportedOps lists exactly the operators that are imported, in order", () => {
  const names = supportedOps.map(({ operator }) => operator);
  assertEquals(names, Object.keys(operators).sort());
});

Deno.test("supportedOps tells which operators only serve calculations", () => {
  const only = Object.entries(operators).filter(([, { handle }]) => handle === undefined);
  const known = supportedOps.filter(({ note }) =>
    note === "calculations on shapes and weights only"
  );
  assertEquals(known.map(({ operator }) => operator), only.map(([name]) => name).sort());
});
