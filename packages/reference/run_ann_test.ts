import { assertEquals, assertThrows } from "@std/assert";
import { type AnnOp, graphBuilder } from "@snnkit/ir";
import { randomTensor, tinyConvNet, tinyResNet } from "@snnkit/testkit";
import { createRandom, filled, sameShape, tensor } from "@snnkit/tensor";
import { evaluateOp } from "./evaluate_op.ts";
import { runAnn } from "./run_ann.ts";

Deno.test("runAnn() gives every node a value of its shape", () => {
  for (const graph of [tinyConvNet(), tinyResNet()]) {
    const sample = randomTensor(createRandom(1), graph.nodes[0].shape);
    const values = runAnn(graph, [sample]);
    for (const { id, shape } of graph.nodes) {
      assertEquals(sameShape(values.get(id)!.shape, shape), true, id);
    }
  }
});

Deno.test("runAnn() feeds every node with the nodes it reads, in their order", () => {
  const net = graphBuilder<AnnOp>("difference");
  const [a, b] = [net.input([2], "a"), net.input([2], "b")];
  net.named("out", { kind: "sub" }, b, a);
  const [first, second] = [tensor([2], [1, 2]), tensor([2], [10, 20])];
  assertEquals([...runAnn(net.finish(), [first, second]).get("out")!.data], [9, 18]);
  const named = new Map([["b", second], ["a", first]]);
  assertEquals([...runAnn(net.finish(), named).get("out")!.data], [9, 18]);
});

Deno.test("runAnn() adds the shortcut of a residual block", () => {
  const graph = tinyResNet();
  const values = runAnn(graph, [randomTensor(createRandom(2), [3, 8, 8])]);
  const sum = evaluateOp({ kind: "add" }, [values.get("norm2b")!, values.get("relu1")!]);
  assertEquals(values.get("add2"), sum);
});

Deno.test("runAnn() lists all inputs that do not fit", () => {
  const net = graphBuilder<AnnOp>("two");
  net.input([2], "a");
  net.input([3], "b");
  const graph = net.finish("a", "b");
  assertThrows(
    () => runAnn(graph, new Map([["a", filled([1], 0)], ["c", filled([1], 0)]])),
    TypeError,
    `Cannot run graph "two" as its inputs do not fit: "a" must be [2], received [1]; ` +
      `"b" is missing; "c" is no input of it`,
  );
  const three = [filled([2], 0), filled([3], 0), filled([1], 0)];
  assertThrows(() => runAnn(graph, three), TypeError, `"#2" is no input of it`);
});
