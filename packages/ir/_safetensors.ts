import { crc32, formatShape, sizeOf, type Tensor } from "@snnkit/tensor";

/** Named float32 tensors and free-form strings. */
export interface Container {
  /** By name; several names may stand for one tensor. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What is said beside them. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How the header describes a tensor. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly "data_offsets": readonly [number, number];
}

/** The header of a file of gigabytes of weights stays far below this. */
const LARGEST_HEADER = 100_000_000;

/**
 * Lay tensors out as a safetensors file: 8 bytes of header length (little-endian), a JSON header,
 * padded with spaces to a multiple of 8, then the values (little-endian), without gaps, in order.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors({ tensors, metadata }: Container): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end += 4 * data.length] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Read a safetensors file whose tensors are all float32.
 *
 * @throws {SyntaxError} Where the bytes are cut short or do not begin with such a header, or a
 * tensor is described badly.
 * @throws {RangeError} Where offsets leave the file, overlap or leave gaps.
 */
export function decodeSafetensors(bytes: Uint8Array): Container {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, headerEnd } = readHeader(bytes, view);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    throw new SyntaxError(`Cannot read the file as "__metadata__" must map strings to strings`);
  }
  const problems = Object.entries(entries).flatMap(([name, entry]) => entryProblems(name, entry));
  if (problems.length > 0) {
    throw new SyntaxError(`Cannot read the file as its header is damaged: ${problems.join("; ")}`);
  }
  const described = Object.entries(entries) as [string, Entry][];
  checkOffsets(described, bytes.length - headerEnd);
  const tensors = new Map(described.map(([name, { shape, data_offsets: [begin, end] }]) => {
    const data = new Float32Array((end - begin) / 4);
    for (let i = 0; i < data.length; i++) {
      data[i] = view.getFloat32(headerEnd + begin + 4 * i, true);
    }
    return [name, { shape, data }];
  }));
  return { tensors, metadata: metadata as Record<string, string> };
}

/**
 * Which tensors hold the same shape and the same bits: each is given the first of its kind, so that
 * a file stores it once.
 */
export function shareTensors(tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, string> {
  const known = new Map<string, [string, Tensor][]>();
  const firstNames = new Map<string, string>();
  for (const [name, tensor] of tensors) {
    const key = `${formatShape(tensor.shape)} ${crc32(bytesOf(tensor))}`;
    const alike = known.get(key) ?? [];
    const [first] = alike.find(([, other]) => sameBits(other, tensor)) ?? [];
    firstNames.set(name, first ?? name);
    if (first === undefined) known.set(key, [...alike, [name, tensor]]);
  }
  return firstNames;
}

function readHeader(
  bytes: Uint8Array,
  view: DataView,
): { header: Record<string, unknown>; headerEnd: number } {
  if (bytes.length < 8) {
    throw new SyntaxError(
      `Cannot read the file as it must begin with 8 bytes of header length: it has ${bytes.length}`,
    );
  }
  const length = Number(view.getBigUint64(0, true));
  const first = bytes.length > 8 ? bytes[8] : 0x7b;
  if (length > LARGEST_HEADER || first !== 0x7b) {
    throw new SyntaxError(
      `Cannot read the file as it does not begin as a safetensors file does: its header would ` +
        `have ${length} bytes and begin with byte ${first}`,
    );
  }
  const headerEnd = 8 + length;
  if (headerEnd > bytes.length) {
    throw new SyntaxError(
      `Cannot read the file as it is cut short: its header has ${length} bytes, ` +
        `${bytes.length - 8} are there`,
    );
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, headerEnd));
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return { header, headerEnd };
  } catch (cause) {
    throw new SyntaxError("Cannot read the file as its header is no JSON", { cause });
  }
  throw new SyntaxError("Cannot read the file as its header must be a JSON object");
}

function entryProblems(name: string, entry: unknown): string[] {
  if (!isRecord(entry)) return [`tensor "${name}" is not described by an object`];
  const { dtype, shape, data_offsets: offsets } = entry;
  const problems: string[] = [];
  if (dtype !== "F32") problems.push(`tensor "${name}" must be of type F32: "${dtype}"`);
  if (!isCounts(shape)) problems.push(`tensor "${name}" must have a shape of whole numbers ≥ 0`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    problems.push(`tensor "${name}" must have 2 offsets, whole numbers ≥ 0`);
  }
  return problems;
}

/** Tensors must fill the bytes after the header: one after the other, without gaps. */
function checkOffsets(entries: readonly [string, Entry][], available: number): void {
  const problems: string[] = [];
  let filled = 0;
  const ordered = [...entries].sort(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] - b[0] || a[1] - b[1]
  );
  for (const [name, { shape, data_offsets: [begin, end] }] of ordered) {
    const wanted = 4 * sizeOf(shape);
    if (end - begin !== wanted) {
      problems.push(
        `tensor "${name}" of shape ${
          formatShape(shape)
        } needs ${wanted} bytes, not ${begin} … ${end}`,
      );
    }
    if (begin !== filled) {
      const what = begin < filled ? "overlaps another" : "leaves a gap before it";
      problems.push(`tensor "${name}" ${what}: it begins at ${begin}, not ${filled}`);
    }
    filled = Math.max(filled, end);
  }
  // One stands for all: of a file that was cut short nearly every tensor would have to be named.
  const beyond = ordered.filter(([, { data_offsets: [, end] }]) => end > available);
  if (beyond.length > 0) {
    const [[name, { data_offsets: [, end] }]] = beyond;
    const others = beyond.length > 1 ? `, and ${beyond.length - 1} more end beyond` : "";
    problems.push(
      `tensor "${name}" ends at ${end} of ${available} bytes${others}; the file may be cut short`,
    );
  }
  if (problems.length === 0 && filled < available) {
    problems.push(`${available - filled} bytes at the end belong to no tensor`);
  }
  if (problems.length > 0) {
    throw new RangeError(`Cannot read the file as its offsets are wrong: ${problems.join("; ")}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function sameBits(a: Tensor, b: Tensor): boolean {
  if (a.data === b.data) return true;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) return false;
  }
  return true;
}
