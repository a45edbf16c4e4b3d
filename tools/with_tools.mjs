// Runs a command with the pinned deno, pnpm and turbo first on PATH:
//   node tools/with_tools.mjs deno task test
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import process from "node:process";

const bin = resolve(fileURLToPath(import.meta.url), "../toolchain/node_modules/.bin");
const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error("Usage: node tools/with_tools.mjs COMMAND [ARG...]");
  process.exit(2);
}
const env = {
  ...process.env,
  PATH: bin + delimiter + process.env.PATH,
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  DENO_NO_UPDATE_CHECK: "1",
};
// The npm package's own launcher dies of Ctrl-C and leaves deno behind: start deno itself.
const windows = process.platform === "win32";
const deno = resolve(bin, "../deno/deno");
const program = command === "deno" && !windows && existsSync(deno) ? deno : command;
const child = spawn(program, args, { stdio: "inherit", env, shell: windows });
// A terminal sends Ctrl-C to the child as well; a plain `kill` reaches only us, so pass it on.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`Cannot run "${command}" as it did not start: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 1));
});
