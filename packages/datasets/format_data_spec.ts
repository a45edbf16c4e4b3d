import type { DataSpec } from "./data_spec.ts";

/**
 * The word that `parseDataSpec` reads back as the same spec.
 *
 * @example
 * ```ts
 * import { formatDataSpec, parseDataSpec } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatDataSpec(parseDataSpec("mnist")), "mnist:test");
 * ```
 */
export function formatDataSpec(spec: DataSpec): string {
  switch (spec.kind) {
    case "mnist":
      return `mnist:${spec.split}`;
    case "idx":
      return `idx:${spec.images},${spec.labels}`;
    case "cifar10":
    case "cifar100":
    case "npz":
      return `${spec.kind}:${spec.file}`;
    case "rgb8":
      return `rgb8:${spec.file},${spec.labels},${spec.height}x${spec.width}`;
    case "images":
      return `images:${spec.folder}`;
    default:
      spec satisfies never;
      throw new Error("Unreachable: unknown kind of data");
  }
}
