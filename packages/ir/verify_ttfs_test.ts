import { filled, tensor } from "@snnkit/tensor";
import { conv2d, dense, maxPool2d } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import { graphBuilder } from "./graph_builder.ts";
import { InvalidGraphError } from "./invalid_graph_error.ts";
import { parseGraph } from "./parse_graph.ts";
import { printGraph } from "./print_graph.ts";
import { decodeSnn } from "./snn_file.ts";
import { decodeTtfs, encodeTtfs, snnDialect } from "./ttfs_file.ts";
import type { EarliestSpike, TtfsGraph, TtfsOp } from "./ttfs_op.ts";
import { verifyTtfs } from "./verify_ttfs.ts";

const earliest: EarliestSpike = { ...maxPool2d(2), kind: "earliestSpike" };

/** A residual block: the shortcut waits for the branch. */
function residual(change: Partial<Record<string, TtfsOp>> = {}): TtfsGraph {
  const net = graphBuilder<TtfsOp>("residual");
  const add = (id: string, op: TtfsOp, ...inputs: string[]): string =>
    net.named(id, change[id] ?? op, ...inputs);
  const kernel = conv2d(filled([2, 2, 1, 1], 0.5));
  const pixels = add("pixels", { kind: "encodeLatency", start: 0, end: 1 }, net.input([2, 4, 4]));
  add("conv", kernel, pixels);
  const branch = add("branch", { kind: "fireOnce", start: 1, end: 3.5 }, "conv");
  add("again", kernel, branch);
  const wait = add("wait", { kind: "delay", by: 2.5 }, pixels);
  add("sum", { kind: "add" }, "again", wait);
  add("fire", { kind: "fireOnce", start: 3.5, end: 4 }, "sum");
  add("pool", earliest, "fire");
  add("flat", { kind: "reshape", shape: [8] }, "pool");
  return net.finish(add("logits", dense(filled([3, 8], 1)), "flat"));
}

/** What is said of a graph. */
function problemsOf(graph: TtfsGraph): readonly string[] {
  const error = assertThrows(() => verifyTtfs(graph), InvalidGraphError) as InvalidGraphError;
  return error.problems;
}

Deno.test("verifyTtfs() accepts branches that meet in time", () => {
  verifyTtfs(residual());
});

for (
  const [what, start, end, problem] of [
    ["inverted", 4, 3.5, "ends after its start: received 4 … 3.5"],
    ["empty", 3.5, 3.5, "ends after its start: received 3.5 … 3.5"],
    ["of NaN", 3.5, NaN, "of finite times: received 3.5 … NaN"],
    ["endless", 3.5, Infinity, "of finite times: received 3.5 … Infinity"],
    ["too small", 3.5, 3.5 + 2 ** -19, "at least 2^-20 of its end"],
  ] as const
) {
  Deno.test(`verifyTtfs() names the layer whose window is ${what}`, () => {
    const problems = problemsOf(residual({ fire: { kind: "fireOnce", start, end } }));
    const own = problems.filter((text) => text.includes(problem));
    assertEquals(own.length, 1, problems.join("; "));
    assertEquals(own[0].startsWith(`"fire" of kind "fireOnce"`), true);
  });
}

Deno.test("verifyTtfs() refuses windows before time begins", () => {
  const [problem] = problemsOf(residual({ pixels: { kind: "encodeLatency", start: -1, end: 1 } }));
  assertEquals(problem.includes("starts at 0 or later: received -1"), true, problem);
});

Deno.test("verifyTtfs() refuses spikes that meet at different times", () => {
  const [sum, fire] = problemsOf(residual({ wait: { kind: "delay", by: 2 } }));
  assertEquals(
    sum,
    `"sum" of kind "add" must read spikes whose windows end together, by delays: ` +
      `they end at 3.5, 3`,
  );
  assertEquals(fire.includes("it starts at 3.5, an input's ends at 3"), true, fire);
});

Deno.test("verifyTtfs() refuses delays that are none", () => {
  for (const by of [0, -1, NaN, Infinity]) {
    const [problem] = problemsOf(residual({ wait: { kind: "delay", by } }));
    assertEquals(problem, `"wait" of kind "delay" must delay by a finite time > 0: received ${by}`);
  }
});

Deno.test("verifyTtfs() wants earliest spikes of spikes", () => {
  const net = graphBuilder<TtfsOp>("values");
  const pixels = net.add({ kind: "encodeLatency", start: 0, end: 1 }, net.input([1, 4, 4]));
  net.named("conv", conv2d(filled([1, 1, 1, 1], 1)), pixels);
  net.named("pool", earliest, "conv");
  assertEquals(problemsOf(net.finish()), [
    `"pool" of kind "earliestSpike" must read spikes, at most rearranged: it reads "conv"`,
  ]);
});

Deno.test("verifyTtfs() refuses what is encoded twice and an output without spikes", () => {
  const net = graphBuilder<TtfsOp>("twice");
  const pixels = net.named("pixels", { kind: "encodeLatency", start: 0, end: 1 }, net.input([2]));
  net.named("twice", { kind: "encodeLatency", start: 1, end: 2 }, pixels);
  net.named("analog", dense(filled([1, 2], 1)), "input");
  assertEquals(problemsOf(net.finish("analog")), [
    `"twice" of kind "encodeLatency" must read a value that depends on no spike: it reads "pixels"`,
    `output "analog" depends on no spike`,
  ]);
});

Deno.test("verifyTtfs() keeps the two kinds of neurons apart and checks thresholds", () => {
  const net = graphBuilder<TtfsOp>("mixed");
  const threshold = tensor([1], [0]);
  const first = { kind: "fireFirst", threshold, remedy: "none", unit: filled([1], 1) } as const;
  net.named("first", first, net.input([2]));
  net.named("pixels", { kind: "encodeLatency", start: 0, end: 1 }, "input");
  assertEquals(problemsOf(net.finish()), [
    `"first" of kind "fireFirst" must have a threshold > 0: received 0 at 0`,
    `"first" of kind "fireFirst" has no window, but other neurons of the graph have`,
  ]);
});

Deno.test("A network of first spikes is printed and read back, and kept in a file", () => {
  const graph = residual();
  assertEquals(parseGraph(printGraph(graph), "ttfs"), graph);
  const bytes = encodeTtfs({ graph, provenance: { recipe: "ttfs-exact" } });
  assertEquals(snnDialect(bytes), "ttfs");
  assertEquals(decodeTtfs(bytes), { graph, provenance: { recipe: "ttfs-exact" } });
  assertThrows(() => decodeSnn(bytes), RangeError, `of dialect "rate": received "ttfs"`);
});

Deno.test("A file whose window is broken is refused with the layer's name", () => {
  const bytes = encodeTtfs({ graph: residual(), provenance: {} });
  const text = new TextDecoder("latin1").decode(bytes).replace(
    String.raw`\"start\":3.5,\"end\":4`,
    String.raw`\"start\":3.5,\"end\":2`,
  );
  const broken = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  assertThrows(() => decodeTtfs(broken), SyntaxError, `"fire" of kind "fireOnce"`);
});
