import {
  decodeRecording,
  encodeRecording,
  type Recording,
  type SampleRecord,
} from "@snnkit/recording";
import { onInput, UserError } from "../user_error.ts";

/**
 * What an interrupted run leaves: a line of JSON, which says what it belongs to, then blocks. A block
 * is its length, 4 bytes, lowest first, and so many bytes of a recording of some samples.
 */
export const RESUME_FILE = "run.resume";

/** What must be the same for an interrupted run to go on. */
export type RunIdentity = Readonly<Record<string, string | number>>;

/** What an interrupted run has recorded of its first samples; read from its file whenever needed. */
export interface KnownRecords {
  /** The file. */
  readonly path: string;
  /** What it belongs to, in its own words. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** How many samples they are. */
  readonly count: number;
  /** The records in their order; one block is in memory at a time. */
  readonly records: () => Iterable<SampleRecord>;
}

const ANEW = "leave --resume out to begin anew";
const NEWLINE = 10;
const LENGTH_BYTES = 4;

/** Bytes of the first line at most. */
const LONGEST_HEAD = 2 ** 20;

/** The first line of the file. */
export function encodeIdentity(identity: RunIdentity): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(identity)}\n`);
}

/** A block of the file. */
export function encodeBlock(recording: Recording): Uint8Array {
  const body = encodeRecording(recording);
  const block = new Uint8Array(LENGTH_BYTES + body.length);
  new DataView(block.buffer).setUint32(0, body.length, true);
  block.set(body, LENGTH_BYTES);
  return block;
}

/**
 * Fails where an interrupted run left nothing in a folder.
 *
 * @throws {UserError} Naming the folder.
 */
export async function checkResumeFile(folder: string): Promise<void> {
  const info = await Deno.stat(`${folder}/${RESUME_FILE}`).catch(() => undefined);
  if (info?.isFile) return;
  throw new UserError(
    `Cannot resume as no interrupted run has left its ${RESUME_FILE} in "${folder}"`,
    ANEW,
  );
}

/**
 * Reads what an interrupted run left, to the end, so that damage shows before any work.
 *
 * @throws {UserError} Where the file is damaged or belongs to another run.
 */
export function readResumeFile(folder: string, identity: RunIdentity): KnownRecords {
  const path = `${folder}/${RESUME_FILE}`;
  let count = 0;
  for (const _ of recordsOf(path, identity)) count++;
  return { path, identity: foundIdentity(path), count, records: () => recordsOf(path, identity) };
}

/** Removes the file that a finished run no longer needs. */
export async function removeResumeFile(folder: string): Promise<void> {
  await Deno.remove(`${folder}/${RESUME_FILE}`).catch(() => {});
}

function* recordsOf(path: string, identity: RunIdentity): Generator<SampleRecord> {
  using file = opened(path);
  const head = readHead(file);
  checkIdentity(path, head, identity);
  file.seekSync(head.length, Deno.SeekMode.Start);
  for (;;) {
    const length = readUpTo(file, LENGTH_BYTES);
    if (length.length === 0) return;
    if (length.length < LENGTH_BYTES) throw damaged(path);
    const size = new DataView(length.buffer).getUint32(0, true);
    // A damaged length must not make us ask for gigabytes.
    if (size > file.statSync().size) throw damaged(path);
    yield* onInput(path, () => decodeRecording(readUpTo(file, size))).samples;
  }
}

/** What a file says it belongs to. */
function foundIdentity(path: string): Record<string, unknown> {
  using file = opened(path);
  return parseIdentity(path, new TextDecoder().decode(readHead(file)));
}

function opened(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot resume from "${path}" as it must be readable: ${reason}`, ANEW);
  }
}

/** The first line with its end; without it where there is none. */
function readHead(file: Deno.FsFile): Uint8Array {
  const bytes = readUpTo(file, LONGEST_HEAD);
  return bytes.subarray(0, bytes.indexOf(NEWLINE) + 1);
}

/** So many bytes, or as many as there are. */
function readUpTo(file: Deno.FsFile, most: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(most);
  let end = 0;
  while (end < most) {
    const read = file.readSync(bytes.subarray(end));
    if (read === null) break;
    end += read;
  }
  return bytes.subarray(0, end);
}

function checkIdentity(path: string, head: Uint8Array, identity: RunIdentity): void {
  const found = parseIdentity(path, new TextDecoder().decode(head));
  const others = Object.keys(identity).filter((key) => found[key] !== identity[key]);
  if (others.length === 0) return;
  const list = others.map((key) => `${key} was ${found[key]} and is ${identity[key]}`);
  throw new UserError(
    `Cannot resume from "${path}" as it belongs to another run: ${list.join("; ")}`,
    `give the same options as before, or ${ANEW}`,
  );
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

function damaged(path: string): UserError {
  return new UserError(
    `Cannot resume from "${path}" as its records must be whole: it was cut or changed`,
    ANEW,
  );
}
