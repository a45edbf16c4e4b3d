/**
 * Fails where a source is longer than 500 lines: one file, one idea. Generated files (marked
 * `@generated` in their first lines) are excepted.
 *
 *     deno run --allow-read tools/check_sizes.ts
 */
import { finish, listFiles, readText } from "./_source_files.ts";

const LIMIT = 500;
const problems: string[] = [];
let files = 0;
for (const folder of ["packages", "apps", "tools"]) {
  for (const path of listFiles(folder, ".ts")) {
    const text = readText(path);
    if (text.slice(0, 200).includes("@generated")) continue;
    files++;
    const lines = text.split("\n").length - 1;
    if (lines > LIMIT) problems.push(`${path} has ${lines} lines; split it by ideas (≤ ${LIMIT})`);
  }
}
finish("check_sizes", problems, `${files} files of at most ${LIMIT} lines`);
