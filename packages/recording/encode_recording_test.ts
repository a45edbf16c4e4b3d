import { assertEquals, assertThrows } from "@std/assert";
import { crc32 } from "@snnkit/tensor";
import fc from "fast-check";
import { decodeRecording, encodeRecording, type Recording, type SampleRecord } from "./mod.ts";

const MAX = { max: 0xffffffff, min: 0 };

function exactly<T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: length, maxLength: length });
}

function sampleRecords(
  timesteps: number,
  neurons: readonly number[],
): fc.Arbitrary<SampleRecord> {
  const ops = fc.oneof(fc.maxSafeNat(), fc.double({ noNaN: true }));
  return fc.nat(timesteps).chain((steps) =>
    fc.record({
      steps: fc.constant(steps),
      decisions: exactly(fc.nat(0xffff), steps).map((values) => Uint16Array.from(values)),
      scores: fc.array(fc.float(), { maxLength: 4 }).map((values) => Float32Array.from(values)),
      spikes: exactly(fc.integer(MAX), steps * neurons.length)
        .map((values) => Uint32Array.from(values)),
      synapticOps: exactly(ops, steps).map((values) => Float64Array.from(values)),
      counts: fc.tuple(
        ...neurons.map((count) =>
          exactly(fc.integer(), count).map((values) => Int32Array.from(values))
        ),
      ),
      confidence: exactly(fc.float(), steps).map((values) => Float32Array.from(values)),
      potentials: fc.tuple(
        ...neurons.map((count) =>
          fc.oneof(fc.constant([]), exactly(fc.float(), count))
            .map((values) => Float32Array.from(values))
        ),
      ),
    }, { requiredKeys: ["steps", "decisions", "scores", "spikes", "synapticOps"] })
  );
}

const recordings: fc.Arbitrary<Recording> = fc
  .tuple(fc.nat(4), fc.uniqueArray(fc.string(), { maxLength: 3 }), fc.nat(3), fc.nat(3))
  .chain(([timesteps, ids, height, width]) => {
    const layers = ids.map((id) => ({ id, shape: [height, width], neurons: height * width }));
    return fc.array(sampleRecords(timesteps, layers.map((layer) => layer.neurons)), {
      maxLength: 3,
    }).map((samples) => ({ timesteps, layers, samples }));
  });

const tiny: Recording = {
  timesteps: 2,
  layers: [{ id: "relu", shape: [2], neurons: 2 }],
  samples: [{
    steps: 2,
    decisions: Uint16Array.of(0, 1),
    scores: Float32Array.of(0.25, 1),
    spikes: Uint32Array.of(1, 2),
    synapticOps: Float64Array.of(10, 300),
    counts: [Int32Array.of(2, -1)],
  }],
};

/** The bytes with another checksum, so that only their meaning can be wrong. */
function resealed(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const body = copy.subarray(0, copy.length - 4);
  new DataView(copy.buffer).setUint32(body.length, crc32(body), true);
  return copy;
}

Deno.test("decodeRecording() gives back every number of any recording", () => {
  fc.assert(fc.property(recordings, (recording) => {
    assertEquals(decodeRecording(encodeRecording(recording)), recording);
  }));
});

Deno.test("encodeRecording() gives the same bytes for the same recording", () => {
  fc.assert(fc.property(recordings, (recording) => {
    assertEquals(encodeRecording(recording), encodeRecording(structuredClone(recording)));
  }));
});

Deno.test("encodeRecording() takes one byte for a small number", () => {
  const bytes = encodeRecording(tiny);
  assertEquals(bytes.length, 8 + 1 + 1 + 5 + 2 + 1 + (1 + 1 + 2 + 1 + 8 + 2 + 3 + 2) + 4);
});

Deno.test("decodeRecording() reads bytes that lie anywhere in a buffer", () => {
  const bytes = encodeRecording(tiny);
  const larger = new Uint8Array(bytes.length + 20);
  larger.set(bytes, 7);
  assertEquals(decodeRecording(larger.subarray(7, 7 + bytes.length)), tiny);
});

Deno.test("decodeRecording() refuses every cut, every changed byte and anything appended", () => {
  const bytes = encodeRecording(tiny);
  for (let at = 0; at < bytes.length; at++) {
    assertThrows(() => decodeRecording(bytes.slice(0, at)), SyntaxError);
    const changed = bytes.slice();
    changed[at] ^= 0x10;
    assertThrows(() => decodeRecording(changed), SyntaxError);
  }
  assertThrows(() => decodeRecording(Uint8Array.of(...bytes, 0)), SyntaxError, "checksum");
});

Deno.test("decodeRecording() refuses wrong numbers under a right checksum without allocating", () => {
  const bytes = encodeRecording(tiny);
  const refused = (at: number, values: readonly number[], message: string): void => {
    const changed = Uint8Array.of(
      ...bytes.subarray(0, at),
      ...values,
      ...bytes.subarray(at + values.length),
    );
    assertThrows(() => decodeRecording(resealed(changed)), SyntaxError, message);
  };
  refused(6, [2], "format must be 1: received 2");
  refused(9, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], "end too early");
  refused(9, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "below 2^53");
  refused(11, [0xff], "must be UTF-8");
  refused(18, [3], "longer than 2 steps: 3");
  refused(19, [16], "flags are unknown: 16");
  const longer = Uint8Array.of(...bytes.subarray(0, -4), 0, 0, 0, 0, 0);
  assertThrows(() => decodeRecording(resealed(longer)), SyntaxError, "1 bytes do");
});

Deno.test("decodeRecording() refuses other files by their first bytes", () => {
  for (const text of ["", "SNNRE", "PK\x03\x04 something else"]) {
    assertThrows(
      () => decodeRecording(new TextEncoder().encode(text)),
      SyntaxError,
      `begin with "SNNREC"`,
    );
  }
});

Deno.test("encodeRecording() refuses arrays that do not fit each other and lists them all", () => {
  const [sample] = tiny.samples;
  const broken: Recording = {
    timesteps: 1,
    layers: [tiny.layers[0], { id: "relu", shape: [3], neurons: 4 }],
    samples: [{ ...sample, decisions: new Uint16Array(1), potentials: [new Float32Array(3)] }],
  };
  const error = assertThrows(() => encodeRecording(broken), TypeError);
  for (
    const part of [
      `layer "relu" of shape [3] cannot have 4 neurons`,
      `layer "relu" is listed more than once`,
      `sample 0: "steps" must be a whole number in 0 … 1: 2`,
      `sample 0: "decisions" must hold 2 values: 1`,
      `sample 0: "spikes" must hold 4 values: 2`,
      `sample 0: "counts" must hold 2 values: 1`,
      `sample 0: "potentials" must hold 2 values: 1`,
      `sample 0: "potentials of relu" must hold 2 values: 3`,
    ]
  ) assertEquals(error.message.includes(part), true, part);
});

Deno.test("encodeRecording() counts the problems that it does not list", () => {
  const [sample] = tiny.samples;
  const samples = Array.from({ length: 12 }, () => ({ ...sample, spikes: new Uint32Array(1) }));
  assertThrows(() => encodeRecording({ ...tiny, samples }), TypeError, "and 2 more");
});
