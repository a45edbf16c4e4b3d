import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ifStep } from "./if_step.ts";

interface Run {
  readonly spikes: readonly number[];
  readonly v: number;
}

/** One neuron through a list of inputs. */
function run(
  inputs: readonly number[],
  threshold = 1,
  reset: "subtract" | "zero" = "subtract",
  initial = 0,
): Run {
  const params = { threshold: Float32Array.of(threshold), reset };
  const state = { v: Float32Array.of(initial) };
  const out = new Uint8Array(1);
  const spikes = inputs.map((input) => ifStep(params, state, Float32Array.of(input), out));
  return { spikes, v: state.v[0] };
}

const ROWS: readonly (readonly [string, Run, Run])[] = [
  ["fires on a tie", run([1]), { spikes: [1], v: 0 }],
  ["stays silent just below the threshold", run([1 - 2 ** -24]), { spikes: [0], v: 1 - 2 ** -24 }],
  ["fires at most once a step", run([3.5]), { spikes: [1], v: 2.5 }],
  ["spends a surplus in later steps", run([2.5, 0, 0]), { spikes: [1, 1, 0], v: 0.5 }],
  ["discards a surplus on reset to zero", run([2.5, 0], 1, "zero"), { spikes: [1, 0], v: 0 }],
  ["may sink below zero", run([-2, 1, 1, 1]), { spikes: [0, 0, 0, 1], v: 0 }],
  ["starts from its initial potential", run([0], 1, "subtract", 1.5), { spikes: [1], v: 0.5 }],
  ["takes −0 for 0", run([-0, 0]), { spikes: [0, 0], v: 0 }],
  ["never fires on NaN", run([NaN, 5]), { spikes: [0, 0], v: NaN }],
  [
    // In float64 the sum would stay below the threshold.
    "adds in float32",
    run([2 ** -25], 1, "subtract", 1 - 2 ** -24),
    { spikes: [1], v: 0 },
  ],
];

for (const [name, actual, expected] of ROWS) {
  Deno.test(`ifStep() ${name}`, () => assertEquals(actual, expected));
}

Deno.test("ifStep() gives each channel its threshold", () => {
  const spikes = new Uint8Array(4);
  const state = { v: new Float32Array(4) };
  const params = { threshold: Float32Array.of(1, 2), reset: "subtract" } as const;
  assertEquals(ifStep(params, state, Float32Array.of(1, 2, 1, 2), spikes), 3);
  assertEquals([...spikes], [1, 1, 0, 1]);
  assertEquals([...state.v], [0, 1, 1, 0]);
});

Deno.test("ifStep() of no neurons does nothing", () => {
  const none = new Float32Array(0);
  const params = { threshold: Float32Array.of(1), reset: "zero" } as const;
  assertEquals(ifStep(params, { v: none }, none, new Uint8Array(0)), 0);
});

// Multiples of 1/64, so that float32 adds them exactly.
const inputs = fc.array(fc.integer({ min: -128, max: 256 }).map((n) => n / 64), { maxLength: 60 });
const thresholds = fc.integer({ min: 1, max: 256 }).map((n) => n / 64);
const count = (spikes: readonly number[]): number => spikes.reduce((sum, s) => sum + s, 0);

Deno.test("ifStep() with reset by subtraction conserves charge", () => {
  fc.assert(fc.property(inputs, thresholds, (list, threshold) => {
    const { spikes, v } = run(list, threshold);
    const charge = list.reduce((sum, input) => sum + input, 0);
    assertEquals(charge, v + threshold * count(spikes));
  }));
});

Deno.test("ifStep() with a higher threshold never fires first", () => {
  fc.assert(fc.property(inputs, thresholds, thresholds, (list, one, other) => {
    const first = (threshold: number): number => {
      const at = run(list, threshold).spikes.indexOf(1);
      return at < 0 ? Infinity : at;
    };
    assertEquals(first(Math.max(one, other)) >= first(Math.min(one, other)), true);
  }));
});

Deno.test("ifStep() codes a constant input in its rate, within one spike of T · input / threshold", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 1, max: 200 }), (n, T) => {
      const { spikes } = run(Array.from({ length: T }, () => n / 64));
      assertEquals(count(spikes), Math.floor(T * n / 64));
    }),
  );
});
