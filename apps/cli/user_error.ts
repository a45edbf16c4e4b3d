/** Bad use or bad input: shown as one message without a stack trace; the process ends with code 2. */
export class UserError extends Error {
  /** What the user can do about it; shown on its own line. */
  readonly hint: string | undefined;

  /** @param message In the house's grammar: `Cannot … as …: …`. */
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UserError";
    this.hint = hint;
  }
}

/** The user stopped the work (Ctrl-C); the process ends with code 130. */
export class Interrupted extends Error {
  constructor(message = "Interrupted") {
    super(message);
    this.name = "Interrupted";
  }
}

/**
 * Runs one step on the user's input; whatever it throws is the input's fault.
 *
 * Packages check at their doors and throw errors whose messages are written for people; this turns
 * them into a {@linkcode UserError}, with the file's name in front where the message lacks it.
 */
export function onInput<T>(subject: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw asUserError(subject, error);
  }
}

/** As {@linkcode onInput}, for a step that takes time. */
export async function onInputAsync<T>(subject: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asUserError(subject, error);
  }
}

function asUserError(subject: string, error: unknown): Error {
  if (error instanceof UserError || error instanceof Interrupted) return error;
  if (!(error instanceof Error)) return new UserError(String(error));
  // A mistake of ours must not look like the user's.
  const ours = error instanceof ReferenceError ||
    /is not a function|of undefined/.test(error.message);
  if (ours) return error;
  const message = error.message.includes(subject) ? error.message : `${subject}: ${error.message}`;
  return new UserError(message);
}
