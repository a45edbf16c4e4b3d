import { UserError } from "../user_error.ts";

/**
 * A file's bytes.
 *
 * @throws {UserError} Where it cannot be read.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UserError(`Cannot read "${path}" as there is no such file`);
    }
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isDirectory) throw new UserError(`Cannot read "${path}" as it is a folder`);
    throw new UserError(
      `Cannot read "${path}" as ${error instanceof Error ? error.message : error}`,
    );
  }
}
