import { prepareAnn, recipeByName, resolveOptions } from "@snnkit/convert";
import { type AnnOp, graphBuilder } from "@snnkit/ir";
import { exportOnnx, importOnnx } from "@snnkit/onnx";
import { runAnn } from "@snnkit/reference";
import { createAnnRunner, createSession } from "@snnkit/runtime";
import { compileNetwork } from "@snnkit/sim";
import { createRateSimulator } from "@snnkit/sim-rate";
import { sizeOf, tensor } from "@snnkit/tensor";
import { allClose } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import { readData } from "../io/read_data.ts";
import { convertModel } from "../pipeline/convert_model.ts";
import expected from "./testdata/mnist_cnn_qdq.json" with { type: "json" };

// Made with ONNX Runtime's quantiser for Python: see tools/gen_quantised.py.
const bytes = Deno.readFileSync(new URL("testdata/mnist_cnn_qdq.onnx", import.meta.url));
const { graph } = importOnnx(bytes, { name: "mnist_cnn_qdq" });
const test = await readData("mnist:test", { limit: expected.logits.length });
const classes = expected.logits.map(largest);

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((best, value, i, all) => value > all[best] ? i : best, 0);
}

/**
 * Whether logits are those that Python gave. Sums in another order may fall to the other side of a
 * half, and a level inside then moves a logit by some of its own.
 */
function checkLogits(found: ArrayLike<number>, image: number, levels: number): void {
  const wanted = expected.logits[image];
  const { op } = graph.nodes.find(({ id }) => id === graph.outputs[0])!;
  assert(op.kind === "fakeQuantise");
  const most = levels * op.scale.data[0] + 1e-5;
  Array.from(found).forEach((value, i) => {
    assert(Math.abs(value - wanted[i]) <= most, `image ${image}: ${value}, not ${wanted[i]}`);
  });
}

Deno.test("a quantised file opens as layers of floats between roundings", () => {
  const kinds = graph.nodes.map(({ op }) => op.kind);
  const count = (kind: string): number => kinds.filter((other) => other === kind).length;
  assertEquals([count("conv2d"), count("dense"), count("fakeQuantise")], [4, 1, 9]);
  assertEquals(count("affine"), 0, "no pair of QuantizeLinear and DequantizeLinear is left apart");
});

Deno.test("a quantised file decides as it does with ONNX Runtime for Python", async () => {
  await using runner = await createAnnRunner(graph);
  const size = sizeOf(test.shape);
  const samples = new Float32Array(size * test.count);
  for (let i = 0; i < test.count; i++) {
    test.sampleAt(i, samples.subarray(i * size, (i + 1) * size));
  }
  const { data } = await runner.run(samples);
  let equal = 0;
  for (let i = 0; i < test.count; i++) {
    const logits = data.subarray(10 * i, 10 * i + 10);
    checkLogits(logits, i, 2);
    assertEquals(largest(logits), classes[i], `image ${i}`);
    if (logits.every((value, k) => Math.abs(value - expected.logits[i][k]) < 1e-4)) equal++;
  }
  assert(equal >= 0.8 * test.count, `only ${equal} of ${test.count} are equal in all logits`);
});

Deno.test("the reference computes a quantised file as ONNX Runtime for Python does", () => {
  for (let i = 0; i < 3; i++) {
    const sample = tensor(test.shape, test.sampleAt(i, new Float32Array(sizeOf(test.shape))));
    checkLogits(runAnn(graph, [sample]).get(graph.outputs[0])!.data, i, 0);
  }
});

Deno.test("a quantised file converts: each activation is one population, and decisions stay", async () => {
  const prepared = prepareAnn(graph, "calibrated");
  const kinds = prepared.nodes.map(({ op }) => op.kind);
  assertEquals(kinds, [
    "input",
    ..."conv2d fakeQuantise maxPool2d conv2d fakeQuantise".split(" "),
    ..."conv2d fakeQuantise maxPool2d conv2d fakeQuantise reshape dense".split(" "),
  ]);
  const { graph: spiking, findings } = await convertModel(
    graph,
    await readData("mnist:train", { limit: 100 }),
    {
      recipe: { name: "calibrated", options: resolveOptions(recipeByName("calibrated")) },
      timesteps: 32,
      signal: new AbortController().signal,
    },
  );
  const codes = findings.map(({ code }) => code);
  assert(codes.includes("rounding-dropped") && codes.includes("activations-quantised"), `${codes}`);
  const simulator = await createRateSimulator(compileNetwork(spiking), { timesteps: 32 });
  let agreed = 0;
  const sample = new Float32Array(sizeOf(test.shape));
  for (let i = 0; i < test.count; i++) {
    const { decisions } = simulator.simulate(test.sampleAt(i, sample));
    agreed += Number(decisions[31] === classes[i]);
  }
  simulator.dispose();
  assert(agreed >= test.count - 1, `only ${agreed} of ${test.count} decisions agree`);
});

Deno.test("ONNX Runtime computes exported roundings as the reference does", async () => {
  const values = Float32Array.from({ length: 256 }, (_, i) => (i - 128) / 16);
  const grids = [[0, 255, 0], [0, 255, 100], [-128, 127, -3], [0, 3, 0], [-7, 7, 0], [0, 1000, 9]];
  for (const [min, max, zero] of grids) {
    const net = graphBuilder<AnnOp>("rounding");
    // Ties are met: an eighth is twice the distance of the values.
    const [scale, zeroPoint] = [tensor([2], [0.125, 0.3]), tensor([2], [zero, zero])];
    const input = net.input([2, 128]);
    net.named("y", { kind: "fakeQuantise", scale, zeroPoint, min, max }, input);
    const first = { scale: tensor([1], [0.125]), zeroPoint: tensor([1], [zero]) };
    net.named("z", { kind: "fakeQuantise", ...first, min, max }, input);
    const graph = { ...net.finish(), outputs: ["y", "z"] };
    const wanted = runAnn(graph, [tensor([2, 128], values)]);
    for (const roundings of ["integers", "floats"] as const) {
      await using session = await createSession(exportOnnx(graph, { roundings }));
      const outputs = await session.run(new Map([["input", tensor([1, 2, 128], values)]]));
      for (const id of graph.outputs) {
        const found = tensor([2, 128], outputs.get(id)!.data);
        allClose(found, wanted.get(id)!, { absolute: 1e-6, relative: 1e-6 });
      }
    }
  }
});
