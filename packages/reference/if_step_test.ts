import { assertEquals, assertThrows } from "@std/assert";
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

/** One signed neuron through a list of inputs: spikes, net counts after each step, last potential. */
function runSigned(
  inputs: readonly number[],
  threshold = 1,
  initial = 0,
): Run & { readonly counts: readonly number[] } {
  const params = { threshold: Float32Array.of(threshold), reset: "subtract" } as const;
  const state = { v: Float32Array.of(initial), net: Int32Array.of(0) };
  const out = new Int8Array(1);
  const counts: number[] = [];
  const spikes = inputs.map((input) => {
    const fired = ifStep(params, state, Float32Array.of(input), out);
    assertEquals(fired, Math.abs(out[0]));
    counts.push(state.net[0]);
    return out[0];
  });
  return { spikes, v: state.v[0], counts };
}

const SIGNED_ROWS: readonly (readonly [string, readonly number[], readonly number[], number])[] = [
  ["takes a spike back once v is below 0", [1, -0.25], [1, -1], 0.75],
  ["takes nothing back where it has sent nothing", [-2, 1, 1], [0, 0, 0], 0],
  ["owes nothing at v = 0", [1, 0, -0], [1, 0, 0], 0],
  ["takes back at most one spike a step", [1, 1, -2, 0, 0], [1, 1, -1, -1, 0], 0],
  ["keeps owing what it cannot take back", [1, -3, 0, 2.5], [1, -1, 0, 0], 0.5],
  ["fires rather than takes back", [2.5, -0.5, -1.5], [1, 1, -1], -0.5],
  ["never takes back on NaN", [1, NaN, -5], [1, 0, 0], NaN],
];

for (const [name, inputs, spikes, v] of SIGNED_ROWS) {
  Deno.test(`ifStep() of a signed neuron ${name}`, () => {
    const actual = runSigned(inputs);
    assertEquals([actual.spikes, actual.v], [spikes, v]);
  });
}

Deno.test("ifStep() of a signed neuron adds θ in float32", () => {
  // −2⁻³⁰ + 1 rounds to 1: the neuron rests at its threshold and fires with the next step.
  const actual = runSigned([1, -(2 ** -30), 0]);
  assertEquals([actual.spikes, actual.v], [[1, -1, 1], 0]);
});

/** One neuron with a leak or a refractory period through a list of inputs. */
function runWith(
  inputs: readonly number[],
  { leak = 1, refractory = 0, reset = "subtract", signed = false, initial = 0 }: {
    readonly leak?: number;
    readonly refractory?: number;
    readonly reset?: "subtract" | "zero";
    readonly signed?: boolean;
    readonly initial?: number;
  },
): Run {
  const params = { threshold: Float32Array.of(1), reset, leak, refractory };
  const state = {
    v: Float32Array.of(initial),
    waits: new Float64Array(1),
    ...(signed && { net: new Int32Array(1) }),
  };
  const out = new Int8Array(1);
  const spikes = inputs.map((input) => {
    ifStep(params, state, Float32Array.of(input), out);
    return out[0];
  });
  return { spikes, v: state.v[0] };
}

const WITH_ROWS: readonly (readonly [string, Run, Run])[] = [
  [
    "forgets before it receives, in the first step too",
    runWith([0.5, 0.5], { leak: 0.5, initial: 1 }),
    { spikes: [1, 0], v: 0.5 },
  ],
  [
    "forgets what is owed as well",
    runWith([-1, 0, 0], { leak: 0.5 }),
    { spikes: [0, 0, 0], v: -0.25 },
  ],
  [
    "rounds the leak's product before it adds",
    runWith([1], { leak: 2 ** -24, initial: 1 }),
    { spikes: [1], v: 0 },
  ],
  [
    "rests for r steps, integrating, and fires at once thereafter",
    runWith([1.5, 0.5, 0.5, 0, 0, 0, 0], { refractory: 2 }),
    { spikes: [1, 0, 0, 1, 0, 0, 0], v: 0.5 },
  ],
  [
    "rests after a reset to zero, too",
    runWith([3, 3, 0.25, 0.25], { refractory: 1, reset: "zero" }),
    { spikes: [1, 0, 1, 0], v: 0.25 },
  ],
  [
    "lets a signed neuron rest after spikes of either sign",
    runWith([1, -0.5, 0, 0, 1, 0, 0.5, 0.5], { refractory: 1, signed: true }),
    { spikes: [1, 0, -1, 0, 1, 0, 1, 0], v: 0.5 },
  ],
  [
    "leaks while it rests",
    runWith([1, 1, 0], { refractory: 2, leak: 0.5 }),
    { spikes: [1, 0, 0], v: 0.5 },
  ],
];

for (const [name, actual, expected] of WITH_ROWS) {
  Deno.test(`ifStep() ${name}`, () => assertEquals(actual, expected));
}

