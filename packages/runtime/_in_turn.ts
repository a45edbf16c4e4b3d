/** The last job of each owner. */
const last = new WeakMap<object, Promise<unknown>>();

/**
 * Run a job after all earlier jobs of the same owner have ended: ONNX Runtime's web builds are one
 * shared machine that refuses or mixes up calls which overlap.
 */
export function inTurn<T>(owner: object, job: () => Promise<T>): Promise<T> {
  const result = (last.get(owner) ?? Promise.resolve()).then(job);
  last.set(owner, result.catch(() => {})); // A failed job must not stop the next one.
  return result;
}
