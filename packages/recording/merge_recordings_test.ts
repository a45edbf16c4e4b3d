import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { mergeRecordings, type Recording } from "./mod.ts";

function recording(timesteps: number, shapes: Record<string, number[]>, winner: number): Recording {
  const layers = Object.entries(shapes).map(([id, shape]) => ({
    id,
    shape,
    neurons: shape.reduce((a, b) => a * b, 1),
  }));
  return {
    timesteps,
    layers,
    samples: [{
      steps: 1,
      decisions: Uint16Array.of(winner),
      scores: new Float32Array(2),
      spikes: new Uint32Array(layers.length),
      synapticOps: new Float64Array(1),
    }],
  };
}

Deno.test("mergeRecordings() keeps the order of the samples and shares their records", () => {
  const [first, second] = [recording(4, { a: [2] }, 0), recording(4, { a: [2] }, 1)];
  const merged = mergeRecordings(first, second);
  assertEquals(merged.samples.map((sample) => sample.decisions[0]), [0, 1]);
  assertStrictEquals(merged.samples[1], second.samples[0]);
  assertEquals(first.samples.length, 1);
});

Deno.test("mergeRecordings() refuses recordings of different networks and lists what differs", () => {
  const first = recording(4, { a: [2], b: [3] }, 0);
  assertThrows(
    () => mergeRecordings(first, recording(8, { a: [2], c: [3] }, 0)),
    TypeError,
    `received 4 and 8 time steps; "b" [3] and "c" [3]`,
  );
  assertThrows(
    () => mergeRecordings(first, recording(4, { a: [2] }, 0)),
    TypeError,
    "2 and 1 layers",
  );
});
