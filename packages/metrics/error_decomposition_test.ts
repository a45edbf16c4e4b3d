import type { SampleRecord } from "@snnkit/recording";
import { filled, type Shape, tensor } from "@snnkit/tensor";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { createErrorDecomposition } from "./error_decomposition.ts";
import type { ErrorLayer, NeuronErrorLayer } from "./error_layer.ts";
import { type DecomposedErrors, ERROR_PARTS } from "./layer_errors.ts";

type Neurons = NeuronErrorLayer["neurons"];

/** Neurons of threshold and unit 1 that start at 0, unless said otherwise. */
function relu(shape: Shape, neurons: Partial<Neurons> = {}, unit = 1): NeuronErrorLayer {
  return {
    kind: "neurons",
    id: "relu",
    shape,
    unit: filled([1], unit),
    neurons: {
      threshold: filled([1], 1),
      initial: filled([1], 0),
      reset: "subtract",
      ...neurons,
    },
    range: [0, Infinity],
  };
}

/** What neurons that each get the currents of a row do, as @snnkit/sim-rate defines it. */
function recordOf(
  { neurons: { threshold, initial, reset, signed } }: NeuronErrorLayer,
  rows: readonly (readonly number[])[],
): SampleRecord {
  const steps = rows[0].length;
  const [counts, potentials] = [new Int32Array(rows.length), new Float32Array(rows.length)];
  const sums = new Float32Array(rows.length);
  rows.forEach((row, i) => {
    const [theta] = threshold.data;
    let [v] = initial.data;
    for (const current of row) {
      v += current;
      sums[i] += current;
      if (v >= theta) {
        v = reset === "zero" ? 0 : v - theta;
        counts[i]++;
      } else if (signed && v < 0 && counts[i] > 0) {
        v += theta;
        counts[i]--;
      }
    }
    potentials[i] = v;
  });
  return {
    steps,
    decisions: new Uint16Array(steps),
    scores: new Float32Array(1),
    spikes: new Uint32Array(2 * steps),
    synapticOps: new Float64Array(steps),
    counts: [counts, new Int32Array(rows.length)],
    potentials: [potentials, sums],
  };
}

/** The errors of one layer whose neurons each get the currents of a row. */
function errorsOf(
  layer: NeuronErrorLayer,
  rows: readonly (readonly number[])[],
  activation: readonly number[],
): DecomposedErrors {
  const recorded = ["relu", "relu/meter"].map((id) => ({
    id,
    shape: layer.shape,
    neurons: rows.length,
  }));
  const meter = createErrorDecomposition([layer], recorded);
  meter.add(recordOf(layer, rows), new Map([["relu", activation]]));
  const [errors] = meter.result();
  assert(errors.decomposed);
  return errors;
}

/** The means of all parts, by the names of those that are not 0. */
function means({ parts }: DecomposedErrors): object {
  return Object.fromEntries(
    ERROR_PARTS.filter((part) => parts[part].meanAbsolute > 0)
      .map((part) => [part, parts[part].mean]),
  );
}

Deno.test("createErrorDecomposition() finds no error where the rate is the activation", () => {
  const errors = errorsOf(relu([2]), [[0.5, 0.5, 0.5, 0.5], [-1, -1, -1, -1]], [0.5, 0]);
  assertEquals(means(errors), {});
  assertEquals([errors.error.rms, errors.parts.inherited.share], [0, 0]);
});

Deno.test("createErrorDecomposition() calls what is beyond one spike a step clipping", () => {
  const errors = errorsOf(relu([2], {}, 2), [[1.5, 1.5, 1.5, 1.5], [1, 1, 1, 1]], [3, 2]);
  assertEquals(means(errors), { clipping: -0.5 });
  assertEquals([errors.error.mean, errors.clipped, errors.clippedChannels], [-0.5, 0.5, 0.5]);
  assertEquals([errors.largest, errors.parts.clipping.share], ["clipping", 1]);
  assertEquals(errors.worst, [{ channel: 0, rms: 1, part: "clipping" }]);
});

Deno.test("createErrorDecomposition() calls the levels of T steps quantisation", () => {
  const even = new Array(4).fill(0.625);
  assertEquals(means(errorsOf(relu([1]), [even], [0.625])), { quantisation: -0.125 });
  const half = relu([1], { initial: filled([1], 0.5) });
  assertEquals(means(errorsOf(half, [even], [0.625])), { quantisation: 0.125 });
});

