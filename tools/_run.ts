/** Running the programs of the house. */
import { root } from "./_source_files.ts";

/** Runs deno in the repository's root, its output shown; returns the exit code. */
export async function deno(...args: readonly string[]): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    stdin: "null",
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: Deno.env.get("NO_COLOR") ?? "" },
  }).spawn();
  return (await child.status).code;
}
