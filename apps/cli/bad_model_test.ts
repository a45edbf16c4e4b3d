import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encodeSnn, graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import { dense, population, tinyRateGraph } from "@snnkit/testkit";
import { external, floats, makeModel, node } from "@snnkit/onnx/testing";
import { inWorkplace } from "./_run_snn.ts";
import { chainOnnx, MNIST_CNN, tinyNpz, tinyOnnx } from "./_test_models.ts";

const INPUT = { x: ["N", 4] } as const;

/** Models that no command takes, with what the message must hold. */
const BAD: readonly (readonly [name: string, bytes: Uint8Array | string, ...string[]])[] = [
  ["text.onnx", "This is no model.\n", "must be an ONNX model"],
  ["zeros.onnx", new Uint8Array(1000), "must be an ONNX model"],
  ["empty.onnx", "", "it is empty"],
  ["page.onnx", "<!doctype html><html></html>", "was it downloaded wholly?"],
  [
    "elsewhere.onnx",
    makeModel({
      inputs: INPUT,
      weights: [
        external("w", [4, 4], { location: "weights.bin" }),
        external("secret", [4, 4], { location: "../../etc/hostname" }),
      ],
      nodes: [node("MatMul", ["x", "w"], ["h"]), node("MatMul", ["h", "secret"], ["y"])],
    }),
    '"weights.bin"',
    '"../../etc/hostname"',
  ],
  [
    "open.onnx",
    makeModel({ inputs: { x: ["N", 1, "height", "width"] }, nodes: [node("Relu", ["x"], ["y"])] }),
    'input "x"',
    "[N, 1, height, width]",
    "export the model with a fixed height and width",
  ],
  [
    "nan.onnx",
    chainOnnx([], ({ shape, data }) => tensor(shape, data.map((v, i) => i === 5 ? NaN : v))),
    "first",
    "1 of 16 that are NaN or infinite",
  ],
  ["infinite.onnx", chainOnnx([], ({ shape }) => filled(shape, Infinity)), "16 of 16"],
  [
    "gelu.onnx",
    makeModel({
      opset: 20,
      inputs: INPUT,
      nodes: [
        node("Gelu", ["x"], ["a"], {}, { name: "mlp/act" }),
        node("Gelu", ["a"], ["y"], {}, { name: "mlp/act_1" }),
      ],
    }),
    '2 nodes have no counterpart in the IR: "Gelu" at "mlp/act" (opset 20), "Gelu" at "mlp/act_1"',
    "hint: replace smooth activations by ReLU before training",
  ],
  [
    "new.onnx",
    makeModel({ opset: 99, inputs: INPUT, nodes: [node("Relu", ["x"], ["y"])] }),
    "its opset must lie in 7 … 23: received 99",
  ],
  [
    "misfit.onnx",
    makeModel({
      inputs: INPUT,
      weights: [floats("w", [5, 2], new Float32Array(10))],
      nodes: [node("MatMul", ["x", "w"], ["y"], {}, { name: "product" })],
    }),
    '"product"',
  ],
  ["network.nir", "\x89HDF", "NIR files are not supported yet"],
  ["onnx_inside.snn", tinyOnnx(), "rename it to .onnx", "snn convert"],
  [
    "snn_inside.onnx",
    encodeSnn({ graph: tinyRateGraph(), provenance: {} }),
    "rename it to .snn",
  ],
  ["text.snn", "This is no model.\n", "text.snn"],
  ["empty.snn", "", "it is empty"],
];

Deno.test("snn refuses files that are no model it can read, saying why", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    for (const [name, bytes, ...mentions] of BAD) {
      write(name, bytes);
      await refuses(["inspect", name], name, ...mentions);
    }
  });
});

Deno.test("snn refuses a model that was cut anywhere", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    const whole = Deno.readFileSync(MNIST_CNN);
    for (const length of [1, 9, 100, whole.length >> 1, whole.length - 1]) {
      write("cut.onnx", whole.subarray(0, length));
      await refuses(["inspect", "cut.onnx"], "cut.onnx");
    }
  });
});

Deno.test("snn refuses a model that is not there or is a folder", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    write("folder.onnx/file", "");
    await refuses(["inspect", "nowhere.onnx"], '"nowhere.onnx" as there is no such file');
    await refuses(["inspect", "folder.onnx"], '"folder.onnx" as it is a folder');
    await refuses(["inspect", "folder.onnx/file/net.onnx"], "part of the path is a file");
  });
});

Deno.test("snn convert and run refuse what snn inspect refuses", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    write("gelu.onnx", BAD.find(([name]) => name === "gelu.onnx")![1]);
    write("cut.onnx", tinyOnnx().subarray(0, 400));
    const data = ["--calibrate", "mnist:train"];
    for (const model of ["gelu.onnx", "cut.onnx", "nowhere.onnx"]) {
      await refuses(["convert", model, ...data, "-o", "net.snn"], model);
      await refuses(["run", model, ...data, "--data", "mnist", "--out", "results"], model);
    }
  });
});