Deno.test("ifStep() refuses a refractory period without waits", () => {
  const params = { threshold: Float32Array.of(1), reset: "subtract", refractory: 2 } as const;
  assertThrows(
    () => ifStep(params, { v: new Float32Array(1) }, Float32Array.of(1), new Int8Array(1)),
    RangeError,
    "Cannot step neurons with a refractory period of 2 as their state must hold waits",
  );
});

Deno.test("ifStep() refuses signed neurons that reset to zero", () => {
  const params = { threshold: Float32Array.of(1), reset: "zero" } as const;
  const state = { v: new Float32Array(1), net: new Int32Array(1) };
  assertThrows(
    () => ifStep(params, state, Float32Array.of(1), new Int8Array(1)),
    RangeError,
    'Cannot step signed neurons as they reset by subtraction only: received "zero"',
  );
});

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

Deno.test("ifStep() with a refractory period conserves charge, and fires at most every 1 + r steps", () => {
  const rests = fc.integer({ min: 0, max: 5 });
  fc.assert(fc.property(inputs, rests, fc.boolean(), (list, refractory, signed) => {
    const { spikes, v } = runWith(list, { refractory, signed });
    const charge = list.reduce((sum, input) => sum + input, 0);
    assertEquals(charge, v + count(spikes));
    const at = spikes.flatMap((spike, t) => spike === 0 ? [] : [t]);
    at.slice(1).forEach((t, i) => assertEquals(t - at[i] > refractory, true));
  }));
});

Deno.test("ifStep() with a leak fires where the potential reaches I (1 − αⁿ) / (1 − α)", () => {
  const leaks = fc.integer({ min: 1, max: 99 }).map((n) => n / 100);
  const currents = fc.integer({ min: 1, max: 120 }).map((n) => n / 100);
  fc.assert(fc.property(leaks, currents, (leak, current) => {
    const { spikes } = runWith(new Array(400).fill(current), { leak, reset: "zero" });
    const first = spikes.indexOf(1);
    const potential = (n: number): number => current * (1 - leak ** n) / (1 - leak);
    if (first < 0) assertEquals(potential(400) < 1 + 1e-5, true);
    else {
      assertEquals(potential(first + 1) > 1 - 1e-5, true);
      assertEquals(first === 0 || potential(first) < 1 + 1e-5, true);
      // From zero it begins anew: spikes are as regular as a clock.
      spikes.forEach((spike, t) => assertEquals(spike, (t + 1) % (first + 1) === 0 ? 1 : 0));
    }
  }));
});

Deno.test("ifStep() with a leak of 1 is that without", () => {
  fc.assert(fc.property(inputs, (list) => {
    assertEquals(runWith(list, { leak: 1, refractory: 0 }), run(list));
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

Deno.test("ifStep() of a signed neuron counts a constant input as clip(⌊(T · I + v₀) / θ⌋, 0, T)", () => {
  const input = fc.integer({ min: -128, max: 128 }).map((n) => n / 64);
  const start = fc.integer({ min: 0, max: 63 }).map((n) => n / 64);
  const T = fc.integer({ min: 1, max: 99 });
  fc.assert(fc.property(input, start, T, (I, v0, T) => {
    const { counts } = runSigned(Array.from({ length: T }, () => I), 1, v0);
    counts.forEach((net, t) => {
      const wanted = Math.floor((t + 1) * I + v0);
      assertEquals(net, Math.min(Math.max(wanted, 0), t + 1));
    });
  }));
});

Deno.test("ifStep() of a signed neuron counts what it has received, in whatever order", () => {
  const currents = fc.array(fc.integer({ min: -64, max: 64 }).map((n) => n / 64));
  const start = fc.integer({ min: 0, max: 63 }).map((n) => n / 64);
  fc.assert(fc.property(currents, start, (list, v0) => {
    let charge = v0;
    const { counts } = runSigned(list, 1, v0);
    list.forEach((input, t) => {
      charge += input;
      assertEquals(counts[t], Math.max(0, Math.floor(charge)));
    });
  }));
});

Deno.test("ifStep() of a signed neuron conserves charge, and its count is never negative", () => {
  fc.assert(fc.property(inputs, thresholds, (list, threshold) => {
    const { spikes, v, counts } = runSigned(list, threshold);
    const charge = list.reduce((sum, input) => sum + input, 0);
    assertEquals(charge, v + threshold * count(spikes));
    assertEquals(counts.every((net) => net >= 0), true);
    assertEquals(counts.at(-1) ?? 0, count(spikes));
  }));
});

Deno.test("ifStep() of a signed neuron that is never below 0 is that of an unsigned one", () => {
  const drive = fc.array(fc.integer({ min: 0, max: 256 }).map((n) => n / 64), { maxLength: 60 });
  fc.assert(fc.property(drive, thresholds, (list, threshold) => {
    const { spikes, v } = runSigned(list, threshold);
    assertEquals({ spikes, v }, run(list, threshold));
  }));
});
