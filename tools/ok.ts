/**
 * The whole gate: what CI runs, so that nobody is surprised.
 *
 *     deno task ok              everything
 *     deno task ok --no-test    all but the tests
 */
import { deno } from "./_run.ts";
import { exists, listFiles, listFolders } from "./_source_files.ts";

const mods = listFolders("packages")
  .flatMap((name) => [`packages/${name}/mod.ts`, `packages/${name}/dense/mod.ts`])
  .filter(exists);
// A folder stands for its programs only: pages are named one by one.
const pages = ["README.md", ...["packages", "apps", "docs"].flatMap((at) => listFiles(at, ".md"))];
const steps: readonly (readonly string[])[] = [
  ["fmt", "--check"],
  ["lint"],
  ["check", "--doc", "packages", "apps", "tools", ...pages],
  // All entries in one call; else types of another package are reported as private.
  ["doc", "--lint", ...mods],
  ["run", "--allow-read", "tools/check_boundaries.ts"],
  ["run", "--allow-read", "tools/check_manifests.ts"],
  ["run", "--allow-read", "tools/check_sizes.ts"],
  ["run", "-A", "tools/gen_supported_ops.ts", "--check"],
  ["run", "-A", "tools/build_wasm.ts", "--check"],
  ["publish", "--dry-run", "--allow-dirty", "--quiet"],
  ...(Deno.args.includes("--no-test") ? [] : [["run", "-A", "tools/test.ts"]]),
];
const failed: string[] = [];
for (const step of steps) {
  const started = performance.now();
  const code = await deno(...step);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const name = step.slice(0, 3).join(" ");
  console.log(`${code === 0 ? "ok  " : "FAIL"} deno ${name} (${seconds} s)`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`${failed.length} of ${steps.length} steps failed: ${failed.join("; ")}`);
  Deno.exit(1);
}
