/**
 * The `snn` command.
 *
 *     deno task snn COMMAND …        or, with Node alone: npm run --silent snn -- COMMAND …
 */
import { type Command, helpOf } from "./commands/command.ts";
import { convertCommand } from "./commands/convert.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { papersCommand } from "./commands/papers.ts";
import { runCommand } from "./commands/run.ts";
import manifest from "./deno.json" with { type: "json" };
import { fail } from "./fail.ts";
import { type Interrupt, listenForInterrupt } from "./io/interrupt.ts";
import { spareMemory } from "./io/spare_memory.ts";
import { say, tell } from "./io/terminal.ts";
import { nearest } from "./nearest.ts";
import { parseOptions } from "./options.ts";
import { formatPairs, optionsOf } from "./present/format_help.ts";
import { UserError } from "./user_error.ts";

const COMMANDS: readonly Command[] = [inspectCommand, convertCommand, runCommand, papersCommand];

/** Words that are kept for commands to come. */
const LATER: readonly string[] = ["map", "export", "train"];

function help(): string {
  return [
    "snnkit: trained networks as spiking networks",
    "",
    formatPairs(COMMANDS.map(({ usage, summary }) => [`snn ${usage}`, summary])),
    "",
    "MODEL is an .onnx or .snn file; `snn COMMAND -h` tells what DATA can be, and all options.",
  ].join("\n");
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = COMMANDS.map((candidate) => candidate.name);
  const found = nearest(name, names);
  const why = LATER.includes(name)
    ? "this version does not have it yet"
    : `there is no such command${found === undefined ? "" : `, did you mean "snn ${found}"?`}`;
  throw new UserError(
    `Cannot run "snn ${name}" as ${why}`,
    `the commands are ${names.join(", ")}; see \`snn -h\``,
  );
}

/** Runs the command line; returns the exit code. */
async function main(args: readonly string[], interrupt: Interrupt): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    tell(help());
    return 2;
  }
  if (["-h", "--help", "help"].includes(name)) {
    say(name === "help" && rest.length > 0 ? helpOf(commandOf(rest[0])) : help());
    return 0;
  }
  if (name === "--version") {
    say(`snnkit ${manifest.version}`);
    return 0;
  }
  const command = commandOf(name);
  if (rest.includes("-h") || rest.includes("--help")) {
    say(helpOf(command));
    return 0;
  }
  const options = parseOptions(command.name, rest, optionsOf(command.sections));
  return await command.run(options, interrupt);
}

if (import.meta.main) {
  spareMemory();
  const interrupt = listenForInterrupt();
  const code = await main(Deno.args, interrupt).catch(fail);
  // ONNX Runtime keeps workers alive that would keep the process waiting.
  Deno.exit(code);
}
