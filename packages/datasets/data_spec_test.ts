import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  DATA_FORMS,
  dataPaths,
  type DataSpec,
  decodeData,
  formatDataSpec,
  parseDataSpec,
} from "./mod.ts";

const path = fc.string({ minLength: 1 }).filter((text) => !text.includes(","));
const specs: fc.Arbitrary<DataSpec> = fc.oneof(
  fc.record({ kind: fc.constant("mnist" as const), split: fc.constantFrom("train", "test") }),
  fc.record({ kind: fc.constant("idx" as const), images: path, labels: path }),
  fc.record({
    kind: fc.constantFrom("cifar10" as const, "cifar100" as const, "npz" as const),
    file: fc.string({ minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant("rgb8" as const),
    file: path,
    labels: path,
    height: fc.integer({ min: 1, max: 9999 }),
    width: fc.integer({ min: 1, max: 9999 }),
  }),
  fc.record({ kind: fc.constant("images" as const), folder: fc.string({ minLength: 1 }) }),
) as fc.Arbitrary<DataSpec>;

Deno.test("parseDataSpec() reads back what formatDataSpec() writes", () => {
  fc.assert(fc.property(specs, (spec) => assertEquals(parseDataSpec(formatDataSpec(spec)), spec)));
});

Deno.test("parseDataSpec() keeps colons and Windows paths", () => {
  assertEquals(parseDataSpec("npz:C:\\data\\x.npz"), { kind: "npz", file: "C:\\data\\x.npz" });
  assertEquals(parseDataSpec("idx:a:b,c:d"), { kind: "idx", images: "a:b", labels: "c:d" });
});

Deno.test("parseDataSpec() lists every form where a text has none of them", () => {
  for (
    const text of [
      "",
      "cifar10",
      "cifar10:",
      "mnist:",
      "mnist:validation",
      "MNIST",
      "idx:a",
      "idx:a,",
      "idx:a,b,c",
      "rgb8:a,b",
      "rgb8:a,b,227",
      "rgb8:a,b,0x5",
      "rgb8:a,b,5x5x3",
      "images:",
      "folder:a",
    ]
  ) {
    const error = assertThrows(() => parseDataSpec(text), SyntaxError, `"${text}"`);
    for (const [form] of DATA_FORMS) assert(error.message.includes(form), error.message);
  }
  assertThrows(() => parseDataSpec("nmnist:dir"), SyntaxError, "not supported yet");
});

Deno.test("dataPaths() names one file for each that decodeData() wants", () => {
  const bytes = new Uint8Array();
  fc.assert(fc.property(specs, (spec) => {
    const files = dataPaths(spec).map((path) => ({ path, bytes }));
    const error = assertThrows(() => decodeData(spec, files));
    assert(error instanceof Error && !error.message.includes(" files: "), String(error));
    if (spec.kind === "images") return;
    assertThrows(() => decodeData(spec, [...files, ...files]), TypeError, " files: ");
    assert(error.message.endsWith(`In: ${files.map((file) => `"${file.path}"`).join(" and ")}`));
  }));
});
