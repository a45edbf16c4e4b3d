import { tell } from "./io/terminal.ts";
import { presentError } from "./present/present_error.ts";

/** Shows an error to the user; returns the exit code. */
export function fail(error: unknown): number {
  const { code, lines } = presentError(error);
  for (const line of lines) tell(line);
  return code;
}
