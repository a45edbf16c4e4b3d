import { tell } from "./io/terminal.ts";
import { Interrupted, UserError } from "./user_error.ts";

/** Shows an error to the user; returns the exit code. */
export function fail(error: unknown): number {
  if (error instanceof Interrupted) {
    tell(error.message);
    return 130;
  }
  if (error instanceof UserError) {
    tell(`error: ${error.message}`);
    if (error.hint !== undefined) tell(`hint: ${error.hint}`);
    return 2;
  }
  tell(`error: ${error instanceof Error ? error.stack ?? error.message : error}`);
  tell("hint: this is a mistake of snnkit, not yours; please report it with the lines above");
  return 1;
}
