import { createRandom } from "@snnkit/tensor";
import { assert } from "@std/assert";
import { floats, ints, makeModel, node } from "./testing/make_model.ts";
import { importOnnx } from "./import_onnx.ts";

/** A small model with a little of everything. */
const bytes = makeModel({
  inputs: { x: ["N", 2, 6, 6] },
  weights: [
    floats("w", [3, 2, 3, 3], Array.from({ length: 54 }, (_, i) => i / 54)),
    floats("n", [3], [1, 2, 3]),
    floats("d", [12, 4], Array.from({ length: 48 }, (_, i) => i / 48)),
    floats("scales", [4], [1, 1, 0.75, 0.75]),
    ints("minus", [-1]),
    ints("zero", 0),
    ints("axes", [0]),
    ints("pads", [0, 0, 1, 1, 0, 0, 1, 1]),
  ],
  nodes: [
    node("Pad", ["x", "pads"], ["p"]),
    node("Conv", ["p", "w"], ["c"], { strides: [2, 2], group: 1 }, { name: "conv" }),
    node("BatchNormalization", ["c", "n", "n", "n", "n"], ["b"]),
    node("Relu", ["b"], ["r"]),
    node("MaxPool", ["r"], ["m"], { "kernel_shape": [2, 2], "auto_pad": "SAME_UPPER" }),
    node("Resize", ["m", "", "scales"], ["q"], { mode: "nearest" }),
    node("Split", ["q"], ["s0", "s1", "s2"], { axis: 1 }),
    node("Concat", ["s2", "s1", "s0"], ["k"], { axis: 1 }),
    node("ConvTranspose", ["k", "w"], ["t"], { strides: [2, 2], pads: [2, 2, 2, 2] }),
    node("AveragePool", ["k"], ["v"], { "kernel_shape": [2, 2], "ceil_mode": 1 }),
    node("Shape", ["q"], ["sh"]),
    node("Gather", ["sh", "zero"], ["g"]),
    node("Unsqueeze", ["g", "axes"], ["u"]),
    node("Concat", ["u", "minus"], ["target"], { axis: 0 }),
    node("Reshape", ["q", "target"], ["f"]),
    node("Gemm", ["f", "d"], ["y"]),
  ],
  outputs: ["y", "t", "v"],
});

/** Either imports or refuses cleanly. */
function check(changed: Uint8Array, what: string): void {
  try {
    importOnnx(changed);
  } catch (error) {
    assert(error instanceof Error, what);
    assert(error.message.startsWith("Cannot "), `${what}: ${error.stack}`);
  }
}

Deno.test("importOnnx() takes the model that the next tests damage", () => {
  importOnnx(bytes);
});

Deno.test("importOnnx() imports or refuses cleanly wherever the file is cut", () => {
  for (let length = 0; length < bytes.length; length += 3) {
    check(bytes.subarray(0, length), `cut at ${length}`);
  }
});

Deno.test("importOnnx() imports or refuses cleanly whatever byte is flipped", () => {
  const random = createRandom(11);
  for (let round = 0; round < 2000; round++) {
    const changed = bytes.slice();
    const at = random.integer(bytes.length);
    const to = random.integer(256);
    changed[at] = to;
    check(changed, `byte ${at} is ${to}`);
  }
});

Deno.test("importOnnx() imports or refuses cleanly bytes that are noise", () => {
  const random = createRandom(12);
  for (let round = 0; round < 200; round++) {
    const length = random.integer(80);
    check(Uint8Array.from({ length }, () => random.integer(256)), `round ${round}`);
  }
});
