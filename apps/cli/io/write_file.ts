import { UserError } from "../user_error.ts";

/**
 * Writes a file whole or not at all: beside its place first, then renamed over it.
 *
 * @throws {UserError} Where the place cannot be written; nothing is left behind.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.writeFile(
      beside,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    await Deno.rename(beside, path);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw new UserError(`Cannot write "${path}" as ${reason(error)}`, "choose another place");
  }
}

/**
 * Fails early, before hours of work, where a file could not be written later. Leaves nothing behind.
 *
 * @throws {UserError} Naming the place and the reason.
 */
export async function checkWritable(path: string): Promise<void> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info?.isDirectory) throw new UserError(`Cannot write "${path}" as it is a folder`);
  const probe = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.writeFile(probe, new Uint8Array(0));
    await Deno.remove(probe);
  } catch (error) {
    throw new UserError(`Cannot write "${path}" as ${reason(error)}`, "choose another place");
  }
}

/**
 * Makes sure that a folder is there and can be written.
 *
 * @throws {UserError} Naming the place and the reason.
 */
export async function ensureFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot write to "${path}" as ${reason(error)}`, "choose another place");
  }
  await checkWritable(`${path}/run.json`);
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "its folder does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "permission is denied";
  if (error instanceof Deno.errors.NotADirectory) return "its folder is a file";
  if (error instanceof Deno.errors.AlreadyExists) return "a file of that name is in the way";
  return error instanceof Error ? error.message : String(error);
}