Deno.test("snn names every node that cannot become spiking", async () => {
  await inWorkplace(async ({ write, refuses, snn }) => {
    write("gated.onnx", chainOnnx([["gate", { kind: "sigmoid" }], ["squash", { kind: "tanh" }]]));
    const x = { shape: [6, 4], data: new Float32Array(24) };
    const y = { shape: [6], data: new Int32Array(6) };
    write("flat.npz", tinyNpz(6, { x, y }));
    const words = ["gated.onnx", "--calibrate", "npz:flat.npz"];
    const mentions = ['"sigmoid" at "gate"', '"tanh" at "squash"', "hint: "];
    await refuses(["run", ...words, "--data", "npz:flat.npz", "--out", "results"], ...mentions);
    await refuses(["convert", ...words, "-o", "net.snn"], ...mentions);

    // What it is made of can be shown all the same.
    const { code, out, err } = await snn("inspect", "gated.onnx", "--json");
    assertEquals(code, 2);
    for (const mention of mentions) assertStringIncludes(err, mention);
    const { supported, obstacles } = JSON.parse(out).spiking;
    assertEquals(supported, false);
    assertEquals(obstacles.map((at: { node: string }) => at.node), ["gate", "squash"]);
    const text = await snn("inspect", "gated.onnx");
    assertEquals([text.code, text.err], [2, err]);
    assert(/^gate +sigmoid +\[4\]$/m.test(text.out) && !text.out.includes("Every node can"));
  });
});

Deno.test("snn run refuses a model with several inputs or outputs", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    const twice = makeModel({
      inputs: { left: ["N", 4], right: ["N", 4] },
      nodes: [node("Add", ["left", "right"], ["y"])],
    });
    const forked = makeModel({
      inputs: { x: ["N", 1, 6, 6] },
      nodes: [node("Relu", ["x"], ["head"]), node("Neg", ["x"], ["tail"])],
      outputs: ["head", "tail"],
    });
    write("twice.onnx", twice);
    write("forked.onnx", forked);
    write("tiny.npz", tinyNpz(3));
    const words = ["--data", "npz:tiny.npz", "--calibrate", "npz:tiny.npz"];
    await refuses(["run", "twice.onnx", ...words], "must have one input", '"left"', '"right"');
    await refuses(["run", "forked.onnx", ...words], "must have one output", '"head"', '"tail"');
    const convert = ["--calibrate", "npz:tiny.npz", "-o", "net.snn"];
    await refuses(["convert", "twice.onnx", ...convert], "must have one input");
    await refuses(["convert", "forked.onnx", ...convert], "must have one output");
  });
});

Deno.test("snn refuses an .snn file that was cut or changed in any bit", async () => {
  await inWorkplace(async ({ write, refuses, snn, path }) => {
    write("tiny.onnx", tinyOnnx());
    write("tiny.npz", tinyNpz(6));
    await snn("convert", "tiny.onnx", "--calibrate", "npz:tiny.npz", "-o", "net.snn");
    const whole = Deno.readFileSync(`${path}/net.snn`);
    for (const length of [4, 20, 500, whole.length - 4, whole.length - 1]) {
      write("bad.snn", whole.subarray(0, length));
      await refuses(["inspect", "bad.snn"], "bad.snn");
    }
    // In the length, the header, a note and the last weight.
    const note = new TextDecoder("latin1").decode(whole).indexOf("tiny.onnx");
    for (const at of [0, 9, 300, note, whole.length - 2]) {
      const changed = whole.slice();
      changed[at] ^= 4;
      write("bad.snn", changed);
      await refuses(["run", "bad.snn", "--data", "npz:tiny.npz"], "bad.snn");
    }
    await refuses(["convert", "net.snn", "-o", "again.snn"], "it is a spiking network already");
  });
});

/** Its output gathers 20,000 sums at every step. */
function wideGraph(): RateGraph {
  const net = graphBuilder<RateOp>("wide");
  const sums = net.named("sums", dense(filled([20_000, 4], 0.5)), net.input([4]));
  return net.finish(net.named("output", population(), sums));
}

Deno.test("snn run refuses what does not fit into memory before it starts, with the number", async () => {
  await inWorkplace(async ({ write, refuses }) => {
    write("wide.snn", encodeSnn({ graph: wideGraph(), provenance: {} }));
    const x = { shape: [6, 4], data: new Float32Array(24) };
    write("flat.npz", tinyNpz(6, { x, y: { shape: [6], data: new Int32Array(6) } }));
    const words = ["run", "wide.snn", "--data", "npz:flat.npz", "--out", "results"];
    await refuses(
      [...words, "--timesteps", "65535"],
      'Cannot simulate "wide" by events',
      "must fit into 4 GiB: they need 4.9 GiB",
      "hint: fewer steps",
    );
  });
});
