/** Reading the workspace's sources, shared by the checks. Paths are relative to the root, with `/`. */

/** The repository's root folder. */
export const root: URL = new URL("../", import.meta.url);

const SKIPPED = new Set(["node_modules", "dist", "assembly", ".reports", ".git", "testdata"]);

/** Every file below a folder whose name ends so, sorted. */
export function listFiles(folder: string, ending: string): string[] {
  const found: string[] = [];
  for (const entry of Deno.readDirSync(new URL(`${folder}/`, root))) {
    if (SKIPPED.has(entry.name)) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...listFiles(path, ending));
    else if (entry.isFile && entry.name.endsWith(ending)) found.push(path);
  }
  return found.sort();
}

/** The names of the folders in a folder, sorted. */
export function listFolders(folder: string): string[] {
  return [...Deno.readDirSync(new URL(`${folder}/`, root))]
    .filter((entry) => entry.isDirectory && !SKIPPED.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** A file's text. */
export function readText(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

/** A file's JSON. */
export function readJson<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}

/** Whether a file exists. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, root));
    return true;
  } catch {
    return false;
  }
}

/** Whether a source file is a test or a bench, which may import more and is not published. */
export function isTestFile(path: string): boolean {
  return /_(test|bench)\.ts$/.test(path);
}

/** A source without its comments; strings keep their place. */
export function withoutComments(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, text: string | undefined) => text ?? "",
  );
}

/** The specifiers that a source imports or re-exports, dynamic imports of literals included. */
export function importsOf(source: string): string[] {
  const code = withoutComments(source);
  const found = new Set<string>();
  for (const m of code.matchAll(/^\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"/gm)) {
    found.add(m[1]);
  }
  for (const m of code.matchAll(/^\s*import\s*"([^"]+)"/gm)) found.add(m[1]);
  for (const m of code.matchAll(/\bimport\(\s*"([^"]+)"/g)) found.add(m[1]);
  return [...found];
}

/** `"@scope/name"` or `"name"` of a bare specifier; undefined for files, `node:` and URLs. */
export function packageOf(specifier: string): string | undefined {
  if (/^[./]/.test(specifier) || specifier.includes(":")) return undefined;
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Prints the problems of a check and ends the process with its exit code. */
export function finish(check: string, problems: readonly string[], done: string): never {
  for (const problem of problems) console.error(`${check}: ${problem}`);
  if (problems.length === 0) console.log(`${check}: ${done}`);
  Deno.exit(problems.length === 0 ? 0 : 1);
}
