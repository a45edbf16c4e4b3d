import { dataPaths } from "./data_paths.ts";
import type { DataSpec } from "./data_spec.ts";
import { decodeCifar10 } from "./decode_cifar10.ts";
import { decodeCifar100 } from "./decode_cifar100.ts";
import { decodeIdx } from "./decode_idx.ts";
import { type DataFile, decodeImages } from "./decode_images.ts";
import { decodeNpz } from "./decode_npz.ts";
import { decodeRgb8 } from "./decode_rgb8.ts";
import type { Samples } from "./samples.ts";

/**
 * Decode the files that a spec names.
 *
 * @param spec What `parseDataSpec` read.
 * @param files The files of `dataPaths(spec)`, in that order; for `images` all files of the folder.
 * @param layout For npz files, see `decodeNpz`.
 * @throws {TypeError} Where there are too few or too many files.
 * @throws {SyntaxError | RangeError} Where the bytes cannot be decoded; the message names the file.
 *
 * @example
 * ```ts
 * import { decodeData, parseDataSpec, preprocess } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new Uint8Array(3073).fill(255);
 * bytes[0] = 9; // A white truck.
 * const samples = decodeData(parseDataSpec("cifar10:test.bin"), [{ path: "test.bin", bytes }]);
 * assertEquals(preprocess(samples).sampleAt(0)[0], 1);
 * ```
 */
export function decodeData(
  spec: DataSpec,
  files: readonly DataFile[],
  layout: "nchw" | "nhwc" | "auto" = "auto",
): Samples {
  if (spec.kind === "images") return decodeImages(files);
  const wanted = dataPaths(spec);
  if (files.length !== wanted.length) {
    throw new TypeError(
      `Cannot decode data of kind "${spec.kind}" as it needs ${wanted.length} files: ` +
        `received ${files.length}`,
    );
  }
  try {
    return decodeFiles(spec, files, layout);
  } catch (error) {
    if (error instanceof Error) {
      // The error keeps its class; the user needs the file's name.
      const names = files.map(({ path }) => `"${path}"`).join(" and ");
      error.message = `${error.message}\nIn: ${names}`;
    }
    throw error;
  }
}

function decodeFiles(
  spec: Exclude<DataSpec, { readonly kind: "images" }>,
  files: readonly DataFile[],
  layout: "nchw" | "nhwc" | "auto",
): Samples {
  const [first, second] = files.map((file) => file.bytes);
  switch (spec.kind) {
    case "mnist":
      return { ...decodeIdx(first, second), classes: 10 };
    case "idx":
      return decodeIdx(first, second);
    case "cifar10":
      return decodeCifar10(first);
    case "cifar100":
      return decodeCifar100(first);
    case "npz":
      return decodeNpz(first, layout);
    case "rgb8":
      return decodeRgb8(first, second, spec);
    default:
      spec satisfies never;
      throw new Error("Unreachable: unknown kind of data");
  }
}
