import { Interrupted, UserError } from "../user_error.ts";

/** How a command that did not succeed ends. */
export interface Failure {
  /** The process's exit code. */
  readonly code: number;
  /** What stderr gets. */
  readonly lines: readonly string[];
}

/**
 * An error as text for a person, and the exit code: 2 for the user's mistakes, 130 for Ctrl-C, 1 for
 * ours, which alone have a stack trace.
 *
 * Packages put places and remedies on lines of their own, "In: …" and "Hint: …". Remedies come last,
 * whatever order they were found in.
 */
export function presentError(error: unknown): Failure {
  if (error instanceof Interrupted) return { code: 130, lines: [error.message] };
  if (!(error instanceof UserError)) {
    return {
      code: 1,
      lines: [
        `error: ${error instanceof Error ? Deno.inspect(error, { colors: false }) : error}`,
        "hint: this is a mistake of snnkit, not yours; please report it with the lines above",
      ],
    };
  }
  const lines = error.message.split("\n");
  const hints = lines.filter((line) => line.startsWith("Hint: ")).map((line) => line.slice(6));
  const others = lines.filter((line) => !line.startsWith("Hint: "));
  if (error.hint !== undefined) hints.push(error.hint);
  return {
    code: 2,
    lines: [
      ...others.map((line, at) => at === 0 ? `error: ${line}` : line.replace(/^In: /, "in: ")),
      ...[...new Set(hints)].map((hint) => `hint: ${hint}`),
    ],
  };
}
