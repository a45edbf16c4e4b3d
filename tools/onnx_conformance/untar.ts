/** A file of an archive. */
export interface ArchivedFile {
  /** Path inside the archive. */
  readonly path: string;
  /** What it holds. */
  readonly bytes: Uint8Array;
}

/** Header and data of a tar archive come in blocks of so many bytes. */
const BLOCK = 512;

/** The files of a gzipped tar archive (POSIX ustar), in order. */
export async function untar(gzipped: Uint8Array): Promise<readonly ArchivedFile[]> {
  const stream = new Blob([gzipped.slice()]).stream().pipeThrough(new DecompressionStream("gzip"));
  const tar = new Uint8Array(await new Response(stream).arrayBuffer());
  const files: ArchivedFile[] = [];
  for (let offset = 0; offset + BLOCK <= tar.length && tar[offset] !== 0;) {
    const header = tar.subarray(offset, offset + BLOCK);
    const size = parseInt(text(header.subarray(124, 136)), 8);
    const prefix = text(header.subarray(345, 500));
    const name = text(header.subarray(0, 100));
    const start = offset + BLOCK;
    const type = String.fromCharCode(header[156]);
    if (type === "0" || type === "\0") {
      const path = prefix === "" ? name : `${prefix}/${name}`;
      files.push({ path, bytes: tar.subarray(start, start + size) });
    }
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/** ASCII up to the first NUL or the end. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}
