import { decodeRecording, encodeRecording, type Recording } from "@snnkit/recording";
import { readBytes } from "../io/read_file.ts";
import { ensureFolder, writeWhole } from "../io/write_file.ts";
import { onInput, UserError } from "../user_error.ts";

/** What must be the same for an interrupted run to go on. */
export type RunIdentity = Readonly<Record<string, string | number>>;

const NAME = "run.resume";
const ANEW = "leave --resume out to begin anew";
const NEWLINE = 10;

/** Writes what an interrupted run has recorded so far, whole or not at all. Returns the path. */
export async function writeResumeFile(
  folder: string,
  identity: RunIdentity,
  recording: Recording,
): Promise<string> {
  const head = new TextEncoder().encode(`${JSON.stringify(identity)}\n`);
  const body = encodeRecording(recording);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  const path = `${folder}/${NAME}`;
  await ensureFolder(folder);
  await writeWhole(path, bytes);
  return path;
}

/**
 * Fails where an interrupted run left nothing in a folder.
 *
 * @throws {UserError} Naming the folder.
 */
export async function checkResumeFile(folder: string): Promise<void> {
  const info = await Deno.stat(`${folder}/${NAME}`).catch(() => undefined);
  if (info?.isFile) return;
  throw new UserError(
    `Cannot resume as no interrupted run has left its ${NAME} in "${folder}"`,
    ANEW,
  );
}

/**
 * Reads what an interrupted run left.
 *
 * @throws {UserError} Where the file is damaged or belongs to another run.
 */
export async function readResumeFile(folder: string, identity: RunIdentity): Promise<Recording> {
  const path = `${folder}/${NAME}`;
  const bytes = await readBytes(path);
  const end = bytes.indexOf(NEWLINE);
  const found = parseIdentity(path, new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))));
  const others = Object.keys(identity).filter((key) => found[key] !== identity[key]);
  if (others.length > 0) {
    const list = others.map((key) => `${key} was ${found[key]} and is ${identity[key]}`);
    throw new UserError(
      `Cannot resume from "${path}" as it belongs to another run: ${list.join("; ")}`,
      `give the same options as before, or ${ANEW}`,
    );
  }
  return onInput(path, () => decodeRecording(bytes.subarray(end + 1)));
}

/** Removes the file that a finished run no longer needs. */
export async function removeResumeFile(folder: string): Promise<void> {
  await Deno.remove(`${folder}/${NAME}`).catch(() => {});
}

function parseIdentity(path: string, line: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(line);
    if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
  } catch {
    // Said below, in words of ours.
  }
  throw new UserError(
    `Cannot resume from "${path}" as it must begin with a line of JSON: it was cut or changed`,
    ANEW,
  );
}
