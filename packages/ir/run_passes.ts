import type { Graph } from "./graph.ts";

/** One step of a pipeline: a named pure function between graphs of one dialect. */
export interface Pass<Op> {
  /** Shown in traces and errors, e.g. `"foldBatchNorm"`. */
  readonly name: string;
  /** Must not modify its argument. */
  readonly run: (graph: Graph<Op>) => Graph<Op>;
}

/**
 * Run passes in order, verifying before the first and after each, so that a broken graph names the
 * pass that broke it.
 *
 * @param graph What to begin with; not modified.
 * @param passes What to do, in order.
 * @param verify Throws where a graph breaks the rules of its dialect, e.g. `verifyAnn`.
 * @returns What the last pass gave.
 * @throws {Error} What `verify` throws about `graph`; after a pass, an error that names the pass and
 * has that as its cause. What a pass throws comes through as it is.
 *
 * @example
 * ```ts
 * import { type AnnOp, type Pass, runPasses, verifyAnn } from "@snnkit/ir";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const rename: Pass<AnnOp> = { name: "rename", run: (graph) => ({ ...graph, name: "renamed" }) };
 * assertEquals(runPasses(tinyConvNet(), [rename], verifyAnn).name, "renamed");
 *
 * const lose: Pass<AnnOp> = { name: "lose", run: (graph) => ({ ...graph, outputs: [] }) };
 * assertThrows(() => runPasses(tinyConvNet(), [rename, lose], verifyAnn), Error, `pass "lose"`);
 * ```
 */
export function runPasses<Op>(
  graph: Graph<Op>,
  passes: readonly Pass<Op>[],
  verify: (graph: Graph<Op>) => void,
): Graph<Op> {
  verify(graph);
  return passes.reduce((before, pass) => {
    const after = pass.run(before);
    try {
      verify(after);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot go on after pass "${pass.name}" as it broke the graph: ${reason}`, {
        cause,
      });
    }
    return after;
  }, graph);
}
