import { UserError } from "../user_error.ts";

/** What a simulation needs, and what there is for it. */
export interface MemoryNeed {
  /** What the network is called. */
  readonly name: string;
  /** Bytes of one thread; nothing is checked where the engine does not tell. */
  readonly bytes: number | undefined;
  /** How many threads at most. */
  readonly threads: number;
  /** Bytes that the system can give. */
  readonly available: number;
}

/**
 * Fails where the threads of a simulation need more memory than the system has left: it would give
 * it at first, and end the process in the midst of the work.
 *
 * @throws {UserError} With both numbers, and how many threads would fit.
 */
export function checkMemory({ name, bytes, threads, available }: MemoryNeed): void {
  if (bytes === undefined || bytes * threads <= available) return;
  const fitting = Math.floor(available / bytes);
  const many = (count: number): string => `${count} thread${count === 1 ? "" : "s"}`;
  throw new UserError(
    `Cannot simulate "${name}" in ${
      many(threads)
    } as weights, state and event lists must fit into ` +
      `the memory that is free, ${gibibytes(available)} GiB: they need ` +
      `${gibibytes(bytes * threads)} GiB`,
    fitting > 0
      ? `--threads ${fitting} needs ${gibibytes(bytes * fitting)} GiB`
      : "fewer --timesteps, or a smaller network, need less",
  );
}

/** Bytes that the system can give without swapping: the machine's, or less where it is limited. */
export function availableMemory(): number {
  return Math.min(Deno.systemMemoryInfo().available, limitOfContainer());
}

/** What a container may take on Linux; no limit elsewhere. */
function limitOfContainer(): number {
  try {
    const limit = Number(Deno.readTextFileSync("/sys/fs/cgroup/memory.max"));
    return limit > 0 ? limit : Infinity;
  } catch {
    return Infinity;
  }
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
