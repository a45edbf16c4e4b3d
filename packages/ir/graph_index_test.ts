import { assertEquals } from "@std/assert";
import { countReaders, type Graph, isTopological, nodesById, readersOf } from "./mod.ts";

const node = (id: string, ...inputs: string[]) => ({ id, op: { kind: "x" }, inputs, shape: [] });
const graph: Graph<{ kind: string }> = {
  name: "square",
  nodes: [node("a"), node("b", "a"), node("c", "a", "a"), node("d", "b", "c")],
  outputs: ["d", "b"],
};

Deno.test("countReaders() counts every slot and every output", () => {
  assertEquals([...countReaders(graph)], [["a", 3], ["b", 2], ["c", 1], ["d", 1]]);
});

Deno.test("readersOf() names a node that reads twice once and leaves outputs out", () => {
  const readers = [...readersOf(graph)].map(([id, nodes]) => [id, nodes.map((n) => n.id)]);
  assertEquals(readers, [["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]]]);
});

Deno.test("nodesById() finds every node", () => {
  assertEquals(nodesById(graph).get("c"), graph.nodes[2]);
  assertEquals(nodesById({ name: "", nodes: [], outputs: [] }).size, 0);
});

Deno.test("isTopological() sees a node before its input and a node that reads itself", () => {
  assertEquals(isTopological(graph), true);
  assertEquals(isTopological({ ...graph, nodes: graph.nodes.slice(1) }), false);
  assertEquals(isTopological({ ...graph, nodes: [node("e", "e")] }), false);
});
