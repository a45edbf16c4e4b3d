/**
 * Fails where a package imports what tools/layers.json does not allow, reaches into another
 * package's files, or touches the world (files, clocks, screens) that only apps may touch.
 *
 *     deno run --allow-read tools/check_boundaries.ts
 */
import {
  finish,
  importsOf,
  isTestFile,
  listFiles,
  listFolders,
  packageOf,
  readJson,
  readText,
  withoutComments,
} from "./_source_files.ts";

const layers = readJson<Record<string, string[]>>("tools/layers.json");
const problems: string[] = [];

const WORLD: readonly [RegExp, string][] = [
  [/\bDeno\s*\./, "Deno.*"],
  [/\bconsole\s*\./, "console"],
  [/\bMath\.random\b/, "Math.random"],
  [/\bDate\.now\b|\bnew Date\(\)/, "the clock"],
  [/\bperformance\.now\b/, "the clock"],
  [/(?<![.\w])fetch\(/, "fetch"],
  [/\bprocess\.(env|stdout|stderr|argv)\b/, "process"],
];

for (const name of listFolders("packages")) {
  if (layers[name] === undefined) problems.push(`packages/${name} has no row in tools/layers.json`);
  for (const file of listFiles(`packages/${name}`, ".ts")) {
    const source = readText(file);
    const folder = file.split("/").slice(2, -1).join("/");
    const allowed = new Set(layers[`${name}/${folder}`] ?? layers[name] ?? []);
    for (const specifier of importsOf(source)) {
      if (specifier.includes("../../")) {
        problems.push(`${file} reaches out of its package: "${specifier}"; import it by name`);
      }
      const imported = packageOf(specifier);
      if (imported === undefined) {
        if (specifier.startsWith("node:") && !isTestFile(file)) {
          problems.push(`${file} imports "${specifier}", which browsers lack`);
        }
        continue;
      }
      if (!imported.startsWith("@snnkit/")) continue;
      const other = imported.slice("@snnkit/".length);
      if (isTestFile(file) && (other === "testkit" || other === name)) continue;
      if (!allowed.has(other)) {
        problems.push(`${file} imports ${imported}, which tools/layers.json does not allow`);
      }
    }
    if (isTestFile(file)) continue;
    const code = withoutComments(source);
    for (const [pattern, what] of WORLD) {
      if (pattern.test(code)) problems.push(`${file} uses ${what}; packages stay pure, apps do IO`);
    }
  }
}
for (const app of listFolders("apps")) {
  for (const file of listFiles(`apps/${app}`, ".ts")) {
    for (const specifier of importsOf(readText(file))) {
      const other = specifier.match(/apps\/(\w+)|@snnkit\/(\w+)-app/);
      if (other && (other[1] ?? other[2]) !== app) {
        problems.push(`${file} imports an app: "${specifier}"; nothing may`);
      }
    }
  }
}
finish("check_boundaries", problems, "every import is allowed");
