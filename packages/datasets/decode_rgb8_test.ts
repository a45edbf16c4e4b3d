import { assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "fflate";
import { decodeRgb8, preprocess } from "./mod.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const SIZE = { height: 1, width: 2 };
const PIXELS = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

Deno.test("decodeRgb8() puts the channels first and finds the labels' column", () => {
  const tsv = text("row\tclass_index\r\n0\t5\r\n1\t7\r\n\r\n");
  for (const [bytes, table] of [[PIXELS, tsv], [gzipSync(PIXELS), gzipSync(tsv)]]) {
    const samples = decodeRgb8(bytes, table, SIZE);
    assertEquals([...samples.labels!], [5, 7]);
    assertEquals([...preprocess(samples, { scale: 1 }).sampleAt(1)], [7, 10, 8, 11, 9, 12]);
  }
});

Deno.test("decodeRgb8() refuses sizes, counts and tables that do not fit", () => {
  const tsv = text("class_index\n1\n2\n");
  const rows = [
    [PIXELS.slice(1), tsv, SIZE, SyntaxError, "whole number of 6 bytes: received 11"],
    [new Uint8Array(), tsv, SIZE, SyntaxError, "received 0"],
    [PIXELS, tsv, { height: 0, width: 2 }, RangeError, "received 0x2"],
    [PIXELS, text("class_index\n1\n"), SIZE, RangeError, "2 images and 1 labels"],
    [PIXELS, text("label\n1\n2\n"), SIZE, SyntaxError, `"class_index": received "label"`],
    [PIXELS, text(""), SIZE, SyntaxError, `"class_index"`],
    [
      PIXELS,
      text("a\tclass_index\n0\tcat\n1\n"),
      SIZE,
      SyntaxError,
      `"cat" in line 2, "" in line 3`,
    ],
    [PIXELS, text("class_index\n-1\n2.5\n"), SIZE, SyntaxError, `"-1" in line 2, "2.5" in line 3`],
  ] as const;
  for (const [bytes, table, size, kind, message] of rows) {
    assertThrows(() => decodeRgb8(bytes, table, size), kind, message);
  }
});
