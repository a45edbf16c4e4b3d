import { exists, readText } from "./_source_files.ts";

/** How many tests ended how. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts the tests in JUnit files written by `deno test`; a test's steps do not count. */
export function tally(reports: readonly string[]): Tally {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const report of reports) {
    // Without a report the run ended before any test, say by a type error.
    if (!exists(report)) {
      sum.failed++;
      continue;
    }
    const cases = readText(report).match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
    const tests = new Set<string>();
    for (const text of cases) {
      const [, name, file] = text.match(/name="([^"]*)" classname="([^"]*)"/) ?? [];
      const parent = `${file}\0${name.split(" &gt; ")[0]}`;
      if (name.includes(" &gt; ") && tests.has(parent)) continue;
      tests.add(`${file}\0${name}`);
      if (/<(failure|error)\b/.test(text)) sum.failed++;
      else if (/<skipped\b/.test(text)) sum.skipped++;
      else sum.passed++;
    }
  }
  return sum;
}
