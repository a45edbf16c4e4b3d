import { graphBuilder, type If, type RateOp } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { dense, population } from "@snnkit/testkit";
import { assertEquals, assertThrows } from "@std/assert";
import { createTargetMeter } from "./mod.ts";

function graph() {
  const net = graphBuilder<RateOp>("means");
  const hidden: If = { ...population(), unit: tensor([2], [1, 4]) };
  const relu = net.named("relu", hidden, net.input([2, 1, 2]));
  const flat = net.named("flat", { kind: "reshape", shape: [4] }, relu);
  const logits = net.named("logits/current", dense(tensor([1, 4], [1, 1, 1, 1])), flat);
  return net.finish(net.named("logits", population(), logits));
}

Deno.test("createTargetMeter() clips what a channel cannot say, outputs not", () => {
  const meter = createTargetMeter(graph(), ["input", "relu", "logits", "gone"]);
  assertEquals(meter.nodes, ["relu", "logits"]);
  meter.add(
    new Map([
      ["relu", tensor([1, 2, 1, 2], [0.5, 3, 3, 5])],
      ["logits", tensor([1, 1], [-9])],
    ]),
  );
  meter.add(
    new Map([
      ["relu", tensor([2, 2, 1, 2], [0, 0, 0, 0, 1, 2, 4, 5])],
      ["logits", tensor([2, 1], [30, 0])],
    ]),
  );
  const means = meter.result();
  assertEquals([...means.get("relu")!], [(0.5 + 1 + 1 + 1) / 6, (3 + 4 + 4 + 4) / 6]);
  assertEquals([...means.get("logits")!], [7]);
});

Deno.test("createTargetMeter() of nothing is 0, and refuses parts of samples", () => {
  const meter = createTargetMeter(graph(), ["relu"]);
  assertEquals([...meter.result().get("relu")!], [0, 0]);
  assertThrows(
    () => meter.add(new Map([["relu", tensor([3], [1, 2, 3])]])),
    TypeError,
    `"relu" must have 4 values a sample: received 3`,
  );
  assertThrows(() => meter.add(new Map()), TypeError, "received none");
});
