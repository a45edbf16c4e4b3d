/**
 * Runs the ONNX project's operator tests through the importer and the reference, and prints how
 * each went.
 *
 *     deno run --allow-read tools/onnx_conformance/main.ts ARCHIVE.tar.gz
 */
import { checkCase } from "./check_case.ts";
import { readCases } from "./read_cases.ts";

const [path] = Deno.args;
if (path === undefined) {
  console.error("Cannot run the operator tests as their archive must be named");
  Deno.exit(2);
}
const cases = await readCases(Deno.readFileSync(path));
const results = cases.map(checkCase);
for (const { name, status, reason } of results) {
  console.log(`${status.padEnd(10)} ${name}${reason === "" ? "" : ` (${reason})`}`);
}
const count = (status: string): string =>
  `${results.filter((result) => result.status === status).length} ${status}`;
console.log(
  `${results.length} tests: ${
    ["passed", "not listed", "excepted", "failed"].map(count).join(", ")
  }`,
);
Deno.exit(results.some(({ status }) => status === "failed") ? 1 : 0);