Deno.test("createErrorDecomposition() calls the right total in the wrong order unevenness", () => {
  const early = [1, 1, -1, -1]; // Two spikes of nothing.
  const late = [0, 0, 0, 2]; // One spike where two are due.
  assertEquals(means(errorsOf(relu([1]), [early], [0])), { unevenness: 0.5 });
  assertEquals(means(errorsOf(relu([1]), [late], [0.5])), { unevenness: -0.25 });
  // A signed neuron takes back what it sent too early.
  assertEquals(means(errorsOf(relu([1], { signed: true }), [early], [0])), {});
});

Deno.test("createErrorDecomposition() calls another input than the trained network's inherited", () => {
  const errors = errorsOf(relu([2]), [[0.5, 0.5], [-0.5, -0.5]], [0.75, 0.25]);
  assertEquals(means(errors), { inherited: -0.25 });
  assertEquals(errors.own.rms, 0);
});

Deno.test("createErrorDecomposition() ends activations where a clip does", () => {
  const clip: NeuronErrorLayer = { ...relu([1]), range: [0, 1] };
  assertEquals(means(errorsOf(clip, [[3, 3]], [1])), {});
  assertEquals(means(errorsOf(relu([1]), [[3, 3]], [1])), { inherited: 2, clipping: -2 });
});

Deno.test("createErrorDecomposition() measures what neurons receive that lose charge", () => {
  const layer = { ...relu([1], { reset: "zero" }), meter: "relu/meter" };
  // Every spike throws half a threshold away: 0.75 a step make one spike in two.
  const errors = errorsOf(layer, [[0.75, 0.75, 0.75, 0.75]], [0.75]);
  assertEquals(means(errors), { quantisation: -0.25 });
});

Deno.test("createErrorDecomposition() knows how fast a refractory neuron can be", () => {
  const rests = relu([1], { refractory: 1 });
  const record = { ...recordOf(rests, [[1, 1, 1, 1]]), counts: [Int32Array.of(2)] };
  const meter = createErrorDecomposition([rests], [{ id: "relu", shape: [1], neurons: 1 }]);
  meter.add({ ...record, potentials: [Float32Array.of(2)] }, new Map([["relu", [1]]]));
  const [errors] = meter.result();
  assert(errors.decomposed);
  assertEquals(means(errors), { clipping: -0.5 });
});

Deno.test("createErrorDecomposition() adds up: the parts are the error, sample by sample", () => {
  const sixteenths = (low: number, high: number): fc.Arbitrary<number> =>
    fc.integer({ min: 16 * low, max: 16 * high }).map((n) => n / 16);
  const trains = fc.integer({ min: 1, max: 12 }).chain((steps) =>
    fc.array(fc.array(sixteenths(-2, 3), { minLength: steps, maxLength: steps }), {
      minLength: 4,
      maxLength: 4,
    })
  );
  const neurons = fc.record({
    threshold: sixteenths(0.25, 3).map((x) => filled([1], x)),
    initial: sixteenths(-1, 1).map((x) => filled([1], x)),
    reset: fc.constantFrom("subtract", "zero"),
    signed: fc.boolean(),
  }).filter(({ reset, signed }) => reset === "subtract" || !signed);
  const activations = fc.array(sixteenths(0, 4), { minLength: 4, maxLength: 4 });
  fc.assert(fc.property(trains, neurons, activations, (rows, op, activation) => {
    const zero = op.reset === "zero";
    const layer = { ...relu([4], op, 1.5), ...zero && { meter: "relu/meter" } };
    const { parts, error, own, worst } = errorsOf(layer, rows, activation);
    const { counts, steps } = recordOf(layer, rows);
    const observed = activation.map((a, i) => 1.5 * counts![0][i] / steps - a);
    const square = observed.reduce((sum, e) => sum + e * e, 0) / 4;
    assertAlmostEquals(error.mean, observed.reduce((sum, e) => sum + e, 0) / 4, 1e-9);
    assertAlmostEquals(error.rms, Math.sqrt(square), 1e-9);
    const total = (key: "mean" | "share"): number =>
      ERROR_PARTS.reduce((sum, part) => sum + parts[part][key], 0);
    assertAlmostEquals(total("mean"), error.mean, 1e-9);
    assertAlmostEquals(total("share"), error.rms > 0 ? 1 : 0, 1e-9);
    assertAlmostEquals(own.mean, error.mean - parts.inherited.mean, 1e-9);
    worst.forEach(({ channel, rms }) => assertAlmostEquals(rms, Math.abs(observed[channel]), 1e-9));
  }));
});

