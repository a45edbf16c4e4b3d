// Sets the workspace up from the lock file: node tools/setup.mjs
// Quick when nothing changed: the stamp holds a hash of every file that decides what is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import process from "node:process";

const PNPM = "pnpm@12.21.0";
const root = resolve(fileURLToPath(import.meta.url), "../..");
const stamp = join(root, "node_modules/.snnkit-setup");

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.error(`Cannot set up snnkit as it needs Node 20 or newer: this is ${process.version}`);
  process.exit(2);
}

const members = ["packages", "apps", "tools"].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => join(folder, name, "package.json"))
);
const hash = createHash("sha256").update(process.platform + process.arch);
for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...members.sort()]) {
  if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
}
const wanted = hash.digest("hex");
const deno = join(root, "tools/toolchain/node_modules/.bin/deno");
if (existsSync(deno) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
  process.exit(0);
}

console.error("Setting up: installing the pinned tools and libraries (once) …");
const install = spawnSync("npx", [
  "--yes",
  PNPM,
  "install",
  "--frozen-lockfile",
  "--loglevel=error",
], {
  cwd: root,
  stdio: ["ignore", 2, 2],
  env: { ...process.env, CI: "true", ONNXRUNTIME_NODE_INSTALL: "skip" },
  shell: process.platform === "win32",
});
if (install.status !== 0) {
  console.error("Cannot set up snnkit as the installation of its libraries failed, see above");
  console.error("Hint: check that the npm registry can be reached, then run `npm run setup` again");
  process.exit(1);
}
writeFileSync(stamp, wanted);
