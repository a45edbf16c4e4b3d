import { decodeJpeg } from "./_decode_jpeg.ts";
import { decodePng } from "./_decode_png.ts";
import type { Image } from "./_image.ts";
import { maybeGunzip } from "./maybe_gunzip.ts";
import type { DataFinding, Samples } from "./samples.ts";

/** A file and where it lies. */
export interface DataFile {
  /** Its path, with `/` or `\` between folders. */
  readonly path: string;
  /** What it holds. */
  readonly bytes: Uint8Array;
}

/** Files with a problem that are named one by one. */
const LISTED = 5;

/**
 * Decode a folder of PNG and JPEG images that has one folder per class.
 *
 * The folder that a file lies in is its class. Classes are numbered by their names in the order of
 * UTF-16 code units, files taken in the order of their paths, so the result does not depend on the
 * order given; this is the numbering of torchvision's `ImageFolder`. Hidden files are passed over.
 * Transparency is dropped. All images grey: one channel; else all become RGB.
 *
 * @param files Every file below the folder.
 * @throws {SyntaxError} Naming the files that cannot be decoded.
 * @throws {TypeError} Naming the images whose size is not that of the others, or where there are no
 * images.
 *
 * @example
 * ```ts
 * import { decodeImages } from "@snnkit/datasets";
 * import { encode } from "fast-png";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encode({ width: 1, height: 1, data: Uint8Array.of(7), channels: 1 });
 * const samples = decodeImages([
 *   { path: "pets/dog/rex.png", bytes },
 *   { path: "pets/cat/tom.png", bytes },
 * ]);
 * assertEquals(samples.classNames, ["cat", "dog"]);
 * assertEquals(samples.shape, [1, 1, 1]);
 * ```
 */
export function decodeImages(files: readonly DataFile[]): Samples {
  const visible = files
    .map((file) => ({ file, parts: file.path.split(/[/\\]/) }))
    .filter(({ parts }) => !parts[parts.length - 1].startsWith("."))
    .sort((a, b) => compare(a.parts.join("/"), b.parts.join("/")));
  const classNames = [...new Set(visible.map(({ parts }) => parts[parts.length - 2] ?? ""))]
    .sort(compare);
  if (visible.length === 0 || classNames[0] === "") {
    throw new TypeError(
      `Cannot decode images as there must be one folder per class: ` +
        (visible.length === 0 ? "received no files" : `"${visible[0].file.path}" lies in none`),
    );
  }
  const images = decodeAll(visible.map(({ file }) => file));
  const { height, width } = commonSize(visible.map(({ file }) => file), images);
  const channels = images.every((image) => image.channels === 1) ? 1 : 3;
  const size = height * width * channels;
  const data = new Uint8Array(images.length * size);
  images.forEach((image, i) => data.set(withChannels(image, channels), i * size));
  const rank = new Map(classNames.map((name, at) => [name, at]));
  return {
    shape: [channels, height, width],
    layout: "nhwc",
    count: images.length,
    data,
    labels: Int32Array.from(visible, ({ parts }) => rank.get(parts[parts.length - 2])!),
    classes: classNames.length,
    classNames,
    findings: orderFindings(classNames),
  };
}

function decodeAll(files: readonly DataFile[]): Image[] {
  const problems: string[] = [];
  const images: Image[] = [];
  for (const { path, bytes } of files) {
    try {
      images.push(decodeImage(maybeGunzip(bytes)));
    } catch (error) {
      problems.push(`"${path}" (${error instanceof Error ? error.message : error})`);
    }
  }
  if (problems.length > 0) {
    throw new SyntaxError(
      `Cannot decode images as every file must be a whole PNG or JPEG: received ${list(problems)}`,
    );
  }
  return images;
}

function decodeImage(bytes: Uint8Array): Image {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return decodePng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes);
  throw new SyntaxError("neither PNG nor JPEG");
}

/** The size that most images have; ties: the first seen. */
function commonSize(
  files: readonly DataFile[],
  images: readonly Image[],
): { readonly height: number; readonly width: number } {
  const sizes = images.map(({ height, width }) => `${height}x${width}`);
  const tally = new Map<string, number>();
  for (const size of sizes) tally.set(size, (tally.get(size) ?? 0) + 1);
  const [common] = [...tally].reduce((best, next) => next[1] > best[1] ? next : best);
  const odd = files.flatMap(({ path }, i) => sizes[i] === common ? [] : `"${path}" (${sizes[i]})`);
  if (odd.length > 0) {
    throw new TypeError(
      `Cannot decode images as all must be of one size, ${common}: received ${list(odd)}`,
    );
  }
  return images[0];
}

function withChannels(image: Image, channels: 1 | 3): Uint8Array {
  if (image.channels === channels) return image.data;
  return Uint8Array.from(
    { length: 3 * image.data.length },
    (_, i) => image.data[Math.floor(i / 3)],
  );
}

function orderFindings(names: readonly string[]): DataFinding[] {
  const numbered = names.every((name) => /^\d+$/.test(name));
  if (!numbered || names.every((name, at) => Number(name) === at)) return [];
  return [{
    code: "class-folders-sorted-as-text",
    message: `Class folders are numbers, but classes are counted in the order of their names as ` +
      `text: ${names.slice(0, 4).map((name, at) => `"${name}" is class ${at}`).join(", ")}`,
  }];
}

function list(items: readonly string[]): string {
  const more = items.length > LISTED ? ` and ${items.length - LISTED} more` : "";
  return items.slice(0, LISTED).join(", ") + more;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
