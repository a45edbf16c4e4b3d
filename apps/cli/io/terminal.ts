/** Talking to the person at the terminal. Results go to stdout, everything else to stderr. */
import { UserError } from "../user_error.ts";

const encoder = new TextEncoder();

/** Writes a line to stdout. */
export function say(text = ""): void {
  write(Deno.stdout, `${text}\n`);
}

/** Writes a line to stderr. */
export function tell(text: string): void {
  write(Deno.stderr, `${text}\n`);
}

/** Writes a line about the work in hand to stderr on a terminal; silent in a pipe. */
export function note(text: string): void {
  if (Deno.stderr.isTerminal()) tell(text);
}

/** Writes all of a text; one call may take only a part of it. */
function write(stream: { readonly writeSync: (bytes: Uint8Array) => number }, text: string): void {
  let rest = encoder.encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
  } catch (error) {
    // Whoever reads has had enough, as in `snn inspect … | head`; that is no failure of ours.
    if (error instanceof Deno.errors.BrokenPipe) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot write the output as the system refuses it: ${reason}`);
  }
}

/** How many columns the terminal has; 80 in a pipe. */
export function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}
