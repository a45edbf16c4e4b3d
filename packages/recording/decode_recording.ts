import { crc32, sizeOf } from "@snnkit/tensor";
import { ByteReader } from "./_byte_reader.ts";
import { FRACTIONAL_OPS, HAS_CONFIDENCE, HAS_COUNTS, HAS_POTENTIALS, MAGIC } from "./_container.ts";
import type { LayerInfo, Recording, SampleRecord } from "./recording.ts";

/**
 * Read the bytes that `encodeRecording` wrote.
 *
 * @throws {SyntaxError} Where the bytes are something else, were cut or changed, or go on after the
 * end.
 *
 * @example
 * ```ts
 * import { decodeRecording } from "@snnkit/recording";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => decodeRecording(new Uint8Array(100)), SyntaxError, "begin with");
 * ```
 */
export function decodeRecording(bytes: Uint8Array): Recording {
  checkFrame(bytes);
  const reader = new ByteReader(bytes.subarray(0, bytes.length - 4), MAGIC.length);
  const timesteps = reader.varint();
  const layers = Array.from({ length: reader.count(2) }, () => decodeLayer(reader));
  const samples = Array.from(
    { length: reader.count(3) },
    () => decodeSample(reader, timesteps, layers),
  );
  if (reader.left > 0) {
    throw new SyntaxError(
      `Cannot decode a recording as nothing may follow its last sample: ${reader.left} bytes do`,
    );
  }
  return { timesteps, layers, samples };
}

function checkFrame(bytes: Uint8Array): void {
  if (bytes.length < 6 || MAGIC.slice(0, 6).some((byte, at) => bytes[at] !== byte)) {
    throw new SyntaxError(`Cannot decode a recording as its bytes must begin with "SNNREC"`);
  }
  if (bytes.length < MAGIC.length + 4) {
    throw new SyntaxError(
      `Cannot decode a recording as the bytes end too early: ${bytes.length} are too few`,
    );
  }
  if (bytes[6] !== MAGIC[6] || bytes[7] !== MAGIC[7]) {
    throw new SyntaxError(
      `Cannot decode a recording as its format must be ${MAGIC[6]}: received ${bytes[6]}`,
    );
  }
  const body = bytes.subarray(0, bytes.length - 4);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + body.length, 4).getUint32(0, true);
  if (crc32(body) !== stored) {
    throw new SyntaxError(
      `Cannot decode a recording as its checksum must match its bytes: they were cut or changed`,
    );
  }
}

function decodeLayer(reader: ByteReader): LayerInfo {
  const id = reader.text();
  const shape = Array.from({ length: reader.count() }, () => reader.varint());
  return { id, shape, neurons: sizeOf(shape) };
}

function decodeSample(
  reader: ByteReader,
  timesteps: number,
  layers: readonly LayerInfo[],
): SampleRecord {
  const steps = reader.count(1);
  if (steps > timesteps) {
    throw new SyntaxError(
      `Cannot decode a recording as no sample may run longer than ${timesteps} steps: ${steps}`,
    );
  }
  const flags = reader.byte();
  if (flags & ~(HAS_COUNTS | FRACTIONAL_OPS | HAS_POTENTIALS | HAS_CONFIDENCE)) {
    throw new SyntaxError(`Cannot decode a recording as a sample's flags are unknown: ${flags}`);
  }
  reader.need(steps * layers.length);
  const decisions = reader.varintsInto(new Uint16Array(steps), 0xffff);
  const scores = reader.float32s(reader.count(4));
  const spikes = reader.varintsInto(new Uint32Array(steps * layers.length), 0xffffffff);
  const synapticOps = flags & FRACTIONAL_OPS
    ? reader.float64s(steps)
    : reader.varintsInto(new Float64Array(steps), Number.MAX_SAFE_INTEGER);
  const record = { steps, decisions, scores, spikes, synapticOps };
  return {
    ...record,
    ...flags & HAS_CONFIDENCE && { confidence: reader.float32s(steps) },
    ...flags & HAS_COUNTS && { counts: layers.map((layer) => decodeCounts(reader, layer)) },
    ...flags & HAS_POTENTIALS &&
      { potentials: layers.map(() => reader.float32s(reader.count(4))) },
  };
}

function decodeCounts(reader: ByteReader, { neurons }: LayerInfo): Int32Array {
  reader.need(neurons);
  const coded = reader.varintsInto(new Uint32Array(neurons), 0xffffffff);
  return Int32Array.from(coded, (value) => (value >>> 1) ^ -(value & 1));
}
