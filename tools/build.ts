/**
 * Builds packages for npm: every public source becomes `dist/x.js` and `dist/x.d.ts`.
 *
 *     deno task build             every package
 *     deno task build tensor ir   only these
 *
 * File by file, without type inference across files: what JSR calls "no slow types" is what
 * TypeScript calls isolated declarations, and `deno task ok` holds us to it.
 */
import ts from "typescript";
import { isTestFile, listFiles, listFolders, readText, root } from "./_source_files.ts";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  isolatedModules: true,
  isolatedDeclarations: true,
  verbatimModuleSyntax: true,
  declaration: true,
};

const wanted = Deno.args.length > 0 ? Deno.args : listFolders("packages");
const problems: string[] = [];

/** `./x.ts` → `./x.js` in every import and export of a built file. */
function renameImports(code: string): string {
  return code.replace(/((?:from|import)\s*\(?\s*")(\.{1,2}\/[^"]+)\.ts"/g, '$1$2.js"');
}

for (const name of wanted) {
  const folder = `packages/${name}`;
  const dist = new URL(`${folder}/dist/`, root);
  try {
    Deno.removeSync(dist, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const path of listFiles(folder, ".ts").filter((file) => !isTestFile(file))) {
    const source = readText(path);
    const fileName = path.slice(folder.length + 1);
    const code = ts.transpileModule(source, { compilerOptions: OPTIONS, fileName });
    const types = ts.transpileDeclaration(source, { compilerOptions: OPTIONS, fileName });
    for (const diagnostic of types.diagnostics ?? []) {
      problems.push(`${path}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`);
    }
    const target = new URL(fileName.replace(/\.ts$/, ""), dist).href;
    Deno.mkdirSync(new URL(".", target), { recursive: true });
    Deno.writeTextFileSync(new URL(`${target}.js`), renameImports(code.outputText));
    Deno.writeTextFileSync(new URL(`${target}.d.ts`), renameImports(types.outputText));
  }
}
for (const problem of problems) console.error(`build: ${problem}`);
if (problems.length > 0) Deno.exit(1);
console.log(`build: ${wanted.join(", ")}`);
