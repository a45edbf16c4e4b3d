import { UserError } from "../user_error.ts";
import { besideOf } from "./write_file.ts";

/** A file that grows beside its place until it is whole. */
export interface GrowingFile {
  /**
   * Adds bytes at its end.
   *
   * @throws {UserError} Where the system takes no more.
   */
  readonly append: (bytes: Uint8Array) => void;
  /** Puts it in its place, over a file that may be there. */
  readonly keep: () => void;
  /** Removes it; a file in its place stays. */
  readonly drop: () => void;
}

/**
 * Begins a file that takes its place only when it is kept. Nothing is kept in memory.
 *
 * @param path Its place, in a folder that exists.
 * @param from A file that it begins with a copy of; it begins empty unless given.
 * @throws {UserError} Where the system refuses it; nothing is left behind.
 */
export function growFile(path: string, from?: string): GrowingFile {
  const beside = besideOf(path);
  let file: Deno.FsFile | undefined;
  const close = (): void => {
    file?.close();
    file = undefined;
  };
  const drop = (): void => {
    close();
    try {
      Deno.removeSync(beside);
    } catch {
      // It is not there, which is what is wanted.
    }
  };
  const tried = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      drop();
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(`Cannot write "${path}" as the system refuses it: ${reason}`);
    }
  };
  file = tried(() => {
    if (from !== undefined) Deno.copyFileSync(from, beside);
    return Deno.openSync(beside, { create: true, append: true });
  });
  return {
    append: (bytes) =>
      tried(() => {
        // One call may take only a part of it.
        for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file!.writeSync(rest));
      }),
    keep: () =>
      tried(() => {
        close();
        Deno.renameSync(beside, path);
      }),
    drop,
  };
}
