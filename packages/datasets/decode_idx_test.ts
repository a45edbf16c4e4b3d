import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "fflate";
import { decodeIdx } from "./mod.ts";

/** An idx file of whole numbers; wider types big-endian. */
function idx(code: number, shape: readonly number[], body: ArrayLike<number>): Uint8Array {
  const sizes = shape.flatMap((length) => [0, 0, length >> 8, length & 255]);
  return Uint8Array.of(0, 0, code, shape.length, ...sizes, ...Array.from(body));
}

const LABELS = idx(8, [2], [7, 3]);

Deno.test("decodeIdx() reads every number type, two to four axes, plain and gzipped", () => {
  const rows = [
    [idx(0x08, [2, 1, 1], [1, 255]), [1, 1, 1], [1, 255]],
    [idx(0x09, [2, 1, 1], [1, 255]), [1, 1, 1], [1, -1]],
    [idx(0x0b, [2, 1], [1, 0, 255, 255]), [1], [256, -1]],
    [idx(0x0c, [2, 1], [0, 0, 1, 0, 255, 255, 255, 255]), [1], [256, -1]],
    [idx(0x0d, [2, 1, 1, 1], [0x3f, 0x80, 0, 0, 0xbf, 0, 0, 0]), [1, 1, 1], [1, -0.5]],
    [idx(0x0e, [2, 1], [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xbf, 0xe0, 0, 0, 0, 0, 0, 0]), [1], [
      1,
      -0.5,
    ]],
  ] as const;
  for (const [images, shape, values] of rows) {
    for (const bytes of [images, gzipSync(images)]) {
      const samples = decodeIdx(bytes, gzipSync(LABELS));
      assertEquals([samples.shape, [...samples.data]], [shape, values]);
      assertEquals([...samples.labels!], [7, 3]);
    }
  }
});

Deno.test("decodeIdx() reads bytes that lie anywhere in a buffer", () => {
  const images = idx(0x0b, [2, 1], [1, 0, 255, 255]);
  const larger = new Uint8Array(images.length + 9);
  larger.set(images, 3);
  assertEquals([...decodeIdx(larger.subarray(3, 3 + images.length)).data], [256, -1]);
});

Deno.test("decodeIdx() refuses wrong magic numbers, cuts and appendices", () => {
  const images = idx(8, [2, 2, 1], [1, 2, 3, 4]);
  assertThrows(() => decodeIdx(Uint8Array.of(0, 1, 8, 3, 0)), SyntaxError, "received 00 01 08 03");
  assertThrows(() => decodeIdx(Uint8Array.of(0, 0, 10, 3)), SyntaxError, "received 00 00 0a 03");
  assertThrows(() => decodeIdx(new Uint8Array()), SyntaxError, "received no bytes");
  assertThrows(() => decodeIdx(images.slice(0, 10)), SyntaxError, "within its header");
  assertThrows(() => decodeIdx(images.slice(0, -1)), SyntaxError, "needs 20 bytes: received 19");
  assertThrows(() => decodeIdx(Uint8Array.of(...images, 0)), SyntaxError, "received 21");
  const wild = idx(8, [2, 2, 1], []).fill(255, 4);
  assertThrows(() => decodeIdx(wild), SyntaxError, "needs");
});

Deno.test("decodeIdx() refuses files that do not belong together", () => {
  const images = idx(8, [3, 1, 1], [1, 2, 3]);
  assertThrows(() => decodeIdx(images, LABELS), RangeError, "3 images and 2 labels");
  assertThrows(() => decodeIdx(LABELS, images), SyntaxError, "are the two swapped?");
  assertThrows(() => decodeIdx(images, images), SyntaxError, "one axis: received [3, 1, 1]");
});