Deno.test("createErrorDecomposition() knows units, thresholds and potentials of channels", () => {
  const layer: NeuronErrorLayer = {
    ...relu([2, 1, 2]),
    unit: tensor([2], [1, 8]),
    neurons: {
      threshold: tensor([2], [1, 2]),
      initial: tensor([2], [0, 1]),
      reset: "subtract",
    },
  };
  const meter = createErrorDecomposition([layer], [{ id: "relu", shape: [2, 1, 2], neurons: 4 }]);
  const counts = [Int32Array.of(1, 0, 2, 1)];
  // The last two received 0 − 1 + 2 · 2 and 2 − 1 + 2 · 1: three quarters of one spike a step.
  const potentials = [Float32Array.of(0, 0.5, 0, 2)];
  const record = { ...recordOf(relu([1]), [[0, 0]]), counts, potentials };
  for (let again = 0; again < 3; again++) {
    meter.add(record, new Map([["relu", [0.5, 0.25, 6, 6]]]));
  }
  const [errors] = meter.result();
  assert(errors.decomposed);
  // Neuron 1 is quantised by −0.25, neuron 2 by 2, and neuron 3 sent one spike of 8 / 2 too few.
  assertEquals(errors.parts.inherited.meanAbsolute, 0);
  assertEquals(errors.parts.quantisation.mean, (-0.25 + 2 + 2) / 4);
  assertEquals(errors.parts.unevenness.mean, -1);
  assertEquals(errors.worst.map(({ channel }) => channel), [1, 0]);
  assertAlmostEquals(errors.activation, Math.sqrt((0.25 + 0.0625 + 72) / 4), 1e-12);
});

Deno.test("createErrorDecomposition() compares a gate with the busiest of its window", () => {
  const window = {
    kernel: [1, 2],
    stride: [1, 2],
    padding: [0, 1, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
  } as const;
  const gate: ErrorLayer = {
    kind: "gate",
    id: "pool",
    shape: [1, 1, 2],
    unit: filled([1], 4),
    source: "relu",
    sourceShape: [1, 1, 3],
    window,
  };
  const meter = createErrorDecomposition([gate], [
    { id: "relu", shape: [1, 1, 3], neurons: 3 },
    { id: "pool", shape: [1, 1, 2], neurons: 2 },
  ]);
  const counts = [Int32Array.of(1, 2, 4), Int32Array.of(1, 3)];
  const potentials = [new Float32Array(3), new Float32Array(0)];
  const record = { ...recordOf(relu([1]), [[0, 0, 0, 0]]), counts, potentials };
  meter.add(record, new Map([["pool", [1.5, 4]]]));
  const [errors] = meter.result();
  assert(errors.decomposed);
  assertEquals(means(errors), { inherited: -0.25, unevenness: -0.5 });
});

Deno.test("createErrorDecomposition() lets outputs that only sum inherit all", () => {
  const logits: ErrorLayer = { kind: "summed", id: "relu", shape: [2], unit: filled([1], 2) };
  const meter = createErrorDecomposition([logits], [{ id: "relu", shape: [2], neurons: 2 }]);
  const potentials = [Float32Array.of(-3, 8)];
  const record = { ...recordOf(relu([2]), [[0, 0], [0, 0]]), potentials };
  meter.add(record, new Map([["relu", [-3.5, 8]]]));
  const [errors] = meter.result();
  assert(errors.decomposed);
  assertEquals(means(errors), { inherited: 0.25 });
});

Deno.test("createErrorDecomposition() says why it cannot tell errors apart", () => {
  const opaque: ErrorLayer = { kind: "opaque", id: "pool", shape: [3], reason: "it rains" };
  const meter = createErrorDecomposition([opaque], []);
  meter.add(recordOf(relu([1]), [[0]]), new Map());
  assertEquals(meter.result(), [
    { decomposed: false, name: "pool", neurons: 3, reason: "it rains" },
  ]);
});

Deno.test("createErrorDecomposition() refuses what does not fit", () => {
  const layers = [{ ...relu([1]), meter: "relu/meter" }];
  const recorded = [{ id: "relu", shape: [1], neurons: 1 }];
  assertThrows(() => createErrorDecomposition(layers, recorded), TypeError, `"relu/meter" is not`);
  const meter = createErrorDecomposition([relu([1])], recorded);
  const record = recordOf(relu([1]), [[0]]);
  assertThrows(() => meter.add(record, new Map()), TypeError, "received none");
  assertThrows(() => meter.add(record, new Map([["relu", [1, 2]]])), TypeError, "received 2");
  const { potentials: _, ...without } = record;
  assertThrows(
    () => meter.add(without, new Map([["relu", [0]]])),
    TypeError,
    "potentials of every",
  );
});
