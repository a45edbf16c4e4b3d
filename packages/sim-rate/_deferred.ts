/** A promise and who settles it. */
export interface Deferred<T> {
  /** What is waited for. */
  readonly promise: Promise<T>;
  /** Ends the waiting well. */
  readonly resolve: (value: T) => void;
  /** Ends it badly. */
  readonly reject: (reason: unknown) => void;
}

/** `Promise.withResolvers`, which Node has only from version 22 on. */
export function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, "promise"> | undefined;
  const promise = new Promise<T>((resolve, reject) => settle = { resolve, reject });
  return { promise, ...settle! };
}
