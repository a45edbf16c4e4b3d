/**
 * The `snn` command.
 *
 *     deno task snn COMMAND …        or, with Node alone: npm run --silent snn -- COMMAND …
 */
import { convertCommand } from "./commands/convert.ts";
import type { Command } from "./commands/command.ts";
import { fail } from "./fail.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { runCommand } from "./commands/run.ts";
import { say, tell } from "./io/terminal.ts";
import { closestString } from "@std/text";
import { formatOptions, parseOptions } from "./options.ts";
import { UserError } from "./user_error.ts";

const COMMANDS: readonly Command[] = [inspectCommand, convertCommand, runCommand];

function help(): string {
  const rows = COMMANDS.map(({ usage, summary }) => `  snn ${usage.padEnd(46)}  ${summary}`);
  return [
    "snnkit: trained networks as spiking networks",
    "",
    ...rows,
    "",
    "MODEL is an .onnx or .snn file. `snn COMMAND -h` tells each command's options.",
  ].join("\n");
}

function helpOf(command: Command): string {
  return [
    `snn ${command.usage}`,
    "",
    command.description,
    "",
    "Options",
    formatOptions(command.options),
    ...(command.notes === undefined ? [] : ["", command.notes]),
  ].join("\n");
}

/** Runs the command line; returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "-h" || name === "--help" || name === "help") {
    (name === undefined ? tell : say)(help());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = COMMANDS.map((candidate) => candidate.name);
    throw new UserError(
      `Cannot run "snn ${name}" as there is no such command, did you mean ` +
        `"${closestString(name, names)}"?`,
      `the commands are ${names.join(", ")}; see \`snn -h\``,
    );
  }
  if (rest.includes("-h") || rest.includes("--help")) {
    say(helpOf(command));
    return 0;
  }
  return await command.run(parseOptions(command.name, rest, command.options));
}

if (import.meta.main) {
  const code = await main(Deno.args).catch(fail);
  // ONNX Runtime keeps workers alive that would keep the process waiting.
  Deno.exit(code);
}
