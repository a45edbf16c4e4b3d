/**
 * Runs every test of the workspace and prints `N passed, N failed`.
 *
 *     deno task test            everything
 *     deno task test onnx cli   only these packages or apps
 *
 * Packages run without a single permission, so that a stray file read fails. `runtime` and the folders
 * `dense` of simulators (ONNX Runtime reads its own WebAssembly), tests of real data and of workers,
 * which read their own program, apps and tools run with all permissions.
 */
import { deno } from "./_run.ts";
import { exists, listFiles, listFolders, root } from "./_source_files.ts";
import { tally } from "./_tally.ts";

const NEEDS_PERMISSION = new Set(["runtime"]);
const wanted = new Set(Deno.args);
const isWanted = (name: string): boolean => wanted.size === 0 || wanted.has(name);

const pure: string[] = [];
const free: string[] = [];
for (const name of listFolders("packages").filter(isWanted)) {
  const folder = `packages/${name}`;
  const files = [...listFiles(folder, ".ts"), ...listFiles(folder, ".md")]
    .filter((path) => !path.endsWith("_bench.ts"));
  for (const path of files) {
    const needs = NEEDS_PERMISSION.has(name) ||
      /\/dense\/|_(data|worker)_test\.ts$/.test(path);
    (needs ? free : pure).push(path);
  }
}
for (const name of listFolders("apps").filter(isWanted)) {
  free.push(...listFiles(`apps/${name}`, "_test.ts"));
}
if (isWanted("tools")) free.push(...listFiles("tools", "_test.ts"));
if (isWanted("docs")) {
  free.push(...["README.md", ...listFiles("docs", ".md")].filter(exists));
}
for (const name of wanted) {
  if (![...pure, ...free].some((path) => path.split("/").includes(name))) {
    console.error(`Cannot test "${name}" as there is no such package, app or folder`);
    Deno.exit(2);
  }
}

Deno.mkdirSync(new URL(".reports/", root), { recursive: true });
let code = 0;
const reports: string[] = [];
// ONNX Runtime's start opens a message port, as a probe, and leaves it open: no test that runs a
// network could pass the check of resources.
const groups = [
  ["pure", pure, ["--no-prompt", "--sanitize-resources"]],
  ["free", free, ["-A"]],
] as const;
for (const [group, files, flags] of groups) {
  if (files.length === 0) continue;
  const report = `.reports/${group}.xml`;
  if (exists(report)) Deno.removeSync(new URL(report, root));
  reports.push(report);
  const result = await deno(
    "test",
    "--doc",
    // Types are checked once for all, by tools/ok.ts: here every worker and process would, again.
    "--no-check",
    "--parallel",
    "--sanitize-ops",
    ...flags,
    `--junit-path=${report}`,
    ...files,
  );
  code ||= result;
}
const { passed, failed, skipped } = tally(reports);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
Deno.exit(code !== 0 ? code : failed > 0 || passed === 0 ? 1 : 0);
