import { maybeGunzip } from "./maybe_gunzip.ts";
import type { Samples } from "./samples.ts";

/** Rows with a bad label that are named one by one. */
const LISTED = 5;

/**
 * Decode raw images: bytes R, G, B of pixel after pixel, row after row, image after image, with the
 * labels in a table. Either file may be gzipped.
 *
 * @param bytes The images, `[N, height, width, 3]`.
 * @param tsv UTF-8 text: a line of column names separated by tabs, one of them `class_index`, then
 * one line an image.
 * @param size Height and width of every image, in pixels.
 * @throws {SyntaxError} Where the bytes are no whole number of images or the table cannot be read.
 * @throws {RangeError} Where the files count different numbers of images.
 *
 * @example
 * ```ts
 * import { decodeRgb8 } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const tsv = new TextEncoder().encode("file\tclass_index\ntench.jpg\t0\nhen.jpg\t8\n");
 * const samples = decodeRgb8(new Uint8Array(2 * 12), tsv, { height: 2, width: 2 });
 * assertEquals(samples.shape, [3, 2, 2]);
 * assertEquals([...samples.labels!], [0, 8]);
 * ```
 */
export function decodeRgb8(
  bytes: Uint8Array,
  tsv: Uint8Array,
  size: { readonly height: number; readonly width: number },
): Samples {
  const { height, width } = size;
  if (![height, width].every((length) => Number.isInteger(length) && length > 0)) {
    throw new RangeError(
      `Cannot decode raw images as height and width must be whole numbers > 0: ` +
        `received ${height}x${width}`,
    );
  }
  const data = maybeGunzip(bytes);
  const count = data.length / (3 * height * width);
  if (!Number.isInteger(count) || count === 0) {
    throw new SyntaxError(
      `Cannot decode raw images as ${height}x${width}x3 needs a whole number of ` +
        `${3 * height * width} bytes: received ${data.length}`,
    );
  }
  const labels = decodeLabels(new TextDecoder().decode(maybeGunzip(tsv)));
  if (labels.length !== count) {
    throw new RangeError(
      `Cannot decode raw images as there must be one label an image: received ${count} images ` +
        `and ${labels.length} labels`,
    );
  }
  return { shape: [3, height, width], layout: "nhwc", count, data, labels };
}

function decodeLabels(text: string): Int32Array {
  const rows = text.split(/\r?\n/).map((line) => line.split("\t"));
  while (rows.length > 0 && rows[rows.length - 1].join("").trim() === "") rows.pop();
  const [head = []] = rows;
  const column = head.findIndex((name) => name.trim() === "class_index");
  if (column < 0) {
    throw new SyntaxError(
      `Cannot decode labels as the table must have a column "class_index": received ` +
        head.map((name) => `"${name.trim()}"`).slice(0, 10).join(", "),
    );
  }
  const bad: string[] = [];
  const labels = rows.slice(1).map((cells, row) => {
    const cell = cells[column]?.trim() ?? "";
    if (!/^\d+$/.test(cell)) bad.push(`"${cell}" in line ${row + 2}`);
    return Number(cell);
  });
  if (bad.length > 0) {
    const more = bad.length > LISTED ? ` and ${bad.length - LISTED} more` : "";
    throw new SyntaxError(
      `Cannot decode labels as "class_index" must be whole numbers ≥ 0: received ` +
        `${bad.slice(0, LISTED).join(", ")}${more}`,
    );
  }
  return Int32Array.from(labels);
}
