import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { filled } from "@snnkit/tensor";
import { dense } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { dropFinalSoftmax, finalSoftmaxFindings } from "./drop_final_softmax.ts";

const softmax: AnnOp = { kind: "softmax", axis: 0 };

function chain(...ops: readonly AnnOp[]): AnnGraph {
  const net = graphBuilder<AnnOp>("chain");
  let id = net.input([4]);
  ops.forEach((op, i) => id = net.named(`n${i}`, op, id));
  return net.finish();
}

Deno.test("dropFinalSoftmax() drops soft-max and log-soft-max, also in a row and before moves", () => {
  const relu: AnnOp = { kind: "relu" };
  const rows: AnnOp = { kind: "reshape", shape: [4, 1] };
  for (const last of [softmax, { kind: "logSoftmax", axis: 0 } as const]) {
    const graph = dropFinalSoftmax(chain(relu, last));
    assertEquals([graph.nodes.length, graph.outputs], [2, ["n0"]]);
  }
  assertEquals(dropFinalSoftmax(chain(relu, softmax, softmax)).outputs, ["n0"]);
  const moved = dropFinalSoftmax(chain(relu, softmax, rows));
  assertEquals(moved.nodes.map(({ id, inputs }) => [id, inputs]), [
    ["input", []],
    ["n0", ["input"]],
    ["n2", ["n0"]],
  ]);
});

Deno.test("dropFinalSoftmax() leaves a soft-max alone that something computes with", () => {
  const inner = chain(softmax, dense(filled([2, 4], 1)));
  assert(dropFinalSoftmax(inner) === inner);
  assertEquals(finalSoftmaxFindings(inner), []);

  const net = graphBuilder<AnnOp>("both");
  const probabilities = net.named("p", softmax, net.input([4]));
  const hidden = net.named("d", dense(filled([2, 4], 1)), probabilities);
  const both = net.finish(probabilities, hidden);
  assert(dropFinalSoftmax(both) === both);
});

Deno.test("finalSoftmaxFindings() names what goes", () => {
  const [finding] = finalSoftmaxFindings(chain({ kind: "relu" }, softmax));
  assertEquals([finding.code, finding.node], ["softmax-dropped", "n1"]);
});
