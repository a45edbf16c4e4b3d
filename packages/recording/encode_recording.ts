import { crc32 } from "@snnkit/tensor";
import { ByteWriter } from "./_byte_writer.ts";
import { FRACTIONAL_OPS, HAS_CONFIDENCE, HAS_COUNTS, HAS_POTENTIALS, MAGIC } from "./_container.ts";
import type { Recording, SampleRecord } from "./recording.ts";
import { verifyRecording } from "./verify_recording.ts";

/**
 * A recording as bytes: the same recording always gives the same bytes, and
 * {@linkcode decodeRecording} gives back the same numbers, bit for bit.
 *
 * Layout: the eight bytes `SNNREC 1 0`; time steps; layers (id, shape); samples; the CRC-32 of all
 * that comes before. Counts are varints, signed ones zigzag-coded, so that small numbers take one
 * byte; scores, confidence and potentials are float32; synaptic operations varints where all are
 * whole, else float64.
 *
 * @throws {TypeError} Where the recording's arrays do not fit each other.
 *
 * @example
 * ```ts
 * import { decodeRecording, encodeRecording } from "@snnkit/recording";
 * import { assertEquals } from "@std/assert";
 *
 * const recording = { timesteps: 8, layers: [], samples: [] };
 * assertEquals(decodeRecording(encodeRecording(recording)), recording);
 * ```
 */
export function encodeRecording(recording: Recording): Uint8Array {
  verifyRecording(recording);
  const writer = new ByteWriter();
  writer.raw(MAGIC);
  writer.varint(recording.timesteps);
  writer.varint(recording.layers.length);
  for (const layer of recording.layers) {
    writer.text(layer.id);
    writer.varint(layer.shape.length);
    writer.varints(layer.shape);
  }
  writer.varint(recording.samples.length);
  for (const sample of recording.samples) encodeSample(writer, sample);
  writer.uint32(crc32(writer.bytes));
  return writer.bytes.slice();
}

function encodeSample(writer: ByteWriter, sample: SampleRecord): void {
  const { steps, decisions, scores, spikes, synapticOps, counts, potentials, confidence } = sample;
  const fractional = !synapticOps.every(isPlainCount);
  writer.varint(steps);
  writer.byte(
    (counts ? HAS_COUNTS : 0) | (fractional ? FRACTIONAL_OPS : 0) |
      (potentials ? HAS_POTENTIALS : 0) | (confidence ? HAS_CONFIDENCE : 0),
  );
  writer.varints(decisions);
  writer.varint(scores.length);
  writer.float32s(scores);
  writer.varints(spikes);
  if (fractional) writer.float64s(synapticOps);
  else writer.varints(synapticOps);
  if (confidence) writer.float32s(confidence);
  // Zigzag: 0, −1, 1, −2, … become 0, 1, 2, 3, … The shift keeps all 32 bits.
  for (const layer of counts ?? []) {
    for (const count of layer) writer.varint(((count << 1) ^ (count >> 31)) >>> 0);
  }
  for (const layer of potentials ?? []) {
    writer.varint(layer.length);
    writer.float32s(layer);
  }
}

/** Minus zero is not plain: a varint would lose its sign. */
function isPlainCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}
