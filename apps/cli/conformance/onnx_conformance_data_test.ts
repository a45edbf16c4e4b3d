import { assertEquals } from "@std/assert";
import { checkCase } from "../../../tools/onnx_conformance/check_case.ts";
import { exceptions } from "../../../tools/onnx_conformance/exceptions.ts";
import { expectedCounts } from "../../../tools/onnx_conformance/expected_counts.ts";
import { readCases } from "../../../tools/onnx_conformance/read_cases.ts";
import { sharedData } from "./_shared_data.ts";

const archive = sharedData("onnx/onnx-node-tests-1.16.2.tar.gz");

Deno.test({
  name: "importOnnx() and the reference pass the ONNX project's operator tests",
  ignore: archive.absent,
  fn: async () => {
    const cases = await readCases(archive.read());
    const results = cases.map(checkCase);
    const failed = results.filter(({ status }) => status === "failed");
    assertEquals(failed.map(({ name, reason }) => `${name}: ${reason}`), []);
    const count = (status: string): number => results.filter((r) => r.status === status).length;
    assertEquals(count("excepted"), exceptions.size);
    const found = {
      cases: cases.length,
      passed: count("passed"),
      notListed: count("not listed"),
    };
    assertEquals(found, expectedCounts);
  },
});
