import { createDistribution, verifyTtfs } from "@snnkit/ir";
import { tinyConvNet } from "@snnkit/testkit";
import { assertEquals } from "@std/assert";
import { calibrationNodes, convertToTtfs, prepareAnn } from "../mod.ts";

Deno.test("ttfs-rueckauer2018 gives the rate recipe's weights to neurons that spike once", () => {
  const prepared = prepareAnn(tinyConvNet(), "ttfs-rueckauer2018");
  const seen = createDistribution();
  seen.add(Float32Array.of(0, 4));
  const all = seen.finish();
  const entry = { all, channels: [all, all, all, all], sampleMaxima: all };
  const stats = { samples: 1, nodes: new Map(calibrationNodes(prepared).map((id) => [id, entry])) };
  for (const remedy of ["none", "dynamic", "corrective"] as const) {
    const options = { remedy, percentile: 100, threshold: 3 };
    const { graph } = convertToTtfs(prepared, stats, { recipe: "ttfs-rueckauer2018", options });
    verifyTtfs(graph);
    assertEquals(graph.nodes.map(({ id, op }) => [id, op.kind]), [
      ["input", "input"],
      ["norm", "conv2d"],
      ["relu", "fireFirst"],
      ["pool", "earliestSpike"],
      ["flatten", "reshape"],
      ["dense/current", "dense"],
      ["dense", "fireFirst"],
    ]);
    const { op } = graph.nodes[2];
    assertEquals(op.kind === "fireFirst" && [op.remedy, op.unit.data[0]], [remedy, 12]);
  }
});
