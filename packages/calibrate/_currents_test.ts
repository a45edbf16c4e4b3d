import { assert, assertEquals } from "@std/assert";
import { KEPT_VALUES, keptStride, type SampleSpan, thinned } from "./_currents.ts";

Deno.test("keptStride() keeps all that fits, else every third, fifth … position", () => {
  const kept = KEPT_VALUES;
  assertEquals(keptStride(1, 1, kept), 1);
  assertEquals(keptStride(1, 1, kept + 1), 3);
  assertEquals(keptStride(kept / 1024, 16, 1024), 17);
  assertEquals(keptStride(kept / 2 ** 15, 64, 3025), 7, "an even one is made odd");
  assertEquals(keptStride(kept, 2, 9), 0, "even one position is too much");
  for (let frames = 100; frames <= kept / 64; frames *= 3) {
    const by = keptStride(frames, 64, 3025);
    assert(by % 2 === 1 && frames * 64 * Math.ceil(3025 / by) <= kept, `${by} of ${frames} frames`);
  }
});

/** Two steps of three channels with five positions each; the value tells step, channel, position. */
const span: SampleSpan = {
  sample: 4,
  start: 6,
  end: 8,
  ends: false,
  stride: 15,
  currents: Float32Array.from(
    { length: 30 },
    (_, i) => 100 * (6 + Math.floor(i / 15)) + 10 * (Math.floor(i / 5) % 3) + i % 5,
  ),
};

Deno.test("thinned() takes the same positions of every channel and step", () => {
  const { currents, ...where } = thinned(span, 3, 5, 3);
  assertEquals([...currents], [600, 603, 610, 613, 620, 623, 700, 703, 710, 713, 720, 723]);
  assertEquals(where, { sample: 4, start: 6, end: 8, ends: false, stride: 6 });
});

Deno.test("thinned() by one is a copy, of a constant current as of others", () => {
  const all = thinned(span, 3, 5, 1);
  assertEquals(all, span);
  assert(all.currents !== span.currents);
  const constant = { ...span, stride: 0, currents: span.currents.slice(0, 15) };
  assertEquals(thinned(constant, 3, 5, 1), constant);
  assertEquals([...thinned(constant, 3, 5, 4).currents], [600, 604, 610, 614, 620, 624]);
});
