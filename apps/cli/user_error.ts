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
  constructor(message = "Interrupted; nothing was written") {
    super(message);
    this.name = "Interrupted";
  }
}

/**
 * Runs one step on the user's input; what packages refuse at their doors is the input's fault.
 *
 * @param subject What the user called the input: a file, a word of the command line.
 * @throws {UserError} For every error that {@linkcode isRefusal} takes for one, naming the subject.
 */
export function onInput<T>(subject: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw blamed(subject, error);
  }
}

/** As {@linkcode onInput}, for a step that takes time. */
export async function onInputAsync<T>(subject: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw blamed(subject, error);
  }
}

/**
 * Whether an error is what a package throws at bad input, and not a mistake of ours.
 *
 * Packages say `Cannot … as …` with a class that tells the kind of fault. A plain `Error` is none of
 * these, and V8's own messages begin with "Cannot" too, but give no rule after "as".
 */
export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name === "Error") return false;
  if (error instanceof ReferenceError) return false;
  const [first] = error.message.split("\n");
  return /^Cannot .* as /.test(first) && !/^Cannot destructure .* as it is /.test(first);
}

function blamed(subject: string, error: unknown): unknown {
  if (error instanceof UserError || error instanceof Interrupted || !isRefusal(error)) return error;
  const named = error.message.includes(subject) || error.message.includes("\nIn: ");
  return new UserError(named ? error.message : `${error.message}\nIn: "${subject}"`);
}
