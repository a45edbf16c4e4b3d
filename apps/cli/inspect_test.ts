import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DEFAULT_RECIPE } from "@snnkit/convert";
import { encodeSnn } from "@snnkit/ir";
import { tinyRateGraph } from "@snnkit/testkit";
import { inWorkplace } from "./_run_snn.ts";
import { MNIST_CNN, tinyNpz, tinyOnnx } from "./_test_models.ts";

Deno.test("snn inspect shows every node with its shape, parameters and multiply-adds", async () => {
  await inWorkplace(async ({ snn }) => {
    const { code, out, err } = await snn("inspect", MNIST_CNN);
    assertEquals([code, err], [0, ""]);
    assertStringIncludes(out, "mnist_cnn.onnx: opset 17, 17 nodes, 28.1 k parameters, 1.46 M");
    assertStringIncludes(out, "takes [1, 28, 28], yields [10]");
    assertMatch(out, /^conv1 +conv2d +\[12, 28, 28\] +120 +84\.7 k$/m);
    assertMatch(out, /^relu1 +relu +\[12, 28, 28\]$/m);
    assertStringIncludes(out, "Every node can become part of a spiking network.");
    assert(!out.includes("\x1b"), "there are colours in a pipe");
  });
});

Deno.test("snn inspect --json prints one object", async () => {
  await inWorkplace(async ({ snn, write }) => {
    const { code, out, err } = await snn("inspect", write("tiny.onnx", tinyOnnx()), "--json");
    assertEquals([code, err, out.split("\n").length], [0, "", 2]);
    const { nodes, ...rest } = JSON.parse(out);
    assertEquals(rest, {
      model: "tiny.onnx",
      opset: 17,
      inputs: [{ id: "input", shape: [1, 6, 6] }],
      outputs: [{ id: "dense", shape: [3] }],
      parameters: 40 + 8 + 111,
      macs: 36 * 36 + 108,
      spiking: { supported: true, obstacles: [] },
      findings: [],
    });
    assertEquals(nodes[1], {
      id: "conv",
      kind: "conv2d",
      inputs: ["input"],
      shape: [4, 6, 6],
      parameters: 40,
      macs: 36 * 36,
    });
    assertEquals(nodes.length, 7);
  });
});

Deno.test("snn inspect tells how an .snn file was made", async () => {
  await inWorkplace(async ({ snn, write }) => {
    const model = write("tiny.onnx", tinyOnnx());
    const data = write("some.npz", tinyNpz(6));
    const net = model.replace(".onnx", ".snn");
    await snn("convert", model, "--calibrate", `npz:${data}`, "-o", net);
    const { code, out, err } = await snn("inspect", net);
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^tiny\.snn: a spiking network of \d+ neurons, \d+ nodes$/m);
    assertStringIncludes(
      out,
      `made of tiny.onnx, by recipe ${DEFAULT_RECIPE}, calibrated on 6 × npz:`,
    );
    assertMatch(out, /^relu +if +\[4, 6, 6\] +144$/m);
    const { neurons, trained, provenance } = JSON.parse((await snn("inspect", net, "--json")).out);
    assertEquals([neurons, trained, provenance.model], [144 + 3, true, "tiny.onnx"]);
    assertEquals(provenance.checksum, undefined);
  });
});

Deno.test("snn inspect takes an .snn file of another tool", async () => {
  await inWorkplace(async ({ snn, write }) => {
    const net = write("other.snn", encodeSnn({ graph: tinyRateGraph(), provenance: {} }));
    const { code, out, err } = await snn("inspect", net);
    assertEquals([code, err], [0, ""]);
    assertStringIncludes(out, "it does not say how it was made");
    assertStringIncludes(out, "the trained network is not in the file");
  });
});
