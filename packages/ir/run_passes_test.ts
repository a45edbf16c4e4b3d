import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { tinyConvNet } from "@snnkit/testkit";
import { type AnnOp, InvalidGraphError, type Pass, runPasses, verifyAnn } from "./mod.ts";

const rename = (name: string): Pass<AnnOp> => ({
  name: `rename to ${name}`,
  run: (graph) => ({ ...graph, name: `${graph.name}>${name}` }),
});

Deno.test("runPasses() runs passes in order and shares what they share", () => {
  const graph = tinyConvNet();
  const result = runPasses(graph, [rename("a"), rename("b")], verifyAnn);
  assertEquals(result.name, "tiny-conv-net>a>b");
  assertStrictEquals(result.nodes, graph.nodes);
});

Deno.test("runPasses() of no passes gives the graph itself, verified", () => {
  const graph = tinyConvNet();
  assertStrictEquals(runPasses(graph, [], verifyAnn), graph);
  assertThrows(() => runPasses({ ...graph, outputs: [] }, [], verifyAnn), InvalidGraphError);
});

Deno.test("runPasses() names the pass that broke the graph and keeps the cause", () => {
  const lose: Pass<AnnOp> = { name: "lose", run: (graph) => ({ ...graph, outputs: ["x"] }) };
  const run = () => runPasses(tinyConvNet(), [rename("a"), lose, rename("b")], verifyAnn);
  const error = assertThrows(run, Error, `Cannot go on after pass "lose" as it broke the graph: `);
  assertEquals(error.cause instanceof InvalidGraphError, true);
});

Deno.test("runPasses() lets through what a pass throws", () => {
  const fail: Pass<AnnOp> = {
    name: "fail",
    run: () => {
      throw new RangeError("no");
    },
  };
  assertThrows(() => runPasses(tinyConvNet(), [fail], verifyAnn), RangeError, "no");
});
