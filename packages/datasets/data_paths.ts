import type { DataSpec } from "./data_spec.ts";

/**
 * Which files a spec names, in the order in which `decodeData` wants their bytes.
 *
 * For `images` it is the folder, below which every file is wanted; for `mnist` the names that its
 * files have wherever they lie.
 *
 * @example
 * ```ts
 * import { dataPaths, parseDataSpec } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dataPaths(parseDataSpec("idx:a.gz,b.gz")), ["a.gz", "b.gz"]);
 * ```
 */
export function dataPaths(spec: DataSpec): readonly string[] {
  switch (spec.kind) {
    case "mnist": {
      const prefix = spec.split === "test" ? "t10k" : "train";
      return [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`];
    }
    case "idx":
      return [spec.images, spec.labels];
    case "cifar10":
    case "cifar100":
    case "npz":
      return [spec.file];
    case "rgb8":
      return [spec.file, spec.labels];
    case "images":
      return [spec.folder];
    default:
      spec satisfies never;
      throw new Error("Unreachable: unknown kind of data");
  }
}
