import { UserError } from "../user_error.ts";

/**
 * A file's bytes.
 *
 * @throws {UserError} Where it cannot be read.
 */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw await unreadable(path, error);
  }
}

/**
 * The names in a folder, in the order of their UTF-16 code units; hidden ones are passed over.
 *
 * @throws {UserError} Where it cannot be read.
 */
export async function readFolder(path: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    // The order of a folder's entries is the file system's whim; ours is not.
    return entries.filter(({ name }) => !name.startsWith("."))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw await unreadable(path, error, "folder");
  }
}

async function unreadable(path: string, error: unknown, wanted = "file"): Promise<UserError> {
  if (error instanceof Deno.errors.NotFound) {
    return new UserError(`Cannot read "${path}" as there is no such ${wanted}`);
  }
  const info = await Deno.stat(path).catch(() => undefined);
  if (wanted === "file" && info?.isDirectory) {
    return new UserError(`Cannot read "${path}" as it is a folder`);
  }
  if (wanted === "folder" && info?.isFile) {
    return new UserError(`Cannot read "${path}" as it is a file, not a folder`);
  }
  return new UserError(`Cannot read "${path}" as ${reason(error)}`);
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "permission is denied";
  if (error instanceof Deno.errors.NotADirectory) return "part of the path is a file";
  return error instanceof Error ? error.message : String(error);
}
