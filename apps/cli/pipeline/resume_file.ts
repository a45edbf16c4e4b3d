import { decodeRecording, encodeRecording, type Recording } from "@snnkit/recording";
import { readBytes } from "../io/read_file.ts";
import { writeWhole } from "../io/write_file.ts";
import { onInput, UserError } from "../user_error.ts";

/** What must be the same for an interrupted run to go on. */
export type RunIdentity = Readonly<Record<string, string | number>>;

const NAME = "run.resume";

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
  await writeWhole(path, bytes);
  return path;
}

/**
 * Reads what an interrupted run left.
 *
 * @throws {UserError} Where there is nothing, or it belongs to another run.
 */
export async function readResumeFile(folder: string, identity: RunIdentity): Promise<Recording> {
  const path = `${folder}/${NAME}`;
  const bytes = await readBytes(path);
  const end = bytes.indexOf(10);
  const found = onInput(path, () => {
    try {
      return JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Record<string, unknown>;
    } catch {
      throw new SyntaxError("Cannot resume as the file must begin with one line of JSON");
    }
  });
  const others = Object.keys(identity).filter((key) => found[key] !== identity[key]);
  if (others.length > 0) {
    const list = others.map((key) => `${key} was ${found[key]} and is ${identity[key]}`);
    throw new UserError(
      `Cannot resume from "${path}" as it belongs to another run: ${list.join("; ")}`,
      "give the same options as before, or leave --resume out",
    );
  }
  return onInput(path, () => decodeRecording(bytes.subarray(end + 1)));
}

/** Removes the file that a finished run no longer needs. */
export async function removeResumeFile(folder: string): Promise<void> {
  await Deno.remove(`${folder}/${NAME}`).catch(() => {});
}
