import type { Interrupt } from "../io/interrupt.ts";
import type { Parsed } from "../options.ts";
import { formatSections, type OptionSection, wrap } from "../present/format_help.ts";
import { UserError } from "../user_error.ts";

/** One word after `snn`. */
export interface Command {
  /** The word. */
  readonly name: string;
  /** The words it takes, e.g. `"inspect MODEL"`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** A few sentences for its own help. */
  readonly description: string;
  /** Its options. */
  readonly sections: readonly OptionSection[];
  /** What else the help says. */
  readonly notes?: string;
  /** Does it; returns the exit code. */
  readonly run: (options: Parsed, interrupt: Interrupt) => Promise<number>;
}

/** A command's own help. */
export function helpOf({ usage, description, sections, notes }: Command): string {
  const parts = [`snn ${usage}`, wrap(description).join("\n"), formatSections(sections)];
  return [...parts, ...(notes === undefined ? [] : [notes])].join("\n\n");
}

/** The only word that a command takes, MODEL. */
export function modelPath(command: string, options: Parsed): string {
  const { words } = options;
  if (words.length === 1) return words[0];
  throw new UserError(
    `Cannot run "snn ${command}" as it takes one MODEL: received ` +
      (words.length === 0 ? "none" : words.map((word) => `"${word}"`).join(", ")),
    `see \`snn ${command} -h\``,
  );
}
