import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync, strToU8, unzipSync, zipSync } from "fflate";
import { float16 } from "./_float16.ts";
import { decodeNpz } from "./mod.ts";
import golden from "./testdata/golden.json" with { type: "json" };

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

Deno.test("decodeNpz() reads every number type, byte order and axis order as NumPy does", () => {
  for (const { name, npz, values } of golden.arrays) {
    const samples = decodeNpz(bytesOf(npz));
    assertEquals([...samples.data], values, name);
    assertEquals(samples.shape, [1, 2, 3], name);
    assertEquals([samples.count, ...samples.labels!], [2, 4, 2], name);
  }
});

Deno.test("float16() reads zeros, subnormals, normals and the largest half as NumPy does", () => {
  const { bits, values } = golden.halves;
  assertEquals(bits.map(float16), values);
  assertEquals([0x7c00, 0xfc00, 0x7e00].map(float16), [Infinity, -Infinity, NaN]);
});

Deno.test("decodeNpz() finds the channels of four axes, or takes the user's word for them", () => {
  const bytes = bytesOf(golden.fourAxes); // [2, 5, 4, 3]
  const rows = [
    ["auto", [3, 5, 4], "nhwc"],
    ["nhwc", [3, 5, 4], "nhwc"],
    ["nchw", [5, 4, 3], "nchw"],
  ] as const;
  for (const [layout, shape, found] of rows) {
    const samples = decodeNpz(bytes, layout);
    assertEquals([samples.shape, samples.layout], [shape, found]);
    assertEquals(samples.labels, undefined);
  }
});

Deno.test("decodeNpz() unpacks a gzipped file", () => {
  const [{ npz, values }] = golden.arrays;
  assertEquals([...decodeNpz(gzipSync(bytesOf(npz))).data], values);
});

Deno.test("decodeNpz() says what is wrong with arrays that it cannot use", () => {
  const rows = [
    ["unknown", SyntaxError, `must hold an array "x": received "images", "labels"`],
    ["oneHot", TypeError, "y.argmax(1)"],
    ["uneven", RangeError, "received 3 samples and 2 labels"],
    ["fractional", RangeError, "received 0.5 at 1"],
    ["complex", SyntaxError, "'descr': '<c8'"],
    ["scalars", TypeError, "[N, H, W, C]: received [3]"],
    ["huge", RangeError, "below 2^53: 1152921504606846976"],
  ] as const;
  for (const [name, kind, message] of rows) {
    assertThrows(() => decodeNpz(bytesOf(golden.refused[name])), kind, message);
  }
});

Deno.test("decodeNpz() refuses every cut of a zip file and of an array within", () => {
  const bytes = bytesOf(golden.fourAxes);
  for (let length = 0; length < bytes.length; length += 7) {
    assertThrows(() => decodeNpz(bytes.slice(0, length)), SyntaxError, "whole zip file");
  }
  const x = unzipSync(bytes)["x.npy"];
  for (const cut of [x.slice(0, -1), Uint8Array.of(...x, 0)]) {
    assertThrows(() => decodeNpz(zipSync({ "x.npy": cut })), SyntaxError, "needs 120 bytes");
  }
  assertThrows(
    () => decodeNpz(zipSync({ "x.npy": strToU8("no array at all") })),
    SyntaxError,
    "NumPy header",
  );
});
