import { DATA_FORMS, type DataSpec } from "./data_spec.ts";

/**
 * Read the one word by which commands name data.
 *
 * @param text One of the forms of `DATA_FORMS`; a path may hold anything but a comma where two
 * paths follow each other.
 * @throws {SyntaxError} Listing the forms where the text has none of them.
 *
 * @example
 * ```ts
 * import { parseDataSpec } from "@snnkit/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseDataSpec("mnist"), { kind: "mnist", split: "test" });
 * assertEquals(parseDataSpec("cifar10:test.bin.gz"), { kind: "cifar10", file: "test.bin.gz" });
 * ```
 */
export function parseDataSpec(text: string): DataSpec {
  const colon = text.indexOf(":");
  const kind = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? undefined : text.slice(colon + 1);
  const parts = rest?.split(",") ?? [];
  switch (kind) {
    case "mnist":
      if (rest === undefined) return { kind, split: "test" };
      if (rest === "train" || rest === "test") return { kind, split: rest };
      break;
    case "idx":
      if (parts.length === 2 && parts.every(isPath)) {
        return { kind, images: parts[0], labels: parts[1] };
      }
      break;
    case "cifar10":
    case "cifar100":
    case "npz":
      if (isPath(rest)) return { kind, file: rest };
      break;
    case "rgb8": {
      const [file, labels, size = ""] = parts;
      const match = /^([1-9]\d*)x([1-9]\d*)$/.exec(size);
      if (parts.length === 3 && isPath(file) && isPath(labels) && match) {
        return { kind, file, labels, height: Number(match[1]), width: Number(match[2]) };
      }
      break;
    }
    case "images":
      if (isPath(rest)) return { kind, folder: rest };
      break;
    case "nmnist":
      throw new SyntaxError(
        `Cannot read data "${text}" as recordings of event cameras are not supported yet`,
      );
  }
  const width = Math.max(...DATA_FORMS.map(([form]) => form.length));
  const forms = DATA_FORMS.map(([form, meaning]) => `\n  ${form.padEnd(width)}  ${meaning}`);
  throw new SyntaxError(
    `Cannot read data "${text}" as it must have one of the forms below${forms.join("")}`,
  );
}

function isPath(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
