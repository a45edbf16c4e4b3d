import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { batchAt, checkLabels, preprocess, type Preprocessing, type Samples } from "./mod.ts";

function samples(part: Partial<Samples>): Samples {
  const data = part.data ?? Uint8Array.from({ length: 24 }, (_, i) => i);
  return { shape: [3, 2, 2], layout: "nchw", count: 2, data, ...part };
}

Deno.test("preprocess() divides by 255 where nothing is said", () => {
  const dataset = preprocess(samples({ data: new Uint8Array(24).fill(51) }));
  assertEquals(dataset.sampleAt(0)[0], Math.fround(0.2));
});

Deno.test("preprocess() scales first, then subtracts and divides per channel, rounding once", () => {
  const mean = [0.485, 0.456, 0.406];
  const std = [0.229, 0.224, 0.225];
  const dataset = preprocess(samples({}), { mean, std });
  const expected = Array.from({ length: 12 }, (_, i) => {
    const channel = Math.floor(i / 4);
    return Math.fround(((12 + i) / 255 - mean[channel]) / std[channel]);
  });
  const got = dataset.sampleAt(1);
  expected.forEach((value, i) => assert(Math.abs(value - got[i]) < 1e-6));
});

Deno.test("preprocess() gives the same values from bytes and from floats, from both layouts", () => {
  const values = fc.array(fc.nat(255), { minLength: 12, maxLength: 12 });
  const option = fc.record({
    scale: fc.constantFrom(1, 1 / 255),
    mean: fc.constantFrom([0.5], [104, 117, 123]),
    std: fc.constantFrom([2], [1, 2, 4]),
    channels: fc.constantFrom("rgb" as const, "bgr" as const),
  });
  fc.assert(fc.property(values, option, (chw, preprocessing) => {
    const hwc = chw.map((_, i) => chw[(i % 3) * 4 + Math.floor(i / 3)]);
    const [first, ...others] = [
      samples({ count: 1, data: Uint8Array.from(chw) }),
      samples({ count: 1, data: Uint8Array.from(hwc), layout: "nhwc" }),
      samples({ count: 1, data: Float32Array.from(chw) }),
      samples({ count: 1, data: Float64Array.from(hwc), layout: "nhwc" }),
      samples({ count: 1, data: Int16Array.from(hwc), layout: "nhwc" }),
    ].map((raw) => preprocess(raw, preprocessing).sampleAt(0));
    for (const other of others) assertEquals(other, first);
  }));
});

Deno.test("preprocess() applies the mean after the swap to BGR, as SqueezeNet wants it", () => {
  const data = Uint8Array.of(200, 150, 110); // R, G, B
  const raw = samples({ shape: [3, 1, 1], layout: "nhwc", count: 1, data });
  const { sampleAt } = preprocess(raw, { scale: 1, channels: "bgr", mean: [104, 117, 123] });
  assertEquals([...sampleAt(0)], [110 - 104, 150 - 117, 200 - 123]);
});

Deno.test("preprocess() chooses samples and their labels, and stops at the end", () => {
  const raw: Samples = {
    shape: [1],
    layout: "nchw",
    count: 4,
    data: Uint8Array.of(0, 1, 2, 3),
    labels: Int32Array.of(5, 6, 7, 8),
    classes: 9,
  };
  const rows: readonly (readonly [Preprocessing, number[], number[]])[] = [
    [{}, [0, 1, 2, 3], [5, 6, 7, 8]],
    [{ offset: 3 }, [3], [8]],
    [{ offset: 1, limit: 2 }, [1, 2], [6, 7]],
    [{ offset: 2, limit: 100 }, [2, 3], [7, 8]],
  ];
  for (const [option, values, labels] of rows) {
    const dataset = preprocess(raw, { scale: 1, ...option });
    assertEquals([...batchAt(dataset, 0, 100)], values);
    assertEquals([...dataset.labels!], labels);
    assertEquals([dataset.count, dataset.classes], [values.length, 9]);
  }
});

Deno.test("preprocess() writes into a given array and refuses samples that are not there", () => {
  const dataset = preprocess(samples({}), { limit: 1 });
  const into = new Float32Array(12);
  assertEquals(dataset.sampleAt(0, into) === into && into[11] > 0, true);
  for (const index of [-1, 1, NaN]) {
    assertThrows(() => dataset.sampleAt(index), RangeError, `0 … 0: received ${index}`);
  }
});

Deno.test("preprocess() lists all that is wrong with the preprocessing", () => {
  const wrong: Preprocessing = { scale: 0, mean: [1, 2], std: [1, 0, 1], offset: 2, limit: 0 };
  const error = assertThrows(() => preprocess(samples({}), wrong), RangeError);
  for (
    const part of [
      `"scale" must be a number other than 0: 0`,
      `"mean" must have one value, or one for each of 3 channels: 1, 2`,
      `"std" must not be 0: 1, 0, 1`,
      `"offset" must lie before the end of 2 samples: 2`,
      `"limit" must be a whole number > 0: 0`,
    ]
  ) assert(error.message.includes(part), error.message);
});

Deno.test("preprocess() refuses single bad options", () => {
  const rows: readonly (readonly [Partial<Samples>, Preprocessing, string])[] = [
    [{}, { scale: NaN }, `"scale"`],
    [{}, { mean: [NaN] }, `"mean" must be numbers`],
    [{}, { offset: -1 }, `"offset" must be a whole number ≥ 0: -1`],
    [{}, { offset: 0.5 }, `"offset" must be a whole number`],
    [{}, { limit: 1.5 }, `"limit" must be a whole number`],
    [{ shape: [1, 4, 3] }, { mean: [1, 2, 3] }, `"mean" must have one value: 1, 2, 3`],
    [{ shape: [1, 4, 3] }, { channels: "bgr" }, "images of 3 channels: [1, 4, 3]"],
    [{ count: 0, data: new Uint8Array() }, {}, "the data set is empty"],
  ];
  for (const [part, option, message] of rows) {
    assertThrows(() => preprocess(samples(part), option), RangeError, message);
  }
});

Deno.test("preprocess() names the samples that hold NaN, infinities or what float32 cannot", () => {
  for (const value of [NaN, Infinity, -Infinity, 1e300]) {
    const data = new Float64Array(24);
    data[13] = data[14] = value;
    assertThrows(
      () => preprocess(samples({ data })),
      RangeError,
      `received ${value} in sample 1`,
    );
    preprocess(samples({ data }), { limit: 1 }); // What is not taken does not matter.
  }
  const all = new Float32Array(24).fill(NaN);
  const raw = samples({ shape: [1], count: 24, data: all });
  assertThrows(() => preprocess(raw), RangeError, "and in 19 more samples");
});

Deno.test("preprocess() notices floats that were scaled already", () => {
  const codes = (data: Samples["data"], scale?: number) =>
    preprocess(samples({ data }), scale === undefined ? {} : { scale })
      .findings.map((finding) => finding.code);
  const small = new Float32Array(24).fill(0.5);
  assertEquals(codes(small), ["floats-scaled-as-bytes"]);
  assertEquals(codes(small, 1), []);
  assertEquals(codes(new Float32Array(24).fill(200)), []);
  assertEquals(codes(new Uint8Array(24).fill(1)), []);
});

Deno.test("checkLabels() names the first offenders and counts the rest", () => {
  checkLabels([], 10);
  const labels = [0, -1, 10, 11, 12, 13, 14, 1.5];
  assertThrows(
    () => checkLabels(labels, 10),
    RangeError,
    "-1 at sample 1, 10 at sample 2, 11 at sample 3, 12 at sample 4, 13 at sample 5 and 2 more",
  );
});
