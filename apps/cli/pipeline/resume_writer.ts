import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { dirname } from "node:path";
import { growFile, type GrowingFile } from "../io/grow_file.ts";
import { UserError } from "../user_error.ts";
import {
  encodeBlock,
  encodeIdentity,
  type KnownRecords,
  RESUME_FILE,
  type RunIdentity,
} from "./resume_file.ts";

/** Takes the records of a run that may be interrupted, in memory that does not grow with them. */
export interface ResumeWriter {
  /** Takes the record of the next sample. */
  readonly add: (record: SampleRecord) => void;
  /** Leaves the file of an interrupted run; returns its path. */
  readonly keep: () => string;
  /** Leaves nothing: the run has ended, or failed. */
  readonly drop: () => void;
}

/** What a writer is told of its run. */
export interface ResumedRun {
  /** Where its results go; made where it is not there. */
  readonly folder: string;
  /** What the file belongs to. */
  readonly identity: RunIdentity;
  /** What it goes on from. */
  readonly known: KnownRecords | undefined;
  /** Steps of every sample. */
  readonly timesteps: number;
  /** The populations that spike, once they are known. */
  readonly layers: () => readonly LayerInfo[];
}

/** Records of so many bytes wait in memory: short runs never touch the disk. */
const PATIENCE = 2 ** 20;

/** Begins to take records; nothing is written before there is much to write. */
export function createResumeWriter(run: ResumedRun): ResumeWriter {
  const { folder, identity, known, timesteps, layers } = run;
  const path = `${folder}/${RESUME_FILE}`;
  let waiting: SampleRecord[] = [];
  let bytes = 0;
  let file: GrowingFile | undefined;
  let made: string | undefined;

  const begin = (): GrowingFile => {
    made = makeFolder(folder);
    const begun = growFile(path, known?.path);
    if (known === undefined) begun.append(encodeIdentity(identity));
    return begun;
  };
  const flush = (): GrowingFile => {
    file ??= begin();
    if (waiting.length > 0) {
      file.append(encodeBlock({ timesteps, layers: layers(), samples: waiting }));
    }
    waiting = [];
    bytes = 0;
    return file;
  };
  return {
    add: (record) => {
      waiting.push(record);
      bytes += bytesOf(record);
      if (bytes >= PATIENCE) flush();
    },
    keep: () => {
      flush().keep();
      return path;
    },
    drop: () => {
      file?.drop();
      if (made !== undefined) removeEmpty(made, folder);
    },
  };
}

/** Bytes of a record in memory. */
function bytesOf({ counts = [], potentials = [], ...record }: SampleRecord): number {
  const { decisions, scores, spikes, synapticOps, confidence } = record;
  const arrays = [decisions, scores, spikes, synapticOps, confidence, ...counts, ...potentials];
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}

/** Makes a folder; returns the outermost one that was not there, undefined where all were. */
function makeFolder(folder: string): string | undefined {
  let outermost: string | undefined;
  for (let at = folder; !isThere(at); at = dirname(at)) outermost = at;
  try {
    Deno.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot write to "${folder}" as the system refuses it: ${reason}`);
  }
  return outermost;
}

/** Removes a folder and those it lies in, up to the outermost, as long as they are empty. */
function removeEmpty(outermost: string, folder: string): void {
  try {
    for (let at = folder;; at = dirname(at)) {
      Deno.removeSync(at);
      if (at === outermost) return;
    }
  } catch {
    // Something lies there by now: it stays.
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
