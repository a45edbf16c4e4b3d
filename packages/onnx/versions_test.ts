import { assert, assertEquals, assertThrows } from "@std/assert";
import { floats, makeModel, node } from "./testing/make_model.ts";
import { importOnnx } from "./import_onnx.ts";

const inputs = { x: ["N", 3, 4, 4] };
const relu = [node("Relu", ["x"], ["y"])];

Deno.test("importOnnx() refuses what is no ONNX model", () => {
  const text = new TextEncoder();
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ["empty", new Uint8Array(0), "received 0 bytes"],
    ["text", text.encode("<!DOCTYPE html><title>404</title>"), "no whole protobuf message"],
    ["zip", text.encode("PK\x03\x04, or a saved PyTorch model"), "no whole protobuf message"],
    ["zeros", new Uint8Array(64), "no whole protobuf message"],
    ["only a version", Uint8Array.of(8, 8), "no graph"],
    ["no version", makeModel({ irVersion: 0, inputs, nodes: relu }), "no version of the format"],
    ["no outputs", makeModel({ inputs, nodes: relu, outputs: [] }), "a graph without outputs"],
  ];
  for (const [name, bytes, expected] of cases) {
    const error = assertThrows(() => importOnnx(bytes, { name }), SyntaxError, expected, name);
    assert(error.message.startsWith(`Cannot read "${name}" as`), error.message);
  }
});

Deno.test("importOnnx() refuses a file that ends early, wherever it was cut", () => {
  const bytes = makeModel({ inputs, nodes: relu });
  for (let length = 0; length < bytes.length; length++) {
    const error = assertThrows(() => importOnnx(bytes.subarray(0, length)), Error);
    assert(error.message.startsWith("Cannot "), error.message);
  }
});

Deno.test("importOnnx() names an IR version out of range", () => {
  for (const irVersion of [1, 2, 12, 99]) {
    assertThrows(
      () => importOnnx(makeModel({ irVersion, inputs, nodes: relu })),
      RangeError,
      `its IR version must lie in 3 … 11: received ${irVersion}`,
    );
  }
  for (const irVersion of [3, 10, 11]) importOnnx(makeModel({ irVersion, inputs, nodes: relu }));
});

Deno.test("importOnnx() names an opset out of range", () => {
  for (const opset of [0, 24, 1000]) {
    assertThrows(
      () => importOnnx(makeModel({ opset, inputs, nodes: relu })),
      RangeError,
      `its opset must lie in 7 … 23: received ${opset}`,
    );
  }
  for (const opset of [7, 23]) importOnnx(makeModel({ opset, inputs, nodes: relu }));
});

Deno.test("importOnnx() refuses a file that imports no operators of ONNX's own", () => {
  const domains = { "ai.onnx.ml": 3 };
  const error = assertThrows(
    () => importOnnx(makeModel({ opset: "none", domains, inputs, nodes: relu })),
    RangeError,
  );
  assert(error.message.includes(`received "ai.onnx.ml"`), error.message);
});

Deno.test("importOnnx() knows both names of ONNX's own domain", () => {
  const bytes = makeModel({ opset: "none", domains: { "ai.onnx": 17 }, inputs, nodes: relu });
  assertEquals(importOnnx(bytes).opset, 17);
});

Deno.test("importOnnx() follows operators that opset 7 has from before", () => {
  const sum = node("Sum", ["x", "x"], ["y"]);
  assertEquals(importOnnx(makeModel({ opset: 7, inputs, nodes: [sum] })).graph.nodes.length, 2);
});

Deno.test("importOnnx() takes old opsets whose operators have not changed, and names those that have", () => {
  const pool = node("GlobalAveragePool", ["x"], ["p"]);
  const add = node("Add", ["p", "w"], ["y"]);
  const weights = [floats("w", [1], [1])];
  assertEquals(importOnnx(makeModel({ opset: 1, inputs, nodes: [pool] })).graph.nodes.length, 2);
  assertThrows(
    () => importOnnx(makeModel({ opset: 6, inputs, weights, nodes: [pool, add] })),
    RangeError,
    `received 6, where "Add" meant something else`,
  );
});
