import { crc32 } from "@snnkit/tensor";

/** An idx file of bytes, as MNIST's. */
export function idxFile(shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, axis) => view.setUint32(4 + 4 * axis, length));
  bytes.set(Uint8Array.from(data), 4 + 4 * shape.length);
  return bytes;
}

/** An array for {@linkcode npzFile}. */
export interface NpyArray {
  /** All axes, the samples' first. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array | Uint8Array | Int32Array;
}

/** An npz file of NumPy: a zip, not compressed, of one npy file an array. */
export function npzFile(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let offset = 0;
  for (const [array, content] of Object.entries(arrays)) {
    const name = new TextEncoder().encode(`${array}.npy`);
    const body = npyFile(content);
    const local = joined([zipHeader(0x04034b50, body, name, offset), name, body]);
    entries.push(joined([zipHeader(0x02014b50, body, name, offset), name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = joined(entries);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directory.length, true);
  end.setUint32(16, offset, true);
  return joined([...locals, directory, new Uint8Array(end.buffer)]);
}

function npyFile({ shape, data }: NpyArray): Uint8Array {
  const type = data instanceof Float32Array ? "<f4" : data instanceof Int32Array ? "<i4" : "|u1";
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const head = new Uint8Array(10);
  head.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(head.buffer).setUint16(8, padded.length, true);
  return joined([
    head,
    new TextEncoder().encode(padded),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
}

/** The header of a zip entry, before its content or in the directory. */
function zipHeader(
  mark: number,
  body: Uint8Array,
  name: Uint8Array,
  offset: number,
): Uint8Array {
  const central = mark === 0x02014b50;
  const view = new DataView(new ArrayBuffer(central ? 46 : 30));
  const at = central ? 2 : 0;
  view.setUint32(0, mark, true);
  view.setUint16(4 + at, 20, true);
  view.setUint32(14 + at, crc32(body), true);
  view.setUint32(18 + at, body.length, true);
  view.setUint32(22 + at, body.length, true);
  view.setUint16(26 + at, name.length, true);
  if (central) view.setUint32(42, offset, true);
  return new Uint8Array(view.buffer);
}

/** A grey PNG of eight bits. */
export async function pngFile(
  width: number,
  height: number,
  pixels: ArrayLike<number>,
): Promise<Uint8Array> {
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, height);
  head.setUint8(8, 8);
  // Each row begins with the number of its filter: 0, none.
  const rows = new Uint8Array(height * (width + 1));
  for (let i = 0; i < width * height; i++) rows[i + Math.floor(i / width) + 1] = pixels[i];
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    pngChunk("IHDR", new Uint8Array(head.buffer)),
    pngChunk("IDAT", await packed(rows, "deflate")),
    pngChunk("IEND", new Uint8Array(0)),
  ]);
}

function pngChunk(type: string, content: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), content]);
  const ends = new DataView(new ArrayBuffer(8));
  ends.setUint32(0, content.length);
  ends.setUint32(4, crc32(body));
  const bytes = new Uint8Array(ends.buffer);
  return joined([bytes.subarray(0, 4), body, bytes.subarray(4)]);
}

/** Bytes compressed, by gzip unless said. */
export async function packed(
  bytes: Uint8Array,
  form: CompressionFormat = "gzip",
): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream(form));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
