/** A file of real data beside the repository. */
export interface SharedFile {
  /** Whether a test that needs it is to be skipped. CI must have the file, so there it never is. */
  readonly absent: boolean;
  /** What it holds. */
  readonly read: () => Uint8Array;
}

/** The folder of real data and models, which no feature needs and only tests look at. */
const FOLDER = new URL("../../../../shared/data/", import.meta.url);

/** A file of the shared data, by its path there. */
export function sharedData(path: string): SharedFile {
  const url = new URL(path, FOLDER);
  return {
    absent: Deno.env.get("CI") !== "true" && !exists(url),
    read: () => Deno.readFileSync(url),
  };
}

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
