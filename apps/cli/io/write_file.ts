import { dirname } from "node:path";
import { UserError } from "../user_error.ts";

const ELSEWHERE = "choose another place";

/**
 * Writes a file whole or not at all: beside its place first, then renamed over it.
 *
 * @throws {UserError} Where the place cannot be written; nothing is left behind.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const beside = besideOf(path);
  try {
    await Deno.writeFile(
      beside,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    await Deno.rename(beside, path);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw new UserError(`Cannot write "${path}" as ${await reason(path, error)}`, ELSEWHERE);
  }
}

/**
 * Fails early, before hours of work, where a file could not be written later. Leaves nothing behind.
 *
 * @throws {UserError} Naming the place and the reason.
 */
export async function checkFile(path: string): Promise<void> {
  if ((await infoOf(path))?.isDirectory) {
    throw new UserError(`Cannot write "${path}" as it is a folder`, ELSEWHERE);
  }
  await probe(path, path);
}

/**
 * Fails early where a folder could not be made or written later. Leaves nothing behind: what is bad
 * about the input may still be found, and an empty folder would be half a result.
 *
 * @throws {UserError} Naming the place and the reason.
 */
export async function checkFolder(path: string): Promise<void> {
  let nearest = path;
  let info = await infoOf(nearest);
  while (info === undefined && dirname(nearest) !== nearest) {
    nearest = dirname(nearest);
    info = await infoOf(nearest);
  }
  if (info !== undefined && !info.isDirectory) {
    throw new UserError(`Cannot write to "${path}" as "${nearest}" is not a folder`, ELSEWHERE);
  }
  await probe(`${nearest}/probe`, path);
}

/**
 * Makes a folder, and those it lies in, where it is not there.
 *
 * @throws {UserError} Naming the place and the reason.
 */
export async function ensureFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot write to "${path}" as ${await reason(path, error)}`, ELSEWHERE);
  }
}

/** Writes an empty file and removes it. */
async function probe(path: string, wanted: string): Promise<void> {
  const beside = besideOf(path);
  try {
    await Deno.writeFile(beside, new Uint8Array(0));
    await Deno.remove(beside);
  } catch (error) {
    throw new UserError(`Cannot write "${wanted}" as ${await reason(path, error)}`, ELSEWHERE);
  }
}

/** A path that no other process takes, in the same folder: renaming across disks is not atomic. */
export function besideOf(path: string): string {
  return `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}

async function infoOf(path: string): Promise<Deno.FileInfo | undefined> {
  return await Deno.stat(path).catch(() => undefined);
}

async function reason(path: string, error: unknown): Promise<string> {
  if (error instanceof Deno.errors.NotFound) {
    // Some folders, such as /proc, are there and take no files.
    return await infoOf(dirname(path)) ? "its folder takes no files" : "its folder does not exist";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "permission is denied";
  if (error instanceof Deno.errors.NotADirectory) return "its folder is a file";
  if (error instanceof Deno.errors.AlreadyExists) return "a file of that name is in the way";
  return error instanceof Error ? error.message : String(error);
}
