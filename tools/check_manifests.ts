/**
 * Fails where a package's manifests do not tell the truth: names and versions of deno.json and
 * package.json, exports of every public file, dependencies equal to the real imports, and the
 * files a package must have.
 *
 *     deno run --allow-read tools/check_manifests.ts
 *     deno run -A tools/check_manifests.ts --fix     writes the exports, which follow from the files
 */
import {
  exists,
  finish,
  importsOf,
  isTestFile,
  listFiles,
  listFolders,
  packageOf,
  readJson,
  readText,
  root,
} from "./_source_files.ts";

interface DenoJson {
  name: string;
  version: string;
  license?: string;
  exports: Record<string, string>;
  publish?: false | { exclude?: string[] };
}
interface PackageJson {
  name: string;
  version: string;
  private?: boolean;
  license?: string;
  exports: Record<string, string>;
  publishConfig?: { exports?: Record<string, { types: string; default: string }> };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const problems: string[] = [];
const say = (folder: string, text: string): void => void problems.push(`${folder}: ${text}`);
const rootDev = Object.keys(readJson<PackageJson>("package.json").devDependencies ?? {});

/** `./fold_batch_norm.ts` → `./fold-batch-norm`, `./mod.ts` → `.`. */
function entryOf(file: string): string {
  if (file === "./mod.ts") return ".";
  return file.replace(/\/mod\.ts$/, "").replace(/\.ts$/, "").replaceAll("_", "-");
}

for (const name of listFolders("packages")) {
  const folder = `packages/${name}`;
  const deno = readJson<DenoJson>(`${folder}/deno.json`);
  const npm = readJson<PackageJson>(`${folder}/package.json`);
  if (deno.name !== `@snnkit/${name}`) say(folder, `deno.json is named "${deno.name}"`);
  if (npm.name !== deno.name || npm.version !== deno.version) {
    say(
      folder,
      `package.json is ${npm.name}@${npm.version}, deno.json ${deno.name}@${deno.version}`,
    );
  }
  for (const file of ["README.md", "CHANGELOG.md", "LICENSE", "mod.ts"]) {
    if (!exists(`${folder}/${file}`)) say(folder, `has no ${file}`);
  }
  if (!readText(`${folder}/CHANGELOG.md`).includes(`## ${deno.version}`)) {
    say(folder, `CHANGELOG.md has no section "## ${deno.version}"`);
  }

  const sources = listFiles(folder, ".ts");
  const expected: Record<string, string> = { ".": "./mod.ts" };
  for (const path of sources) {
    const file = `./${path.slice(folder.length + 1)}`;
    if (isTestFile(file) || file.split("/").some((part) => part.startsWith("_"))) continue;
    expected[entryOf(file)] = file;
  }
  if (Deno.args.includes("--fix")) {
    const stems = Object.entries(expected).map(([entry, file]) => [entry, file.slice(2, -3)]);
    const built = stems.map(([entry, stem]) => [
      entry,
      { types: `./dist/${stem}.d.ts`, default: `./dist/${stem}.js` },
    ]);
    deno.exports = expected;
    npm.exports = expected;
    npm.publishConfig = { exports: Object.fromEntries(built) };
    for (const [file, value] of [["deno.json", deno], ["package.json", npm]] as const) {
      Deno.writeTextFileSync(
        new URL(`${folder}/${file}`, root),
        JSON.stringify(value, null, 2) + "\n",
      );
    }
  }
  for (const [entry, file] of Object.entries(expected)) {
    if (deno.exports[entry] !== file) say(folder, `deno.json must export "${entry}": "${file}"`);
    if (npm.exports[entry] !== file) say(folder, `package.json must export "${entry}": "${file}"`);
    const built = npm.publishConfig?.exports?.[entry];
    const stem = file.slice(2, -3);
    if (built?.default !== `./dist/${stem}.js` || built?.types !== `./dist/${stem}.d.ts`) {
      say(folder, `package.json publishConfig must export "${entry}" from dist/${stem}.{js,d.ts}`);
    }
  }
  const known = new Set(Object.keys(expected));
  for (const entry of [...Object.keys(deno.exports), ...Object.keys(npm.exports)]) {
    if (!known.has(entry)) say(folder, `exports "${entry}", which is no public file`);
  }

  if (deno.publish !== false) {
    const exclude = deno.publish?.exclude ?? [];
    for (const glob of ["package.json", "**/*_test.ts", "**/*_bench.ts", "testdata", "dist"]) {
      if (!exclude.includes(glob)) say(folder, `deno.json must exclude "${glob}" from publishing`);
    }
  }

  const used = new Set<string>();
  const usedByTests = new Set<string>();
  for (const path of sources) {
    for (const specifier of importsOf(readText(path))) {
      const imported = packageOf(specifier);
      if (imported && imported !== npm.name) (isTestFile(path) ? usedByTests : used).add(imported);
    }
  }
  // Code blocks of docs and READMEs are tests too.
  for (const path of [...sources, `${folder}/README.md`]) {
    for (const m of readText(path).matchAll(/^\s*\*?\s*(?:import|export)\b.*?\bfrom "([^"]+)"/gm)) {
      const imported = packageOf(m[1]);
      if (imported && imported !== npm.name) usedByTests.add(imported);
    }
  }
  const declared = new Set(Object.keys(npm.dependencies ?? {}));
  const dev = new Set([...Object.keys(npm.devDependencies ?? {}), ...rootDev]);
  for (const imported of used) {
    if (!declared.has(imported)) say(folder, `package.json must depend on "${imported}"`);
  }
  for (const dependency of declared) {
    if (!used.has(dependency)) {
      say(folder, `package.json depends on "${dependency}" but imports it nowhere`);
    }
  }
  for (const imported of usedByTests) {
    if (!declared.has(imported) && !dev.has(imported)) {
      say(folder, `package.json needs "${imported}" in devDependencies, for its tests`);
    }
  }
}
if (exists("pnpm-lock.yaml") && /https?:\/\//.test(readText("pnpm-lock.yaml"))) {
  problems.push("pnpm-lock.yaml names a registry's host");
}
finish("check_manifests", problems, "every manifest tells the truth");
